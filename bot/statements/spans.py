"""The spans of time that statements are about."""

from datetime import datetime, timedelta
from enum import Enum


class Period(Enum):
    """Backwards from now; `ALL` as far as anything is known."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    ALL = "all"

    def begins(self, now: datetime) -> datetime | None:
        length = _LENGTHS.get(self)
        return None if length is None else now - length


_LENGTHS = {
    Period.DAY: timedelta(days=1),
    Period.WEEK: timedelta(days=7),
    Period.MONTH: timedelta(days=30),
}
