"""Candles of prices that nobody trades at: index, mark price and premium."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.hours import Hours
from sandbox.exchange.market.intervals import DAY, MINUTE, SECOND
from sandbox.exchange.market.noise import Floats, Ints

if TYPE_CHECKING:
    from sandbox.exchange.market.history import History

UNITS = 100_000_000
"""Prices here are counted in hundred-millionths, whatever the ticks of the contract."""

Draw = Callable[[Ints, Ints], Ints]
"""Makes bars of the index's bars and the moments at which these begin and end."""

PremiumAt = Callable[[Ints], Floats]


def index_price(index: Ints, _: Ints) -> Ints:
    """Draw the index: the prices of its one constituent."""
    return index


def mark_price(premium: PremiumAt) -> Draw:
    """Draw the index with a contract's premium on it."""

    def draw(index: Ints, edges: Ints) -> Ints:
        factors = 1 + _open_high_low_close(premium(edges))
        marked = index.copy()
        marked[: Bar.VOLUME] = np.rint(index[: Bar.VOLUME] * factors)
        return marked

    return draw


def premium_index(premium: PremiumAt) -> Draw:
    """Draw the premium alone, as a share of the index."""

    def draw(index: Ints, edges: Ints) -> Ints:
        drawn = index.copy()
        drawn[: Bar.VOLUME] = np.rint(_open_high_low_close(premium(edges)) * UNITS)
        return drawn

    return draw


class Derived:
    """The past of such a price, read as a symbol's history is."""

    def __init__(self, index: History, draw: Draw) -> None:
        self._index = index
        self._draw = draw
        self._by_hour = Hours(partial(self.minutes, exact=False))

    @property
    def clock(self) -> int:
        return self._index.clock

    @property
    def history(self) -> Derived:
        return self

    def seconds(self, start: int, count: int) -> Ints:
        return self._drawn(self._index.seconds(start, count), start, SECOND)

    def minutes(self, first: int, last: int, *, exact: bool = True) -> Ints:
        """Return a bar a minute; each counts its seconds instead of trades."""
        return self._drawn(self._index.minutes(first, last, exact=exact), first * MINUTE, MINUTE)

    def hours(self, first: int, last: int) -> Ints:
        """Return a bar for each hour in UTC."""
        today, until = self.clock // DAY, self.clock // MINUTE + 1
        return self._by_hour.bars(first, last, today=today, until=until)

    def _drawn(self, index: Ints, start: int, length: int) -> Ints:
        priced = np.zeros_like(index)
        priced[: Bar.VOLUME] = index[: Bar.VOLUME] * int(self._index.listing.tick * UNITS)
        edges = np.minimum(start + np.arange(index.shape[1] + 1) * length, self.clock)
        priced[Bar.COUNT] = -(-np.diff(edges) // SECOND)
        return self._draw(priced, edges)


def _open_high_low_close(premium: Floats) -> Floats:
    """Return the premiums of bars, which go straight from one edge to the next."""
    start, end = premium[:-1], premium[1:]
    return np.stack([start, np.maximum(start, end), np.minimum(start, end), end])
