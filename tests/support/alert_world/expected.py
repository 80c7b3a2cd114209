"""What may and what must be told of an alert, however its spans went."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from pretend_market import BEGUN

from alert_world.history import History, Span, Tapes, Wanted, milliseconds
from alert_world.truth import Moment, fires, moments, with_states

_BEGINNING = 30.0  # seconds that it may take to begin

Course = list[tuple[str, str]]
"""What is told one after another, as values and times."""


@dataclass(frozen=True)
class Expected:
    """One span of an alert, and the courses it may have taken: one, if its beginning is known."""

    wanted: Wanted
    span: Span
    history: History
    clocks: frozenset[str]  # at which something was told

    @property
    def is_astray(self) -> bool:
        """Whether it counts from a place that is none of those it was asked at."""
        span, exactly = self.span, self.span.exactly
        if exactly is None:
            return False
        return exactly < span.earliest or (span.latest is not None and exactly > span.latest)

    @cached_property
    def possible(self) -> list[Course]:
        """Each way it may have gone; never empty."""
        courses: list[Course] = []
        known = [*moments(self.wanted, self.history)]
        starts = self._starts([one.place for one in known])
        for way, start in product(self._ways(known), starts):
            course = [one[:2] for one in fires(self.wanted, way, start, self.until_ms)]
            if course not in courses:
                courses.append(course)
        return courses or [[]]

    @cached_property
    def due(self) -> list[Course]:
        """The same, of what must have been told in any case: of one that is ended, nothing."""
        return self.possible if self.is_owed else [[]]

    @property
    def is_owed(self) -> bool:
        """Whether something must be told of it at all."""
        span = self.span
        return span.acknowledged_at is not None and span.ended_at is None and not self.wanted.failed

    @property
    def until_ms(self) -> float:
        """Up to when it may have waited, as far as people's deeds decide."""
        gone = float("inf") if self.span.gone_at is None else self.span.gone_at
        return (BEGUN + gone) * 1000

    @cached_property
    def between(self) -> tuple[int, int]:
        """The first and the last place where it may have begun."""
        span = self.span
        if span.exactly is not None:
            return span.exactly, span.exactly
        first, last = span.earliest, span.latest
        if span.woken is not None:
            first, last = self._woken_between()
        return first, self._place(float("inf")) if last is None else last

    def _ways(self, known: list[Moment]) -> Iterator[list[Moment]]:
        """What may have been looked at, beside what is sure to be.

        An open candle that is told may fire what is true already. Of the times at which something
        fired, the first may belong to the spans before this one.
        """
        yield known
        clocks = [] if self.wanted.is_traded else sorted(self.clocks)
        for first in range(len(clocks)):
            yield with_states(known, clocks[first:])

    def _starts(self, places: list[int]) -> list[int]:
        first, last = self.between
        return sorted({first, *(one for one in places if first < one <= last)})

    def _woken_between(self) -> tuple[int, int]:
        """Where it may have begun by itself: shortly before it says so, if nobody ended it."""
        span, armed_at = self.span, self.wanted.armed_at
        is_last = span is self.wanted.spans[-1]
        if is_last and armed_at is not None and armed_at >= (span.woken or 0):
            begun = self.wanted.earliest(*self._known(armed_at - _BEGINNING))
            return max(span.earliest, begun), self._place(armed_at)
        return span.earliest, self._place(float("inf") if span.gone_at is None else span.gone_at)

    def _place(self, moment: float) -> int:
        """How far the market was at a moment."""
        return self.wanted.latest(*self._known(moment))

    def _known(self, moment: float) -> tuple[Tapes, int]:
        until = min((BEGUN + moment) * 1000, self.history.until_ms)
        known = {
            symbol: tape[: bisect_right(tape, until, key=milliseconds)]
            for symbol, tape in self.history.tapes.items()
        }
        return known, int(until)
