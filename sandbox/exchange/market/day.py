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


class Day:
    """A symbol's rolling 24 hours; they begin on a full minute, as candles do."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self._minute = -1
        self._before = Decimal(0)
        self._closed: Ints = np.empty((len(Bar), 0), dtype=np.int64)

    @property
    def opens(self) -> int:
        return self._pair.clock // MINUTE * MINUTE - DAY

    def bar(self) -> Ints:
        """Return the whole window as one bar."""
        self._refresh()
        minute = self._pair.clock // MINUTE
        running = self._pair.history.minutes(minute, minute + 1)
        return bars.whole(np.hstack([self._closed, running]))

    def close_before(self) -> Decimal:
        """Return the last price before the window."""
        self._refresh()
        return self._before

    def _refresh(self) -> None:
        """Put the finished minutes together once a minute."""
        minute = self._pair.clock // MINUTE
        if minute == self._minute:
            return
        minutes = self._pair.history.minutes(minute - 1441, minute)
        self._before = self._pair.listing.tick * int(minutes[Bar.CLOSE, 0])
        self._closed = bars.whole(minutes[:, 1:])[:, np.newaxis]
        self._minute = minute


def average_price(pair: Pair, minutes: int = 5) -> Decimal:
    """Return the price of the last minutes, weighted by volume."""
    minute = pair.clock // MINUTE
    bar = bars.whole(pair.history.minutes(minute - minutes + 1, minute + 1))
    ticks = Decimal(int(bar[Bar.QUOTE])) / int(bar[Bar.VOLUME])
    return (ticks * pair.listing.tick).quantize(Decimal("1E-8"))
