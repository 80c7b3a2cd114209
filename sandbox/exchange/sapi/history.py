"""Looking back: the spans of time that history covers, and its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.exchange.operations.table import Call

JSON = dict[str, Any]
Row = TypeVar("Row")
PAGED = "startTime endTime current size"
UNREAD = "timestamp recvWindow signature"
"""What many clients send to public endpoints too, where nobody reads it."""


class Span(NamedTuple):
    """From when to when, both included."""

    start: int
    end: int

    def covers(self, time: int) -> bool:
        return self.start <= time <= self.end


def span(call: Call, *, days: int = 30, longest: int = 30) -> Span:
    """Read a span of time: the last `days` unless told otherwise, of `longest` days at most."""
    start, end = call.params.window()
    if start is None:
        end = call.core.clock() if end is None else end
        return Span(end - days * DAY, end)
    if end is None:
        return Span(start, start + days * DAY)
    if end - start > longest * DAY:
        raise errors.ApiError(-1127, "Lookup interval is too big.")
    return Span(start, end)


def page(call: Call, rows: Iterable[Row], *, size: int = 10, most: int = 100) -> list[Row]:
    """Return the rows of the page that `current` and `size` name."""
    number = call.params.integer("current")
    length = call.params.integer("size")
    if number == 0 or length == 0:
        raise errors.not_valid("current" if number == 0 else "size")
    length = size if length is None else min(length, most)
    first = ((number or 1) - 1) * length
    return list(rows)[first : first + length]


def paged(
    call: Call, records: Iterable[Row], view: Callable[[Row], JSON], *, size: int = 10
) -> JSON:
    """Return a page of records, latest first, and how many there are in all."""
    latest = list(records)[::-1]
    return {"rows": [view(each) for each in page(call, latest, size=size)], "total": len(latest)}
