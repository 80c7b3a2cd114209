"""The intervals of klines and where their candles begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True)
class Interval:
    """Candles of one length; a month has none of its own."""

    name: str
    length: int  # milliseconds; of a month, its shortest
    origin: int = 0  # a moment at which a candle begins

    def opening(self, time: int, offset: int = 0) -> int:
        """Return when the candle that covers `time` began, at `offset` from UTC."""
        local = time + offset
        if self.name == "1M":
            return _month(local) - offset
        return local - (local - self.origin) % self.length - offset

    def after(self, opening: int, offset: int = 0) -> int:
        """Return when the candle after the one that began at `opening` begins."""
        if self.name == "1M":
            return _month(opening + offset + 32 * DAY) - offset
        return opening + self.length


def _month(time: int) -> int:
    first = datetime.fromtimestamp(time / SECOND, UTC).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    return int(first.timestamp()) * SECOND


_MONDAY = 4 * DAY  # the first one after the epoch
INTERVALS = {
    each.name: each
    for each in (
        Interval("1s", SECOND),
        *(Interval(f"{n}m", n * MINUTE) for n in (1, 3, 5, 15, 30)),
        *(Interval(f"{n}h", n * HOUR) for n in (1, 2, 4, 6, 8, 12)),
        Interval("1d", DAY),
        Interval("3d", 3 * DAY),
        Interval("1w", 7 * DAY, origin=_MONDAY),
        Interval("1M", 28 * DAY),
    )
}
