"""Stops and targets of a position in a line."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

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

_TARGETS = frozenset({OrderType.TAKE_PROFIT, OrderType.TAKE_PROFIT_MARKET})


def line(say: Say, held: Held, waiting: Sequence[AlgoOrder] | None, *, most: int = NAMED) -> Html:
    """What waits to end a position; that nothing stops its losses is said as well."""
    if waiting is None:
        return say("⚠️ Its stops and targets could not be read.")
    found = attached(waiting, held)
    targets = [one for one in found if one.order_type in _TARGETS]
    stops = [one for one in found if one.order_type not in _TARGETS]
    said = [several(say, held, some, most=most) for some in (stops, targets) if some]
    return Html(" · ".join(said if stops else [say("⚠️ <b>No stop</b>"), *said]))


def in_the_book(
    say: Say, held: Held, resting: Sequence[OrderState] | None, *, most: int = NAMED
) -> Html | None:
    """What waits at a price to close the position, or a part of it."""
    if resting is None:
        return say("⚠️ Its orders in the book could not be read.")
    found = attached(resting, held)
    if not found:
        return None

    def sentence(one: OrderState) -> Html:
        left = words.quantity(say, held, one.orig_qty - one.executed_qty)
        return say("{qty} at {price}", qty=left, price=number(one.price))

    named = nearest(say, held, found, sentence, price=lambda one: one.price, most=most)
    return say("⏳ Waits to close: {orders}", orders=named)


def several(say: Say, held: Held, orders: Sequence[AlgoOrder], *, most: int = NAMED) -> Html:
    """Orders of one kind, and of each how much it closes where that is not all."""
    sentence = partial(_each, say, held)
    return nearest(say, held, orders, sentence, price=lambda one: one.trigger_price, most=most)


def _each(say: Say, held: Held, order: AlgoOrder) -> Html:
    if order.close_position or order.quantity >= held.quantity:
        return _kind(say, order)
    part = words.quantity(say, held, order.quantity)
    return say("{order} for {qty}", order=_kind(say, order), qty=part)


def kept(say: Say, held: Held, requests: Sequence[NewAlgoOrder]) -> Html:
    """Those that are not at Binance yet."""

    def sentence(one: NewAlgoOrder) -> Html:
        return _named(say, one.type, one)

    return nearest(say, held, requests, sentence, price=lambda one: one.trigger_price)


def _kind(say: Say, order: AlgoOrder) -> Html:
    return _named(say, order.order_type, order)


def _named(say: Say, type_: OrderType, order: AlgoOrder | NewAlgoOrder) -> Html:
    price = number(order.trigger_price or Decimal(0))
    if type_ is OrderType.TRAILING_STOP_MARKET:
        return _trailing(say, order)
    if type_ in _TARGETS:
        return say("🎯 Target {price}", price=price)
    return say("🛑 Stop {price}", price=price)


def _trailing(say: Say, order: AlgoOrder | NewAlgoOrder) -> Html:
    behind = "?" if order.callback_rate is None else percent(order.callback_rate, sign=False)
    if order.activate_price:
        return say("🛑 Trailing stop {percent} from {price} on",
                   percent=behind, price=number(order.activate_price))  # fmt: skip
    return say("🛑 Trailing stop {percent}", percent=behind)
