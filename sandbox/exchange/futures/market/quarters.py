"""When quarterly contracts are delivered: on the last Friday of a quarter, at 08:00 UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_MONTHS = 3
_FRIDAY = 4


def deliveries(after: int, count: int) -> list[int]:
    """Return the next deliveries after a time, in milliseconds."""
    moment = datetime.fromtimestamp(after / 1000, UTC)
    quarter = moment.year * 4 + (moment.month - 1) // _MONTHS
    found: list[int] = []
    while len(found) < count:
        time = delivery(quarter)
        if time > after:
            found.append(time)
        quarter += 1
    return found


def past(before: int, count: int) -> list[int]:
    """Return the last deliveries up to a time, the latest first."""
    moment = datetime.fromtimestamp(before / 1000, UTC)
    quarter = moment.year * 4 + (moment.month - 1) // _MONTHS
    times = [delivery(each) for each in range(quarter, quarter - count - 1, -1)]
    return [time for time in times if time <= before][:count]


def delivery(quarter: int) -> int:
    """Return when the contracts of a quarter are delivered; quarters count from the year 0."""
    year, month = divmod((quarter + 1) * _MONTHS, 12)
    last = datetime(year, month + 1, 1, 8, tzinfo=UTC) - timedelta(days=1)
    friday = last - timedelta(days=(last.weekday() - _FRIDAY) % 7)
    return int(friday.timestamp()) * 1000


def contract_type(delivered: int, clock: int) -> str:
    """Name a contract's type by its delivery: the next one is the current quarter's."""
    return "CURRENT_QUARTER" if delivered == deliveries(clock, 1)[0] else "NEXT_QUARTER"
