"""Statistics of the last 24 hours and the average of the last minutes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from sandbox.exchange.market import bars
from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.intervals import DAY, MINUTE

if TYPE_CHECKING:
    from sandbox.exchange.market.noise import Ints
    from sandbox.exchange.market.pair import Pair
    from sandbox.exchange.market.tape import Tape

_NOTHING = np.zeros(len(Bar), dtype=np.int64)


class Day:
    """A symbol's last 24 hours to the millisecond; a market that has closed has none."""

    _first: Tape
    """The trades around the opening: of the minute in which the day opens and the one before."""
    _closed: Ints
    """One bar of all the finished minutes after that."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self._minute = -1

    @property
    def opens(self) -> int:
        return self._pair.clock - DAY

    @property
    def closes(self) -> int:
        return self._pair.clock

    def bar(self) -> Ints:
        """Return the whole window as one bar."""
        if not self._pair.listing.trading:
            return _NOTHING
        self._refresh()
        minute = self._pair.clock // MINUTE
        running = self._pair.history.minutes(minute, minute + 1)
        opening = bars.of_trades(self._first.part(slice(self._place(), None)))
        return bars.whole(np.hstack([opening, self._closed, running]))

    def close_before(self) -> Decimal:
        """Return the last price before the window."""
        self._refresh()
        return self._pair.listing.tick * int(self._first.price[self._place() - 1])

    def _place(self) -> int:
        """Return which of the first trades is the first in the window."""
        return int(np.searchsorted(self._first.time, self.opens))

    def _refresh(self) -> None:
        """Put the finished minutes together once a minute."""
        minute = self._pair.clock // MINUTE
        if minute == self._minute:
            return
        history, first = self._pair.history, minute - DAY // MINUTE
        self._first = history.tape((first - 1) * MINUTE, (first + 1) * MINUTE)
        self._closed = bars.whole(history.minutes(first + 1, minute))[:, np.newaxis]
        self._minute = minute


def average_price(pair: Pair, minutes: int = 5) -> Decimal:
    """Return the price of the last minutes, weighted by volume."""
    minute = pair.clock // MINUTE
    bar = bars.whole(pair.history.minutes(minute - minutes + 1, minute + 1))
    ticks = Decimal(int(bar[Bar.QUOTE])) / int(bar[Bar.VOLUME])
    return (ticks * pair.listing.tick).quantize(Decimal("1E-8"))
