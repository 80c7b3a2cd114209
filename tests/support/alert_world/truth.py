"""When an alert is to fire, told from all that was traded, with nothing of the engine.

Of several symbols the trades count in the order of their time. A value on the level itself is on
neither side of it.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from pretend_market import BEGUN

from alert_world.history import History, Wanted
from alert_world.readings import readings
from bot.alerts.conditions import Funding, Measure, Price, Ratio, Relation, Rsi, Term, Volume
from bot.text import CENT, number, percent

_UP = {Relation.ABOVE, Relation.AT_LEAST, Relation.CROSSES_UP}
_INCLUSIVE = {Relation.AT_LEAST, Relation.AT_MOST}
_A_MINUTE = timedelta(minutes=1)


class Fire(NamedTuple):
    """What is to be told: the value, if there is one, and when it was."""

    what: str
    clock: str
    ms: int


class Moment(NamedTuple):
    """An event, where it stands in what the alert counts by, and the values after it."""

    place: int
    ms: int
    values: tuple[Decimal | None, ...]


def fires(
    wanted: Wanted, moments: Sequence[Moment], start: int, until_ms: float = float("inf")
) -> list[Fire]:
    """List what an alert that counts from `start` fires at, oldest first."""
    options, meaning = wanted.wish.options, _Meaning(wanted.wish.terms)
    if options.until is not None:
        until_ms = min(until_ms, options.until.timestamp() * 1000)
    found: list[Fire] = []
    quiet_until = 0.0
    first = bisect_right(moments, start, key=attrgetter("place"))
    if first:
        meaning.begin(moments[first - 1].values)
    for moment in islice(moments, first, None):
        if moment.ms > until_ms:
            break
        if meaning.comes_true(moment.values, quiet=moment.ms < quiet_until):
            found.append(_fire(wanted, moment))
            if not options.every:
                break
            quiet_until = moment.ms + (options.cooldown or _A_MINUTE).total_seconds() * 1000
    return found


class _Meaning:
    """Whether what is waited for comes true, from moment to moment."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self._terms = terms
        self._lead = next((n for n, term in enumerate(terms) if term.relation.is_crossing), 0)
        self._crossing = terms[self._lead].relation.is_crossing
        self._side = 0  # of its level, on which the leading value was seen last
        self._armed = True

    def begin(self, values: tuple[Decimal | None, ...]) -> None:
        """See how things stand before it counts."""
        self._side = self._sign(values)
        self._armed = True

    def comes_true(self, values: tuple[Decimal | None, ...], *, quiet: bool) -> bool:
        if self._crossing:
            return self._crosses(values, quiet=quiet)
        true = all(holds(term, now) for term, now in zip(self._terms, values, strict=True))
        if true:
            fires = self._armed and not quiet
            self._armed &= not fires
            return fires
        if len(self._terms) > 1 or self._is_opposite(values):
            self._armed = True
        return False

    def _crosses(self, values: tuple[Decimal | None, ...], *, quiet: bool) -> bool:
        side = self._sign(values)
        if not side or side == self._side:
            return False
        relation = self._terms[self._lead].relation
        awaited = relation is Relation.CROSSES or side == (1 if relation in _UP else -1)
        if awaited and self._side and quiet:
            return False  # as if it had not been looked at
        crossed, self._side = bool(self._side), side
        others = (
            holds(term, now)
            for n, (term, now) in enumerate(zip(self._terms, values, strict=True))
            if n != self._lead
        )
        return awaited and crossed and all(others)

    def _sign(self, values: tuple[Decimal | None, ...]) -> int:
        return side_of(self._terms[self._lead], values[self._lead])

    def _is_opposite(self, values: tuple[Decimal | None, ...]) -> bool:
        return self._sign(values) == (-1 if self._terms[0].relation in _UP else 1)


def holds(term: Term, value: Decimal | None) -> bool:
    if value is None:
        return False
    if value == term.level:
        return term.relation in _INCLUSIVE
    return (value > term.level) == (term.relation in _UP)


def side_of(term: Term, value: Decimal | None) -> int:
    """On which side of its level a value is: 1 above it, -1 below it, 0 neither or unknown."""
    return 0 if value is None else (value > term.level) - (value < term.level)


def is_awaited(term: Term, value: Decimal, seen: set[int]) -> bool:
    """Whether a value makes a term true that alone is waited for, after values on these sides."""
    if not term.relation.is_crossing:
        return holds(term, value)
    side = side_of(term, value)
    awaited = term.relation is Relation.CROSSES or side == (1 if term.relation in _UP else -1)
    return awaited and bool(side) and -side in seen


def _fire(wanted: Wanted, moment: Moment) -> Fire:
    value = moment.values[0]
    assert value is not None
    single = len(moment.values) == 1
    what = spelt(wanted.wish.terms[0].measure, value) if single else ""
    return Fire(what, clock(moment.ms), moment.ms)


def spelt(measure: Measure, value: Decimal) -> str:
    """A value as people read it."""
    match measure:
        case Price() | Ratio():
            return number(value)
        case Volume():
            return f"×{number(value.quantize(CENT))}"
        case Rsi():
            return number(value.quantize(CENT))
        case Funding():
            return f"{number(value)}%"
    return percent(value)


def clock(ms: int) -> str:
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%H:%M:%S")


def moments(wanted: Wanted, history: History) -> Iterator[Moment]:
    """Go through all that matters to an alert, in the order in which it happened."""
    terms = wanted.wish.terms
    if len(terms) == 1:
        for place, ms, value in readings(terms[0].measure, history):
            yield Moment(place, ms, (value,))
        return
    values: list[Decimal | None] = [None] * len(terms)
    told = [
        [(one.ms, n, one.value) for one in readings(term.measure, history)]
        for n, term in enumerate(terms)
    ]
    at = 0
    for ms, n, value in merge(*told, key=lambda one: one[0]):
        if at and ms != at:
            yield Moment(at, at, (*values,))
        at, values[n] = ms, value
    if at:
        yield Moment(at, at, (*values,))


def with_states(known: Sequence[Moment], clocks: Iterable[str]) -> list[Moment]:
    """Let there be events at these times at which nothing changed.

    What is told of an open candle is one: what is true already fires there, and need not wait.
    """
    more = [*known]
    for at in clocks:
        ms = _at(at)
        if before := bisect_right(known, ms, key=attrgetter("ms")):
            insort(more, Moment(ms, ms, known[before - 1].values), key=attrgetter("ms"))
    return more


def _at(clock: str) -> int:
    """The millisecond at which a second of the schedule's day begins."""
    day = datetime.fromtimestamp(BEGUN, UTC).date()
    moment = datetime.combine(day, time.fromisoformat(clock), UTC)
    return round(moment.timestamp() * 1000)
