"""When an alert is to fire, told from all that was traded, with nothing of the engine.

Of several symbols the trades count in the order of their time. A value on the level itself is on
neither side of it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from alert_world.history import Tape, Tapes, Wanted, milliseconds
from binance.models.market import AggTrade
from bot.alerts.conditions import Change, Price, Relation, Term
from bot.text import number, percent

_UP = {Relation.ABOVE, Relation.AT_LEAST, Relation.CROSSES_UP}
_INCLUSIVE = {Relation.AT_LEAST, Relation.AT_MOST}
_HUNDRED_MILLIONTH = Decimal("0.00000001")
_A_MINUTE = timedelta(minutes=1)


class Fire(NamedTuple):
    """What is to be told: the value, if there is one, and when it was."""

    what: str
    clock: str
    ms: int


class Moment(NamedTuple):
    """A trade, where it stands in what the alert counts by, and the values after it."""

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
        true = all(_holds(term, now) for term, now in zip(self._terms, values, strict=True))
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
            _holds(term, now)
            for n, (term, now) in enumerate(zip(self._terms, values, strict=True))
            if n != self._lead
        )
        return awaited and crossed and all(others)

    def _sign(self, values: tuple[Decimal | None, ...]) -> int:
        value, level = values[self._lead], self._terms[self._lead].level
        return 0 if value is None else (value > level) - (value < level)

    def _is_opposite(self, values: tuple[Decimal | None, ...]) -> bool:
        return self._sign(values) == (-1 if self._terms[0].relation in _UP else 1)


def _holds(term: Term, value: Decimal | None) -> bool:
    if value is None:
        return False
    if value == term.level:
        return term.relation in _INCLUSIVE
    return (value > term.level) == (term.relation in _UP)


def _fire(wanted: Wanted, moment: Moment) -> Fire:
    value, measure = moment.values[0], wanted.wish.terms[0].measure
    assert value is not None
    what = number(value) if isinstance(measure, Price) else percent(value)
    at = datetime.fromtimestamp(moment.ms // 1000, UTC)
    return Fire(what if len(moment.values) == 1 else "", at.strftime("%H:%M:%S"), moment.ms)


def moments(wanted: Wanted, tapes: Tapes) -> Iterator[Moment]:
    """Go through all that matters to an alert, in the order in which it happened."""
    terms = wanted.wish.terms
    if len(terms) == 1:
        readings = _readings(terms[0], tapes[wanted.symbols[0]])
        for place, (ms, value) in enumerate(readings, 1):
            yield Moment(place, ms, (value,))
        return
    values: list[Decimal | None] = [None] * len(terms)
    told = [
        [(ms, n, value) for ms, value in _readings(term, tapes[term.measure.symbol])]
        for n, term in enumerate(terms)
    ]
    at = 0
    for ms, n, value in merge(*told, key=lambda one: one[0]):
        if at and ms != at:
            yield Moment(at, at, (*values,))
        at, values[n] = ms, value
    if at:
        yield Moment(at, at, (*values,))


def _readings(term: Term, tape: Tape) -> Iterator[tuple[int, Decimal | None]]:
    measure = term.measure
    if isinstance(measure, Change):
        yield from _changes(tape, round(measure.window.total_seconds() * 1000))
    else:
        yield from ((milliseconds(one), one.price) for one in tape)


def _changes(tape: Tape, window_ms: int) -> Iterator[tuple[int, Decimal | None]]:
    """Compare each trade with the last one before the second that was open a window ago."""
    times = [milliseconds(one) for one in tape]
    for trade, ms in zip(tape, times, strict=True):
        earlier = bisect_left(times, (ms - window_ms) // 1000 * 1000)
        yield ms, _change(trade, tape[earlier - 1]) if earlier else None


def _change(trade: AggTrade, reference: AggTrade) -> Decimal:
    exact = (trade.price - reference.price) * 100 / reference.price
    return exact.quantize(_HUNDRED_MILLIONTH, rounding="ROUND_FLOOR")
