"""Candles of prices that nobody trades at: index, mark price and premium."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sandbox.exchange.market import bars
from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.intervals import DAY, MINUTE, SECOND
from sandbox.exchange.market.noise import Floats, Ints

if TYPE_CHECKING:
    from sandbox.exchange.market.history import History

UNITS = 100_000_000
"""Prices here are counted in hundred-millionths, whatever the ticks of the contract."""

_DAYS_AT_ONCE = 90
_MINUTES_A_DAY = DAY // MINUTE

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
        self._days: dict[int, Ints] = {}

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

    def days(self, first: int, last: int) -> Ints:
        """Return a bar for each day in UTC; finished ones are remembered."""
        today = self.clock // DAY
        for start in range(first, min(last, today), _DAYS_AT_ONCE):
            end = min(start + _DAYS_AT_ONCE, last, today)
            if any(day not in self._days for day in range(start, end)):
                days = self._put_together(start * _MINUTES_A_DAY, end * _MINUTES_A_DAY)
                self._days.update(zip(range(start, end), days.T, strict=True))
        past = [self._days[day][:, np.newaxis] for day in range(first, min(last, today))]
        if last > today:
            past.append(self._put_together(today * _MINUTES_A_DAY, self.clock // MINUTE + 1))
        return np.concatenate(past, axis=1)

    def _put_together(self, first: int, last: int) -> Ints:
        minutes = self.minutes(first, last, exact=False)
        return bars.gathered(minutes, np.arange(0, minutes.shape[1], _MINUTES_A_DAY))

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
