"""Changing an order that waits: from what people write after /change to what shall be different."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from binance.filters import floor_price, floor_quantity
from binance.models.exchange import SymbolInfo
from binance.models.order_terms import OrderType, Side
from binance.models.orders import Order
from binance.request import wire
from bot.i18n import note
from bot.ordering.exact import EXACT, ceiled
from bot.ordering.numbers import number, percent
from bot.ordering.outlook import tick_of
from bot.ordering.words import Words
from bot.refusals import Misunderstood, Refused

_NUMBER = re.compile(r"[0-9]{1,19}", re.ASCII)
_TRIGGERS = ("stop", "touch", "tp", "sl")
_AT_MARKET = frozenset({OrderType.STOP_LOSS, OrderType.TAKE_PROFIT})


@dataclass(frozen=True)
class Change:
    """What is to be different of an order; what is None stays as it is.

    `quantity` is of the whole order, with what is filled of it already, and `share` a percentage
    of what is left. `price` is its limit, `trigger` the price that it waits for.
    """

    quantity: Decimal | None = None
    share: Decimal | None = None
    price: Decimal | None = None
    trigger: Decimal | None = None

    def words(self) -> list[str]:
        """As `parse` reads them."""
        named = [("", self.quantity), ("@", self.price), ("stop", self.trigger)]
        said = [f"{word} {wire(value)}".strip() for word, value in named if value is not None]
        if self.share is not None:
            said.append(f"{wire(self.share)}%")
        return " ".join(said).split()


def parse(spoken: Sequence[str]) -> tuple[int, Change]:
    """`123456 0.5 @ 61000`: which order, and how it shall be; `Misunderstood` says what is odd."""
    words = Words("change", spoken)
    order_id = _order_id(words)
    said: dict[str, Decimal] = {}
    while words:
        if keyword := words.accept("@", "at", "limit"):
            _once(words, said, "price", keyword)
            said["price"] = number(words, words.take())
        elif keyword := words.accept(*_TRIGGERS):
            _once(words, said, "trigger", keyword)
            said["trigger"] = number(words, words.take())
        else:
            _amount(words, said)
    if not said:
        raise words.missing()
    return order_id, Change(**said)


def moved(order: Order, info: SymbolInfo, rate: Decimal) -> Change:
    """Move all prices of an order by so many percent, each to its tick."""
    factor = 1 + rate / 100
    waits = not order.is_working and bool(order.stop_price)
    limit = order.price or None
    trigger = order.stop_price if waits else None
    return Change(price=_times(info, limit, factor), trigger=_times(info, trigger, factor))


def with_its_limit(order: Order, info: SymbolInfo, change: Change) -> Change:
    """Where only the trigger is named, the limit keeps its distance: far from it, it never fills.

    It goes to the tick that fills the sooner.
    """
    before, after = order.stop_price, change.trigger
    if not before or after in {None, before} or change.price is not None or not order.price:
        return change
    assert after is not None
    exact = EXACT.divide(EXACT.multiply(order.price, after), before)
    down = order.side == Side.SELL
    return replace(change, price=floor_price(info, exact) if down else ceiled(exact, tick_of(info)))


def total_of(order: Order, info: SymbolInfo, change: Change) -> Decimal:
    """How much the whole order will be for, rounded down; what is filled counts in."""
    left = order.orig_qty - order.executed_qty
    if change.quantity is not None:
        total = floor_quantity(info, change.quantity)
    elif change.share is not None:
        share = EXACT.divide(EXACT.multiply(left, change.share), Decimal(100))
        total = order.executed_qty + floor_quantity(info, share)
    else:
        return order.orig_qty
    if total <= order.executed_qty:
        raise _too_little(order)
    return total


def only_shrinks(order: Order, total: Decimal, change: Change) -> bool:
    """Whether nothing but the amount changes, downwards: then it keeps its place in the book."""
    same_price = change.price in {None, order.price}
    same_trigger = change.trigger in {None, order.stop_price}
    return same_price and same_trigger and total < order.orig_qty


def check_something_changes(order: Order, total: Decimal, change: Change) -> None:
    """Replacing an order by its like would only cost it its place."""
    same_price = change.price in {None, order.price}
    same_trigger = change.trigger in {None, order.stop_price}
    if same_price and same_trigger and total == order.orig_qty:
        raise Refused(note("The order is like that already."))


def check_prices_fit(order: Order, change: Change) -> None:
    """A limit is changed where there is one, and a trigger while it is waited for."""
    if change.price is not None and order.type in _AT_MARKET:
        raise Refused(note("This order has no limit. What it waits for is written as: stop 61000"))
    if change.trigger is not None and (order.is_working or not order.stop_price):
        raise Refused(note("This order waits for no other price. Write its own as: @ 61000"))


def _too_little(order: Order) -> Refused:
    if not order.executed_qty:
        return Refused(note("That would leave nothing of the order. To cancel it: /cancel {id}"),
                       id=order.order_id)  # fmt: skip
    return Refused(
        note("{filled} of it is filled already: write more than that, or /cancel {id}"),
        filled=wire(order.executed_qty.normalize()), id=order.order_id,
    )  # fmt: skip


def _order_id(words: Words) -> int:
    if not words:
        raise words.missing()
    named = words.take()
    if not _NUMBER.fullmatch(named):
        raise Misunderstood(
            note("Write the number of the order first: /change 123456 @ 61000. /orders lists them.")
        )
    return int(named)


def _amount(words: Words, said: dict[str, Decimal]) -> None:
    spoken = words.take()
    if said.keys() & {"quantity", "share"}:
        raise words.odd(spoken)
    if spoken.endswith("%"):
        said["share"] = percent(words, spoken)
    else:
        said["quantity"] = number(words, spoken)


def _once(words: Words, said: dict[str, Decimal], name: str, keyword: str) -> None:
    if name in said:
        raise words.twice(keyword)


def _times(info: SymbolInfo, price: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if price is None else floor_price(info, EXACT.multiply(price, factor))
