"""Which parameters the orders of USD-M and COIN-M take, and which of them belong together."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from binance.models.futures.terms import (
    NewOrderRespType,
    OrderType,
    PositionSide,
    PriceMatch,
    SelfTradePreventionMode,
    TimeInForce,
    WorkingType,
)
from binance.models.order_terms import Side
from binance.parameters import Amount
from binance.request import Moment
from binance.rules import Rule, when


def _from_the_book(match: PriceMatch) -> PriceMatch:
    if match is PriceMatch.NONE:
        raise ValueError("a price that does not come from the book is told by price")
    return match


BookPrice = Annotated[PriceMatch, AfterValidator(_from_the_book)]
"""Binance answers NONE where it was not given, and takes no NONE itself."""
CallbackRate = Annotated[Amount, Field(ge=Decimal("0.1"), le=20)]
"""How far behind the best price a trailing stop follows, in percent."""

_LIMITED = frozenset({OrderType.LIMIT, OrderType.STOP, OrderType.TAKE_PROFIT})
_CLOSING = frozenset({OrderType.STOP_MARKET, OrderType.TAKE_PROFIT_MARKET})
_TRIGGERED = (
    OrderType.STOP,
    OrderType.STOP_MARKET,
    OrderType.TAKE_PROFIT,
    OrderType.TAKE_PROFIT_MARKET,
)
_AGAINST_THE_POSITION = {PositionSide.LONG: Side.SELL, PositionSide.SHORT: Side.BUY}


class CommonTerms(BaseModel):
    """What every order of either venue is asked for with.

    In hedge mode `position_side` must be given, and `reduce_only` must not: there, selling LONG
    and buying SHORT reduce anyway.
    """

    symbol: str
    side: Side
    type: OrderType
    position_side: PositionSide | None = None
    quantity: Amount | None = None
    price: Amount | None = None
    price_match: BookPrice | None = None
    time_in_force: TimeInForce | None = None
    reduce_only: bool | None = None
    new_order_resp_type: NewOrderRespType | None = None
    self_trade_prevention_mode: SelfTradePreventionMode | None = None


class OrderTerms(CommonTerms):
    """What every USD-M order is asked for with; COIN-M's have no last day."""

    good_till_date: Moment | None = None  # whole seconds, at least ten minutes ahead


class ConditionalTerms(BaseModel):
    """What is asked of an order that waits for a price, besides the price's name."""

    working_type: WorkingType | None = None
    price_protect: bool | None = None
    close_position: bool | None = None
    callback_rate: CallbackRate | None = None


def _priced(request: Any) -> None:
    """Where the type has a limit, ask for a price or for one from the book; else for none."""
    given = [each for each in (request.price, request.price_match) if each is not None]
    if len(given) != (1 if request.type in _LIMITED else 0):
        wanted = "takes price or price_match" if request.type in _LIMITED else "takes no price"
        raise ValueError(f"{request.type} {wanted}")


def _timed(request: Any) -> None:
    if request.type is OrderType.MARKET and request.time_in_force is not None:
        raise ValueError("MARKET takes no time_in_force")


def _dated(request: Any) -> None:
    if (request.time_in_force is TimeInForce.GTD) != (request.good_till_date is not None):
        raise ValueError("time_in_force GTD and good_till_date belong together")


def _hedged(request: Any) -> None:
    if request.reduce_only is not None and request.position_side in _AGAINST_THE_POSITION:
        raise ValueError("reduce_only cannot be sent in hedge mode")


COMMON_RULES: tuple[Rule, ...] = (
    _priced,
    _timed,
    _hedged,
    when("type", OrderType.LIMIT, needs=("time_in_force",)),
    when("type", OrderType.LIMIT, OrderType.MARKET, needs=("quantity",)),
)
"""Rules of orders of all types on either venue."""

ORDER_RULES: tuple[Rule, ...] = (*COMMON_RULES, _dated)
"""The same with those of USD-M's GTD orders."""


def _closing(request: Any) -> None:
    """Closing a whole position is an order without a quantity, of two types alone."""
    if not request.close_position:
        return
    if request.type not in _CLOSING:
        raise ValueError(f"{request.type} cannot close a whole position")
    if request.quantity is not None or request.reduce_only is not None:
        raise ValueError("close_position excludes quantity and reduce_only")
    if _AGAINST_THE_POSITION.get(request.position_side, request.side) != request.side:
        raise ValueError(f"{request.side} cannot close a {request.position_side} position")


def _sized(request: Any) -> None:
    if request.quantity is None and not request.close_position:
        raise ValueError("quantity must be given, unless the whole position is closed")


def _triggered(trigger: str) -> Rule:
    """Refuse a trigger where nothing waits for it: the order would go to the book at once."""

    def check(request: Any) -> None:
        if request.type not in _TRIGGERED and getattr(request, trigger) is not None:
            raise ValueError(f"{request.type} takes no {trigger}")

    return check


def _trailing(activation: str) -> Rule:
    """Only a trailing stop follows the price, from an activation price on if it has one."""

    def check(request: Any) -> None:
        given = (request.callback_rate, getattr(request, activation))
        if request.type is not OrderType.TRAILING_STOP_MARKET and given != (None, None):
            raise ValueError(f"{request.type} takes no callback_rate and no {activation}")

    return check


def conditional_rules(trigger: str, activation: str) -> tuple[Rule, ...]:
    """Write the rules of conditional orders; their two prices are named differently."""
    return (
        _closing,
        _sized,
        _triggered(trigger),
        _trailing(activation),
        when("type", *_TRIGGERED, needs=(trigger,)),
        when("type", OrderType.TRAILING_STOP_MARKET, needs=("callback_rate",)),
    )
