"""When the markets behind TradFi contracts are open: by New York's clock, holidays apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from sandbox.exchange.market.intervals import DAY, HOUR, MINUTE

WEEK = 7 * DAY
_MONDAY = 4 * DAY  # the first one after the epoch
_WINTER, _SUMMER = 5 * HOUR, 4 * HOUR  # behind UTC


@dataclass(frozen=True)
class Session:
    """A time between two changes, in milliseconds."""

    start: int
    end: int
    type: str

    def row(self) -> dict[str, int | str]:
        return {"startTime": self.start, "endTime": self.end, "type": self.type}


class Schedule:
    """A market's week: from which minute on, counted from Monday in New York, it is in what."""

    def __init__(self, changes: dict[int, str]) -> None:
        self._changes = [(minute * MINUTE, changes[minute]) for minute in sorted(changes)]

    def between(self, start: int, end: int) -> list[Session]:
        """Return the sessions that a time touches, in order."""
        weeks = range(_week(start) - WEEK, _week(end) + 2 * WEEK, WEEK)
        moments = [(_utc(week + place), kind) for week in weeks for place, kind in self._changes]
        sessions = [Session(begins, ends, kind) for (begins, kind), (ends, _) in pairwise(moments)]
        return [each for each in sessions if each.end > start and each.start < end]

    def at(self, time: int) -> Session:
        return self.between(time, time + 1)[0]


def _week(time: int) -> int:
    """Return the start of a time's week, near enough for the weeks around it to be tried."""
    return time - (time - _MONDAY) % WEEK


def _utc(local: int) -> int:
    """Return the time at which New York's clock shows this."""
    summer = local + _SUMMER
    return summer if _is_summer(summer) else local + _WINTER


def _is_summer(time: int) -> bool:
    """Tell whether it is between March's second Sunday and November's first, 02:00 local time."""
    year = datetime.fromtimestamp(time / 1000, UTC).year
    begins = _sunday(year, 3, 2) + 2 * HOUR + _WINTER
    ends = _sunday(year, 11, 1) + 2 * HOUR + _SUMMER
    return begins <= time < ends


def _sunday(year: int, month: int, number: int) -> int:
    first = datetime(year, month, 1, tzinfo=UTC)
    sunday = first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (number - 1))
    return int(sunday.timestamp()) * 1000


def _minutes(day: int, clock: str) -> int:
    hours, minutes = clock.split(":")
    return day * 24 * 60 + int(hours) * 60 + int(minutes)


_FRIDAY, _SUNDAY = 4, 6
_TRADING_DAYS = range(_FRIDAY + 1)
_EQUITY = {
    _minutes(day, clock): kind
    for day in _TRADING_DAYS
    for clock, kind in (
        ("4:00", "PRE_MARKET"),
        ("9:30", "REGULAR"),
        ("16:00", "AFTER_MARKET"),
        ("20:00", "NO_TRADING" if day == _FRIDAY else "OVERNIGHT"),
    )
} | {_minutes(_SUNDAY, "20:00"): "OVERNIGHT"}
_COMMODITY = {
    _minutes(day, clock): kind
    for day in _TRADING_DAYS
    for clock, kind in (("17:00", "NO_TRADING"), ("18:00", "REGULAR"))
    if day < _FRIDAY or kind == "NO_TRADING"
} | {_minutes(_SUNDAY, "18:00"): "REGULAR"}

SCHEDULES = {"EQUITY": Schedule(_EQUITY), "COMMODITY": Schedule(_COMMODITY)}
EVENTS = {"EQUITY": "EquityUpdate", "COMMODITY": "CommodityUpdate"}
"""What streams call the events of each market."""
