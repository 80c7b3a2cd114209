"""Statistics since a full minute: rolling windows of any size, and the trading day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.market import bars
from sandbox.exchange.market.intervals import DAY, HOUR, INTERVALS, MINUTE

if TYPE_CHECKING:
    from sandbox.exchange.market.noise import Ints
    from sandbox.exchange.market.pair import Pair

SIZES = {
    **{f"{n}m": n * MINUTE for n in range(1, 60)},
    **{f"{n}h": n * HOUR for n in range(1, 24)},
    **{f"{n}d": n * DAY for n in range(1, 8)},
}
"""The lengths of rolling windows in milliseconds."""


class Window:
    """What was traded in a symbol from a full minute until now."""

    def __init__(self, pair: Pair, opens: int, closes: int) -> None:
        self.opens = opens
        self.closes = closes
        self._pair = pair

    def bar(self) -> Ints:
        """Return the whole window as one bar."""
        first, last = self.opens // MINUTE, self._pair.clock // MINUTE + 1
        return bars.whole(self._pair.history.minutes(first, last, exact=False))


def rolling(pair: Pair, size: int) -> Window:
    """Return the window of at least this size: it opens at the start of a minute."""
    return Window(pair, pair.clock // MINUTE * MINUTE - size, pair.clock)


def trading_day(pair: Pair, offset: int = 0) -> Window:
    """Return the day that goes on in a time zone, at `offset` from UTC."""
    opens = INTERVALS["1d"].opening(pair.clock, offset)
    return Window(pair, opens, opens + DAY - 1)
