"""Reading a conditional order: what its type needs, and which price it waits for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.exchange.futures.operations.tickets import (
    client_id,
    decimal,
    lifetime,
    mandatory,
    position_side,
    prevention,
    price_match,
    reduce_only,
    required_decimal,
)
from sandbox.exchange.futures.trading.algos import TRAILING
from sandbox.exchange.futures.trading.arithmetic import ZERO
from sandbox.exchange.futures.trading.orders import CONDITIONAL, Ticket
from sandbox.exchange.futures.trading.refusals import refused
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.futures.operations.seats import Seat
    from sandbox.exchange.wire.params import Params

ALGO_PARAMETERS = (
    "algoType symbol side type positionSide timeInForce quantity price triggerPrice workingType "
    "priceMatch closePosition priceProtect reduceOnly activatePrice callbackRate clientAlgoId "
    "newOrderRespType selfTradePreventionMode goodTillDate"
)
_LOWEST_CALLBACK, _HIGHEST_CALLBACK = Decimal("0.1"), Decimal(20)


def read_conditional(seat: Seat) -> Ticket:
    """Read a conditional order; its price from the book is found when it is triggered."""
    params, symbol = seat.params, seat.contract().symbol
    mandatory(params, "algoType", ("CONDITIONAL",))
    side, type_ = mandatory(params, "side", ("BUY", "SELL")), mandatory(params, "type", CONDITIONAL)
    limited, trailing = type_ in {"STOP", "TAKE_PROFIT"}, type_ == TRAILING
    closes = _close_position(params, type_)
    match = price_match(params) if limited else "NONE"
    time_in_force, good_till = lifetime(seat, limited=limited, default="GTC")
    return Ticket(
        symbol=symbol,
        side=side,
        type=type_,
        quantity=ZERO if closes else required_decimal(params, "quantity"),
        client_id=client_id(params, "clientAlgoId"),
        price=required_decimal(params, "price") if limited and match == "NONE" else ZERO,
        position_side=position_side(params, seat.ledger),
        time_in_force=time_in_force,
        reduce_only=reduce_only(params, seat.ledger),
        close_position=closes,
        price_match=match,
        prevention=prevention(params, "NONE"),
        good_till=good_till,
        trigger_price=ZERO if trailing else required_decimal(params, "triggerPrice"),
        activate_price=(decimal(params, "activatePrice") or ZERO) if trailing else ZERO,
        callback_rate=_callback_rate(params) if trailing else ZERO,
        working_type=_working_type(params),
        price_protect=params.flag("priceProtect"),
    )


def _close_position(params: Params, type_: str) -> bool:
    if not params.flag("closePosition"):
        return False
    if type_ not in {"STOP_MARKET", "TAKE_PROFIT_MARKET"}:
        msg = f"Target strategy invalid for orderType {type_},closePosition true"
        raise errors.ApiError(-4136, msg)
    if "quantity" in params:
        raise refused(-4137)
    params.refuse("reduceOnly")
    return True


def _callback_rate(params: Params) -> Decimal:
    rate = required_decimal(params, "callbackRate")
    if not _LOWEST_CALLBACK <= rate <= _HIGHEST_CALLBACK:
        raise errors.not_valid("callbackRate")
    return rate


def _working_type(params: Params) -> str:
    working_type = params.text("workingType") or "CONTRACT_PRICE"
    if working_type not in {"CONTRACT_PRICE", "MARK_PRICE"}:
        raise refused(-4031)
    return working_type
