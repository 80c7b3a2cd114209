"""What may and what must be told of an alert, however its spans went."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from pretend_market import BEGUN

from alert_world.history import History, Span, Tapes, Wanted, milliseconds
from alert_world.truth import fires, moments

_BEGINNING = 30.0  # seconds that it may take to begin

Course = list[tuple[str, str]]
"""What is told one after another, as values and times."""


@dataclass(frozen=True)
class Expected:
    """One span of an alert, and the courses it may have taken: one, if its beginning is known."""

    wanted: Wanted
    span: Span
    tapes: Tapes

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
        gone = float("inf") if self.span.gone_at is None else self.span.gone_at
        until = (BEGUN + gone) * 1000
        courses: list[Course] = []
        known = [*moments(self.wanted, self.tapes)]
        for start in self._starts():
            course = [one[:2] for one in fires(self.wanted, known, start, until)]
            if course not in courses:
                courses.append(course)
        return courses or [[]]

    @cached_property
    def due(self) -> list[Course]:
        """The same, of what must have been told in any case: of one that is ended, nothing."""
        span, failed = self.span, self.wanted.failed
        owed = span.acknowledged_at is not None and span.ended_at is None and not failed
        return self.possible if owed else [[]]

    def _starts(self) -> list[int]:
        span = self.span
        if span.exactly is not None:
            return [span.exactly]
        first, last = span.earliest, span.latest
        if span.woken is not None:
            first, last = self._woken_between()
        if last is None:
            last = self._place(float("inf"))
        if len(self.wanted.wish.terms) == 1:
            return [*range(first, last + 1)]
        tapes = [self.tapes[symbol] for symbol in self.wanted.symbols]
        known = {milliseconds(one) for tape in tapes for one in tape if first <= milliseconds(one)}
        return sorted(one for one in known | {first} if one <= last)

    def _woken_between(self) -> tuple[int, int]:
        """Where it may have begun by itself: shortly before it says so, if nobody ended it."""
        span, armed_at = self.span, self.wanted.armed_at
        is_last = span is self.wanted.spans[-1]
        if is_last and armed_at is not None and armed_at >= (span.woken or 0):
            return max(span.earliest, self._place(armed_at - _BEGINNING)), self._place(armed_at)
        return span.earliest, self._place(float("inf") if span.gone_at is None else span.gone_at)

    def _place(self, moment: float) -> int:
        """How far the market was at a moment."""
        until = (BEGUN + moment) * 1000
        tapes = [self.tapes[symbol] for symbol in self.wanted.symbols]
        return self.wanted.place(
            [tape[: bisect_right(tape, until, key=milliseconds)] for tape in tapes]
        )


def expected(wanted: Wanted, history: History) -> list[Expected]:
    if wanted.failed and wanted.tries == 1:
        return []
    return [Expected(wanted, span, history.tapes) for span in wanted.spans]
