"""A heartbeat, and which periods it ends."""

from __future__ import annotations

from typing import NamedTuple


class Beat(NamedTuple):
    """The time of this beat and of the one before, in milliseconds."""

    before: int
    now: int

    def ends(self, period: int) -> bool:
        """Tell whether a period of this length, aligned to the clock, is over since last time."""
        return self.now // period != self.before // period
