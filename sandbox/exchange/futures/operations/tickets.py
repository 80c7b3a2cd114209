"""Reading an order from its parameters: which of them its type needs, and which it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.arithmetic import ZERO
from sandbox.exchange.futures.trading.orders import (
    CONDITIONAL,
    DEFAULT_PREVENTION,
    TIMES_IN_FORCE,
    Ticket,
)
from sandbox.exchange.futures.trading.price_match import PRICE_MATCHES, matched_price
from sandbox.exchange.futures.trading.refusals import refused
from sandbox.exchange.registry import random_text
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.futures.operations.seats import Seat
    from sandbox.exchange.futures.trading.ledger import Ledger
    from sandbox.exchange.wire.params import Params

ORDER_PARAMETERS = (
    "symbol side type positionSide timeInForce reduceOnly quantity price newClientOrderId "
    "newOrderRespType priceMatch selfTradePreventionMode goodTillDate stopPrice closePosition "
    "activationPrice callbackRate workingType priceProtect"
)
_PREVENTIONS = ("NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH")
_SIDES = ("BOTH", "LONG", "SHORT")
_CLIENT_ID_LENGTH = 36
_SOONEST_EXPIRY = 600_000
_LATEST_EXPIRY = 253_402_300_799_000


def read_ticket(seat: Seat) -> Ticket:
    """Read an ordinary order; conditional ones have moved to an endpoint of their own."""
    params, symbol = seat.params, seat.contract().symbol
    side = mandatory(params, "side", ("BUY", "SELL"))
    type_ = mandatory(params, "type", ("LIMIT", "MARKET", *CONDITIONAL))
    if type_ in CONDITIONAL:
        raise refused(-4120)
    if params.flag("closePosition"):
        msg = f"Target strategy invalid for orderType {type_},closePosition true"
        raise errors.ApiError(-4136, msg)
    limited = type_ == "LIMIT"
    price, match = limit_price(seat, symbol, side) if limited else _no_price(params)
    time_in_force, good_till = lifetime(seat, limited=limited)
    return Ticket(
        symbol=symbol,
        side=side,
        type=type_,
        quantity=required_decimal(params, "quantity"),
        client_id=client_id(params, "newClientOrderId"),
        price=price,
        position_side=position_side(params, seat.ledger),
        time_in_force=time_in_force,
        reduce_only=reduce_only(params, seat.ledger),
        price_match=match,
        prevention=prevention(params, DEFAULT_PREVENTION),
        good_till=good_till,
    )


def mandatory(params: Params, name: str, choices: tuple[str, ...]) -> str:
    params.required(name)
    value = params.choice(name, choices)
    assert value is not None
    return value


def decimal(params: Params, name: str) -> Decimal | None:
    """Read a number; one that is too precise is refused in the futures' own words."""
    try:
        return params.decimal(name)
    except errors.ApiError as error:
        raise (refused(-1111) if error.code == -1111 else error) from None


def required_decimal(params: Params, name: str) -> Decimal:
    params.required(name)
    number = decimal(params, name)
    assert number is not None
    return number


def client_id(params: Params, name: str) -> str:
    text = params.text(name)
    if text is not None and len(text) > _CLIENT_ID_LENGTH:
        msg = f"Client order id length should not be more than {_CLIENT_ID_LENGTH} chars"
        raise errors.ApiError(-4015, msg)
    return params.client_id(name) or random_text(22)


def limit_price(seat: Seat, symbol: str, side: str) -> tuple[Decimal, str]:
    """Return the price that was sent, or that which the book has for `priceMatch`."""
    match = price_match(seat.params)
    if match == "NONE":
        return required_decimal(seat.params, "price"), match
    return matched_price(seat.floor.engine, symbol, side, match), match


def price_match(params: Params) -> str:
    match = params.text("priceMatch") or "NONE"
    if match not in {"NONE", *PRICE_MATCHES}:
        raise refused(-5037)
    if match != "NONE":
        params.refuse("price")
    return match


def _no_price(params: Params) -> tuple[Decimal, str]:
    if params.text("priceMatch") not in {None, "NONE"}:
        raise refused(-5038)
    params.refuse("price")
    return ZERO, "NONE"


def lifetime(seat: Seat, *, limited: bool, default: str | None = None) -> tuple[str, int]:
    """Read timeInForce, and until when an order is good that has a date."""
    params = seat.params
    if not limited and default is None:
        params.refuse("timeInForce", "goodTillDate")
        return "GTC", 0
    if default is None:
        params.required("timeInForce")
    time_in_force = params.choice("timeInForce", TIMES_IN_FORCE) or default or "GTC"
    if time_in_force != "GTD":
        return time_in_force, 0
    params.required("goodTillDate")
    date = (params.integer("goodTillDate") or 0) // 1_000 * 1_000
    if not seat.clock + _SOONEST_EXPIRY < date < _LATEST_EXPIRY:
        raise refused(-5040)
    return time_in_force, date


def position_side(params: Params, ledger: Ledger) -> str:
    """Read the side of the position, which must fit the mode that the account has chosen."""
    side = params.text("positionSide") or "BOTH"
    if side not in _SIDES:
        raise refused(-4060)
    if (side == "BOTH") == ledger.mode.hedged:
        raise refused(-4061)
    return side


def reduce_only(params: Params, ledger: Ledger) -> bool:
    if ledger.mode.hedged:
        params.refuse("reduceOnly")
    return params.flag("reduceOnly")


def prevention(params: Params, default: str) -> str:
    mode = params.text("selfTradePreventionMode") or default
    if mode not in _PREVENTIONS:
        raise refused(-5039)
    return mode
