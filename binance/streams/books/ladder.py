"""One side of an order book, and what an order would get from it."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from binance.models.market import Level

_NOTHING = Decimal(0)
_LEFT = 4  # a side is worn when only one level in so many is left


@dataclass(frozen=True)
class Fill:
    """What an order would get now; `complete` is False when the known levels do not suffice."""

    qty: Decimal
    quote_qty: Decimal
    best_price: Decimal | None
    last_price: Decimal | None
    complete: bool

    @property
    def avg_price(self) -> Decimal | None:
        return self.quote_qty / self.qty if self.qty else None

    @property
    def slippage(self) -> Decimal | None:
        """By how much the average is worse than the best price, as a share of it: 0.01 is 1 %."""
        if self.best_price is None or self.avg_price is None:
            return None
        return abs(self.avg_price - self.best_price) / self.best_price


class Worth(NamedTuple):
    """What levels are worth in quote; `complete` is False when there may be more of them."""

    quote_qty: Decimal
    complete: bool


class Ladder:
    """The bids or the asks of a book, from the best price on.

    Of a snapshot with as many levels as were asked for nobody knows what lies beyond its last one.
    Such levels are not kept when events name them, because of their neighbours nothing is known:
    within its reach a ladder is whole.
    """

    def __init__(self, levels: Iterable[Level], *, descending: bool, limit: int) -> None:
        self._qty = dict(levels)
        self._prices = sorted(self._qty)  # ascending on both sides
        self._descending = descending
        self._begun_with = len(self._qty)
        cut = self._begun_with >= limit
        self.reach = self._prices[0 if descending else -1] if cut else None

    def __len__(self) -> int:
        return len(self._prices)

    def __iter__(self) -> Iterator[Level]:
        for price in reversed(self._prices) if self._descending else self._prices:
            yield Level(price, self._qty[price])

    @property
    def best(self) -> Level | None:
        return next(iter(self), None)

    @property
    def worn(self) -> bool:
        """Whether so little is left within reach that a fresh snapshot is due."""
        return self.reach is not None and len(self) * _LEFT < self._begun_with

    def put(self, level: Level) -> None:
        """Set what lies at a price; nothing is left there if the quantity is 0."""
        price, qty = level
        if not qty:
            self._remove(price)
        elif price in self._qty:
            self._qty[price] = qty
        elif self._reaches(price):
            insort(self._prices, price)
            self._qty[price] = qty

    def _remove(self, price: Decimal) -> None:
        if self._qty.pop(price, None) is not None:
            del self._prices[bisect_left(self._prices, price)]

    def _reaches(self, price: Decimal) -> bool:
        if self.reach is None:
            return True
        return price >= self.reach if self._descending else price <= self.reach

    def depth_to(self, notional: Decimal) -> tuple[Level, ...]:
        """The best levels that together are worth so much in quote; all if they are worth less."""
        levels, worth = [], _NOTHING
        for level in self:
            if worth >= notional:
                break
            levels.append(level)
            worth += level.price * level.qty
        return tuple(levels)

    def worth_within(self, share: Decimal) -> Worth:
        """Add up the levels that are no more than a share worse than the best: 0.01 is 1 %.

        So much must be traded at once for the price to move that far.
        """
        if (best := self.best) is None:
            return Worth(_NOTHING, complete=False)
        last = best.price * (1 - share if self._descending else 1 + share)
        worth = _NOTHING
        for price, qty in self:
            if price < last if self._descending else price > last:
                break
            worth += price * qty
        return Worth(worth, complete=self._reaches(last))

    def grouped(self, step: Decimal, most: int) -> tuple[Level, ...]:
        """Put the best levels together by steps of price, each under the worse end of its step.

        Steps on which nothing lies are left out, and so is one that is not known to its end.
        """
        groups: dict[Decimal, Decimal] = {}
        for price, qty in self:
            end = self._end_of_step(price, step)
            if end not in groups and (len(groups) == most or not self._reaches(end)):
                break
            groups[end] = groups.get(end, _NOTHING) + qty
        return tuple(Level(*group) for group in groups.items())

    def _end_of_step(self, price: Decimal, step: Decimal) -> Decimal:
        floor = price // step * step
        return floor if self._descending or floor == price else floor + step

    def fill(self, qty: Decimal, *, limit: Decimal | None = None) -> Fill:
        """Take so much of the base asset from this side, no worse than at a limit."""
        filled = quote = _NOTHING
        last = None
        for level in self:
            if filled >= qty or self._is_worse(level.price, limit):
                break
            taken, last = min(level.qty, qty - filled), level.price
            filled += taken
            quote += taken * level.price
        return self._filled(filled, quote, last, complete=filled >= qty)

    def _is_worse(self, price: Decimal, limit: Decimal | None) -> bool:
        if limit is None:
            return False
        return price < limit if self._descending else price > limit

    def fill_quote(self, quote_qty: Decimal) -> Fill:
        """Take from this side as much as so much of the quote asset is worth."""
        filled = quote = _NOTHING
        last = None
        for level in self:
            if quote >= quote_qty:
                break
            worth, left, last = level.price * level.qty, quote_qty - quote, level.price
            filled += level.qty if worth <= left else left / level.price
            quote += min(worth, left)
        return self._filled(filled, quote, last, complete=quote >= quote_qty)

    def _filled(
        self, qty: Decimal, quote: Decimal, last: Decimal | None, *, complete: bool
    ) -> Fill:
        best = self.best
        return Fill(qty, quote, best and best.price, last, complete)
