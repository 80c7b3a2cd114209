"""Stops and targets of a position in a line."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import TypeAlias

from binance.models.futures.algo_orders import AlgoOrder
from binance.models.futures.orders import OrderState
from binance.models.futures.terms import OrderType
from binance.private.futures import NewAlgoOrder
from bot.i18n import Html, Say
from bot.positions import Held
from bot.positions.attached import attached
from bot.text import number, percent
from handlers.views import contract_words as words
from handlers.views.nearest import NAMED, nearest

Conditional: TypeAlias = AlgoOrder | OrderState
"""What waits for its price, in the store of its own or, as COIN-M keeps some, with the others."""

_TARGETS = frozenset({OrderType.TAKE_PROFIT, OrderType.TAKE_PROFIT_MARKET})


def line(
    say: Say,
    held: Held,
    waiting: Sequence[AlgoOrder] | None,
    resting: Sequence[OrderState] | None,
    *,
    most: int = NAMED,
) -> Html:
    """What waits to end a position; that nothing stops its losses is said as well.

    COIN-M keeps some of it among the ordinary orders, which are `resting`.
    """
    if waiting is None:
        return say("⚠️ Its stops and targets could not be read.")
    in_book = [one for one in attached(resting or (), held) if one.type.conditional]
    found: list[Conditional] = [*attached(waiting, held), *in_book]
    targets = [one for one in found if _type(one) in _TARGETS]
    stops = [one for one in found if _type(one) not in _TARGETS]
    said = [several(say, held, some, most=most) for some in (stops, targets) if some]
    return Html(" · ".join(said if stops else [say("⚠️ <b>No stop</b>"), *said]))


def in_the_book(
    say: Say, held: Held, resting: Sequence[OrderState] | None, *, most: int = NAMED
) -> Html | None:
    """What waits at a price to close the position, or a part of it."""
    if resting is None:
        return say("⚠️ Its orders in the book could not be read.")
    found = [one for one in attached(resting, held) if not one.type.conditional]
    if not found:
        return None

    def sentence(one: OrderState) -> Html:
        left = words.quantity(say, held, one.orig_qty - one.executed_qty)
        return say("{qty} at {price}", qty=left, price=number(one.price))

    named = nearest(say, held, found, sentence, price=lambda one: one.price, most=most)
    return say("⏳ Waits to close: {orders}", orders=named)


def several(say: Say, held: Held, orders: Sequence[Conditional], *, most: int = NAMED) -> Html:
    """Orders of one kind, and of each how much it closes where that is not all."""
    sentence = partial(_each, say, held)
    return nearest(say, held, orders, sentence, price=_trigger, most=most)


def _each(say: Say, held: Held, order: Conditional) -> Html:
    quantity = order.orig_qty if isinstance(order, OrderState) else order.quantity
    if order.close_position or quantity >= held.quantity:
        return _named(say, order)
    part = words.quantity(say, held, quantity)
    return say("{order} for {qty}", order=_named(say, order), qty=part)


def kept(say: Say, held: Held, requests: Sequence[NewAlgoOrder]) -> Html:
    """Those that are not at Binance yet."""
    return nearest(say, held, requests, partial(_named, say), price=_trigger)


def _type(order: Conditional | NewAlgoOrder) -> OrderType:
    return order.order_type if isinstance(order, AlgoOrder) else order.type


def _trigger(order: Conditional | NewAlgoOrder) -> Decimal:
    price = order.stop_price if isinstance(order, OrderState) else order.trigger_price
    return price or Decimal(0)


def _named(say: Say, order: Conditional | NewAlgoOrder) -> Html:
    price = number(_trigger(order))
    if _type(order) is OrderType.TRAILING_STOP_MARKET:
        return _trailing(say, order)
    if _type(order) in _TARGETS:
        return say("🎯 Target {price}", price=price)
    return say("🛑 Stop {price}", price=price)


def _trailing(say: Say, order: Conditional | NewAlgoOrder) -> Html:
    rate = order.price_rate if isinstance(order, OrderState) else order.callback_rate
    behind = "?" if rate is None else percent(rate, sign=False)
    if order.activate_price:
        return say("🛑 Trailing stop {percent} from {price} on",
                   percent=behind, price=number(order.activate_price))  # fmt: skip
    return say("🛑 Trailing stop {percent}", percent=behind)
