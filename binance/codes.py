"""What Binance's codes mean, family by family; the same number may mean another thing elsewhere.

Codes that are not listed are refusals like any other (`Rejected`).
"""

from collections.abc import Mapping

from binance.errors import (
    AlreadyDone,
    BadKey,
    ClockSkew,
    NoSuchListenKey,
    NoSuchOrder,
    NoSuchSymbol,
    OrderRejected,
    Rejected,
)
from binance.reasons import RejectReason

Meaning = type[Rejected] | RejectReason
"""A class; or the reason for which an order was refused."""

FUTURES_APIS = frozenset({"fapi", "dapi"})

_COMMON: Mapping[int, Meaning] = {
    -1002: BadKey,
    -1011: BadKey,  # the IP may not use this route
    -1021: ClockSkew,
    -1022: BadKey,
    -1099: BadKey,
    -1121: NoSuchSymbol,
    -1125: NoSuchListenKey,
    -2008: BadKey,  # "Invalid Api-Key ID."
    -2011: NoSuchOrder,
    -2013: NoSuchOrder,
    -2014: BadKey,
    -2015: BadKey,
    -20121: NoSuchSymbol,
}

_SPOT: Mapping[int, Meaning] = {
    **_COMMON,
    -2022: OrderRejected,  # both halves of a cancel-replace
    -2026: NoSuchOrder,  # archived
    -2039: NoSuchOrder,  # no order bears both of these names
}

_FUTURES: Mapping[int, Meaning] = {
    **_COMMON,
    -2017: BadKey,  # locked
    -2018: RejectReason.INSUFFICIENT_BALANCES,
    -2019: RejectReason.INSUFFICIENT_MARGIN,
    -2020: RejectReason.COULD_NOT_BE_FILLED,
    -2021: RejectReason.STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY,
    -2022: RejectReason.REDUCE_ONLY,
    -2023: OrderRejected,  # in liquidation
    -2024: RejectReason.INSUFFICIENT_POSITION,
    -2025: RejectReason.MAX_NUM_ORDERS,
    -2026: RejectReason.REDUCE_ONLY,
    -2027: RejectReason.MAX_POSITION,
    -4001: RejectReason.PRICE_FILTER,
    -4002: RejectReason.PRICE_FILTER,
    -4003: RejectReason.LOT_SIZE,
    -4004: RejectReason.LOT_SIZE,
    -4005: RejectReason.LOT_SIZE,
    -4006: RejectReason.PRICE_FILTER,
    -4007: RejectReason.PRICE_FILTER,
    -4013: RejectReason.PRICE_FILTER,
    -4014: RejectReason.PRICE_FILTER,
    -4016: RejectReason.PERCENT_PRICE,
    -4023: RejectReason.LOT_SIZE,
    -4024: RejectReason.PERCENT_PRICE,
    -4045: RejectReason.MAX_NUM_ALGO_ORDERS,
    -4046: AlreadyDone,  # margin type
    -4052: AlreadyDone,  # auto add margin
    -4059: AlreadyDone,  # position side
    -4061: OrderRejected,  # hedge mode, and the order says one-way, or the reverse
    -4062: RejectReason.REDUCE_ONLY,
    -4087: RejectReason.REDUCE_ONLY,  # nothing else may be ordered
    -4088: RejectReason.ACCOUNT_MAY_NOT_TRADE,
    -4117: OrderRejected,  # it is being triggered
    -4118: RejectReason.REDUCE_ONLY,
    -4120: RejectReason.ORDER_TYPE_NOT_SUPPORTED,  # see POST /fapi/v1/algoOrder
    -4131: RejectReason.PERCENT_PRICE,
    -4137: OrderRejected,  # closePosition and a quantity
    -4138: RejectReason.REDUCE_ONLY,
    -4140: RejectReason.MARKET_CLOSED,
    -4141: RejectReason.MARKET_CLOSED,
    -4142: RejectReason.STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY,
    -4144: NoSuchSymbol,
    -4164: RejectReason.MIN_NOTIONAL,
    -4171: AlreadyDone,  # multi-assets mode
    -4183: RejectReason.PERCENT_PRICE,
    -4184: RejectReason.PERCENT_PRICE,
    -4192: RejectReason.ACCOUNT_MAY_NOT_TRADE,  # cooling off
    -4210: RejectReason.PERCENT_PRICE,
    -4211: RejectReason.PERCENT_PRICE,
    -4400: RejectReason.REDUCE_ONLY,
    -4401: RejectReason.REDUCE_ONLY,
    -5021: RejectReason.COULD_NOT_BE_FILLED,
    -5022: RejectReason.WOULD_MATCH_IMMEDIATELY,
    -5024: RejectReason.MARKET_CLOSED,
    -5025: OrderRejected,  # only limit orders are modified
    -5026: RejectReason.MAX_NUM_ORDER_AMENDS,
    -5027: AlreadyDone,  # the order is as it should become
    -5028: ClockSkew,  # by the time it came to the matching engine
    -5029: RejectReason.MIN_NOTIONAL,
    -5041: RejectReason.TOO_LITTLE_LIQUIDITY,
    -5043: OrderRejected,  # another modification is pending
    -5047: RejectReason.REDUCE_ONLY,
}

_COIN_FUTURES: Mapping[int, Meaning] = {
    **_FUTURES,
    -4087: NoSuchSymbol,
    -4088: Rejected,  # an interval of time
    -4089: RejectReason.REDUCE_ONLY,
    -4090: RejectReason.ACCOUNT_MAY_NOT_TRADE,
    -4112: RejectReason.REDUCE_ONLY,
    -4113: RejectReason.PERCENT_PRICE,
    -4151: RejectReason.PERCENT_PRICE,
    -4152: RejectReason.PERCENT_PRICE,
    -4154: RejectReason.PERCENT_PRICE,
    -4155: RejectReason.PERCENT_PRICE,
    -4178: RejectReason.MIN_NOTIONAL,
    -4188: ClockSkew,  # by the time it came to the matching engine
    -4196: OrderRejected,  # only limit orders are modified
    -4197: AlreadyDone,  # the order is as it should become
    -4198: RejectReason.MAX_NUM_ORDER_AMENDS,
    -4199: RejectReason.MARKET_CLOSED,
}

_FAMILIES = {"fapi": _FUTURES, "dapi": _COIN_FUTURES}


def meaning(api: str, code: int) -> Meaning:
    """Look a code up in the list of an API family."""
    return _FAMILIES.get(api, _SPOT).get(code, Rejected)
