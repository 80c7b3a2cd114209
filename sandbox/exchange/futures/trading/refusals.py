"""What futures answer when they say no: codes and sentences that spot does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.wire.errors import ApiError

if TYPE_CHECKING:
    from decimal import Decimal

SENTENCES = {
    -1023: "Start time is greater than end time.",
    -1111: "Precision is over the maximum defined for this asset.",
    -2019: "Margin is insufficient.",
    -2021: "Order would immediately trigger.",
    -2022: "ReduceOnly Order is rejected.",
    -2025: "Reach max open order limit.",
    -2027: "Exceeded the maximum allowable position at current leverage.",
    -2028: "Leverage is smaller than permitted: insufficient margin balance.",
    -4001: "Price less than 0.",
    -4002: "Price greater than max price.",
    -4003: "Quantity less than zero.",
    -4004: "Quantity less than min quantity.",
    -4005: "Quantity greater than max quantity.",
    -4013: "Price less than min price.",
    -4014: "Price not increased by tick size.",
    -4016: "Price is higher than mark price multiplier cap.",
    -4023: "Qty not increased by step size.",
    -4024: "Price is lower than mark price multiplier floor.",
    -4031: "Invalid parameter working type",
    -4032: "Exceed maximum cancel order size.",
    -4045: "Reach max stop order limit.",
    -4046: "No need to change margin type.",
    -4047: "Margin type cannot be changed if there exists open orders.",
    -4048: "Margin type cannot be changed if there exists position.",
    -4049: "Add margin only support for isolated position.",
    -4050: "Cross balance insufficient.",
    -4051: "Isolated balance insufficient.",
    -4054: "Cannot add position margin: position is 0.",
    -4055: "Amount must be positive.",
    -4059: "No need to change position side.",
    -4060: "Invalid position side.",
    -4061: "Order's position side does not match user's setting.",
    -4067: "Position side cannot be changed if there exists open orders.",
    -4068: "Position side cannot be changed if there exists position.",
    -4082: "Invalid number of batch place orders.",
    -4116: "clientOrderId is duplicated",
    -4120: "Order type not supported for this endpoint. Please use the Algo Order API endpoints "
    "instead.",
    -4131: "The counterparty's best price does not meet the PERCENT_PRICE filter limit",
    -4137: "Quantity must be zero with closePosition equals true",
    -4161: "Leverage reduction is not supported in Isolated Margin Mode with open positions",
    -4167: "Unable to adjust to Multi-Assets mode with symbols under isolated-margin mode.",
    -4168: "Unable to adjust to isolated-margin mode under the Multi-Assets mode.",
    -4170: "Unable to adjust Multi-Assets Mode with open orders.",
    -4171: "Adjusted asset mode is currently set and does not need to be adjusted repeatedly.",
    -4172: "Unable to adjust Multi-Assets Mode with a negative wallet balance of margin "
    "available asset.",
    -5021: "Due to the order could not be filled immediately, the FOK order has been rejected.",
    -5022: "Due to the order could not be executed as maker, the Post Only order will be rejected.",
    -5025: "Only limit order is supported.",
    -5026: "Exceed maximum modify order limit.",
    -5027: "No need to modify the order.",
    -5037: "Invalid price match",
    -5038: "Price match only supports order type: LIMIT, STOP AND TAKE_PROFIT",
    -5039: "Invalid self trade prevention mode",
    -5040: "The goodTillDate timestamp must be greater than the current time plus 600 seconds "
    "and smaller than 253402300799000",
    -5041: "No depth matches this BBO order",
    -5047: "The original order is not a reduce-only order.",
}


def refused(code: int) -> ApiError:
    """Return the error of a code that has one sentence only."""
    return ApiError(code, SENTENCES[code])


def below_notional(least: Decimal) -> ApiError:
    msg = f"Order's notional must be no smaller than {least} (unless you choose reduce only)"
    return ApiError(-4164, msg)


def invalid_leverage(leverage: int) -> ApiError:
    return ApiError(-4028, f"Leverage `{leverage}` is not valid")


def no_listen_key(path: str) -> ApiError:
    msg = f"This listenKey does not exist. Please use POST {path} to recreate listenKey"
    return ApiError(-1125, msg)


_COIN_M = {-4131: -4113, -4161: -4150, -5025: -4196, -5026: -4198, -5027: -4197}
"""Codes under which COIN-M has the same sentences."""


def in_coin_m_codes(error: ApiError) -> ApiError:
    return ApiError(_COIN_M[error.code], error.msg) if error.code in _COIN_M else error
