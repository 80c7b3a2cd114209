"""The hours of a past, put together from its minutes: what all longer candles are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandbox.exchange.market import bars

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.market.noise import Ints

_A_DAY = 24
_A_HOUR = 60
_DAYS_AT_ONCE = 90


class Hours:
    """Bars of hours in UTC; of days that are over they are remembered."""

    def __init__(self, minutes: Callable[[int, int], Ints]) -> None:
        self._minutes = minutes
        self._days: dict[int, Ints] = {}

    def bars(self, first: int, last: int, *, today: int, until: int) -> Ints:
        """Return the hours from `first` to before `last`, and before the minute `until`.

        Days before `today` are over.
        """
        days = range(first // _A_DAY, min(-(-last // _A_DAY), today))
        self._remember(days)
        parts = [self._days[day] for day in days]
        if last > today * _A_DAY:
            start = max(first, today * _A_DAY) * _A_HOUR
            parts.append(self._drawn(start, min(last * _A_HOUR, until)))
        skipped = first % _A_DAY if days else 0
        return np.concatenate(parts, axis=1)[:, skipped : skipped + last - first]

    def _remember(self, days: range) -> None:
        for start in range(days.start, days.stop, _DAYS_AT_ONCE):
            some = range(start, min(start + _DAYS_AT_ONCE, days.stop))
            missing = [day for day in some if day not in self._days]
            if missing:
                self._draw(range(missing[0], missing[-1] + 1))

    def _draw(self, days: range) -> None:
        hours = self._drawn(days.start * _A_DAY * _A_HOUR, days.stop * _A_DAY * _A_HOUR)
        self._days.update(zip(days, np.split(hours, len(days), axis=1), strict=True))

    def _drawn(self, first: int, last: int) -> Ints:
        minutes = self._minutes(first, last)
        return bars.gathered(minutes, np.arange(0, minutes.shape[1], _A_HOUR))
