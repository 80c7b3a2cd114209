"""Which moments are named on the time axis.

Every candle has a rank: the largest unit of the calendar that began with it. Higher ranks are
placed first, lower ones where room is left; so missing candles, long months and summer time
need no rules of their own.
"""

from __future__ import annotations

from bisect import bisect, insort
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

CLOCK = (1, 5, 15, 30, 60, 180, 360, 720)  # minutes that divide a day
DAYS = (1, 2, 3, 5, 10, 15)
MONTHS = (1, 3, 6, 12, 60, 120)
LENGTHS = (  # of each rank's unit
    *(timedelta(minutes=unit) for unit in CLOCK),
    *(timedelta(days=unit) for unit in DAYS),
    *(timedelta(days=30 * unit) for unit in MONTHS),
)
DAY = len(CLOCK)
MONTH = DAY + len(DAYS)
YEAR = MONTH + MONTHS.index(12)


@dataclass(frozen=True)
class Mark:
    """A candle whose time is named; its rank says by day, by month or by year."""

    index: int
    rank: int


def marks(times: Sequence[datetime], *, apart: int) -> list[Mark]:
    """Choose what to name, at least `apart` candles from one another; never nothing."""
    opened = (times[0] - timedelta(seconds=1), *times)
    ranks = [rank(before, now) for before, now in pairwise(opened)]
    finest = _finest(times, apart)
    worthy = (index for index in range(len(times)) if ranks[index] >= finest)
    placed: list[int] = []
    for index in sorted(worthy, key=lambda index: (-ranks[index], index)):
        at = bisect(placed, index)
        if all(abs(index - other) >= apart for other in placed[max(0, at - 1) : at + 1]):
            insort(placed, index)
    return [Mark(index, ranks[index]) for index in placed or [len(times) - 1]]


def rank(before: datetime, now: datetime) -> int:
    """Find the largest unit that began after `before`, up to `now`; -1 when none did."""
    if before.date() == now.date():
        return _crossed(CLOCK, *(60 * time.hour + time.minute for time in (before, now)))
    months = [12 * time.year + time.month - 1 for time in (before, now)]
    if months[0] != months[1]:
        return MONTH + _crossed(MONTHS, *months)
    return DAY + _crossed(DAYS, before.day - 1, now.day - 1)


def name(mark: Mark, time: datetime, months: Sequence[str]) -> str:
    """Spell a year, a month, a day with its month, or a time of day."""
    month = months[time.month - 1]
    if mark.rank >= YEAR:
        return f"{time:%Y}"
    if mark.rank >= MONTH:
        return month
    return f"{time.day} {month}" if mark.rank >= DAY else f"{time:%H:%M}"


def _finest(times: Sequence[datetime], apart: int) -> int:
    """Find the smallest unit that has room for itself, so that labels come at regular times."""
    interval = min((now - before for before, now in pairwise(times)), default=timedelta())
    fitting = (rank for rank, length in enumerate(LENGTHS) if length >= apart * interval)
    return next(fitting, len(LENGTHS) - 1)


def _crossed(units: Sequence[int], before: int, now: int) -> int:
    """Find the largest unit of which a multiple lies between the two."""
    crossed = (index for index, unit in enumerate(units) if before // unit != now // unit)
    return max(crossed, default=-1)
