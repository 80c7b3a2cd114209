"""What people trade: trades between the seeded ones, which are numbered on after them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

import numpy as np

from sandbox.exchange.market.tape import Tape

if TYPE_CHECKING:
    from sandbox.exchange.market.noise import Ints

Print = tuple[int, int, int, int, bool]
"""A row of a tape."""


class Prints:
    """People's trades in one symbol, by id and by time."""

    def __init__(self) -> None:
        self._rows: list[Print] = []
        self._next: list[int] = []  # of each, which seeded trade comes after it

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: Print) -> None:
        """Add a trade whose id follows that of the last trade."""
        self._next.append(row[0] - len(self._rows))
        self._rows.append(row)

    def numbered(self, seeded: Ints) -> Ints:
        """Return the ids that seeded trades have with people's trades among them."""
        low, high = bisect_left(self._next, seeded[0]), bisect_right(self._next, seeded[-1])
        if not high:
            return seeded
        among = np.array(self._next[low:high], dtype=np.int64)
        return seeded + low + np.searchsorted(among, seeded, side="right")

    def seeded(self, trade_id: int) -> int:
        """Return which seeded trade has this id, or comes after the one that has it."""
        return trade_id - self._place(trade_id)

    def time(self, trade_id: int) -> int | None:
        """Return when the first trade of people's happened that has this id or a later one."""
        rest = self._rows[self._place(trade_id) :][:1]
        return rest[0][1] if rest else None

    def between(self, start: int, end: int) -> Tape | None:
        """Return the trades from `start` to before `end`, in milliseconds."""
        low, high = (bisect_left(self._rows, time, key=_time) for time in (start, end))
        if low == high:
            return None
        columns = zip(*self._rows[low:high], strict=True)
        return Tape(*(np.array(column) for column in columns))

    def _place(self, trade_id: int) -> int:
        return bisect_left(self._rows, trade_id, key=_id)


def _id(row: Print) -> int:
    return row[0]


def _time(row: Print) -> int:
    return row[1]
