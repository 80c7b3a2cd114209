"""Alerts that are judged by states of which not every one is told: what may be seen, what must.

A state that is told is true of its moment; which are told is chance, and none is kept but the last
close of each candle and the funding rate of now.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from alert_world.candlesticks import candlesticks
from alert_world.expected import Course, Expected
from alert_world.history import History, milliseconds
from alert_world.kinds import length_ms
from alert_world.readings import SINCE, indicated
from alert_world.truth import clock, is_awaited, side_of, spelt
from bot.alerts.conditions import Funding, Gap, Rsi, Term


class State(NamedTuple):
    """A value that stood for a while; `is_sure` if it cannot go unseen for ever."""

    since_ms: int
    until_ms: int
    value: Decimal | None
    is_sure: bool


class Sampled(Expected):
    """A span of an alert with one such term."""

    @cached_property
    def possible(self) -> list[Course]:
        return [[*dict.fromkeys(self._seen())]]

    @cached_property
    def due(self) -> list[Course]:
        """Any of what may be told by the time by which something must be."""
        surely = self._surely() if self.is_owed else None
        if surely is None:
            return [[]]
        latest = clock(surely)
        return [[one] for one in self.possible[0] if one[1] <= latest]

    @property
    def _term(self) -> Term:
        (term,) = self.wanted.wish.terms
        return term

    @cached_property
    def _states(self) -> list[State]:
        """What stood at the beginning and since, as far as it counts."""
        start, end = self.between[0], self._end
        return [
            one._replace(since_ms=max(one.since_ms, start), until_ms=int(min(one.until_ms, end)))
            for one in states(self._term, self.history)
            if one.until_ms > start and one.since_ms <= end
        ]

    @property
    def _end(self) -> float:
        until = self.wanted.wish.options.until
        ends = float("inf") if until is None else until.timestamp() * 1000
        return min(ends, self.until_ms, self.history.until_ms)

    def _seen(self) -> Iterator[tuple[str, str]]:
        """All that may be told: each second of each state that is waited for."""
        seen: set[int] = set()
        for state in self._states:
            side = side_of(self._term, state.value)
            if state.value is not None and is_awaited(self._term, state.value, seen):
                what = spelt(self._term.measure, state.value)
                for second in range(state.since_ms // 1000, state.until_ms // 1000 + 1):
                    yield what, clock(second * 1000)
            seen.add(side)

    def _surely(self) -> int | None:
        """By when it must have been seen that it came true; None if that may be unknown."""
        span, begun = self.span, self.between[1]
        seen: set[int] = set()
        if span.exactly is not None and isinstance(self._term.measure, Funding):
            seen.add(side_of(self._term, self._states[0].value if self._states else None))
        if self.wanted.wish.options.until is not None or span.woken is not None:
            return None
        for state in self._states:
            if not state.is_sure or state.since_ms <= begun or state.value is None:
                continue
            if is_awaited(self._term, state.value, seen):
                return state.until_ms
            seen.add(side_of(self._term, state.value))
        return None


def states(term: Term, history: History) -> list[State]:
    """All states there were, oldest first."""
    measure = term.measure
    if isinstance(measure, Funding):
        return _rates(measure.symbol, history)
    assert isinstance(measure, Rsi | Gap)
    return _candles(measure, history)


def _rates(symbol: str, history: History) -> list[State]:
    """The last rate stays, and is seen at last."""
    told, end = history.rates[symbol], int(history.until_ms)
    times = [*(since for since, _ in told), end]
    return [
        State(since, until, 100 * rate, is_sure=until == end)
        for (since, rate), (_, until) in zip(told, pairwise(times), strict=True)
    ]


def _candles(measure: Rsi | Gap, history: History) -> list[State]:
    """How the open candle stood after each trade, and how it closed, which can be fetched."""
    tape, length = history.tapes[measure.symbol], length_ms(measure.interval)
    closed = candlesticks(tape, length, history.until_ms)
    closes = [one.close for one in closed]
    told: list[tuple[int, Decimal | None, bool]] = [
        (candle.end_ms, value, True)
        for candle, value in zip(closed, indicated(closes, measure), strict=True)
    ]
    recent = [one for one in tape if milliseconds(one) >= SINCE]
    for trade in recent:
        ms = milliseconds(trade)
        ended = (ms - closed[0].end_ms) // length + 1
        value = indicated([*closes[:ended], trade.price], measure)[-1]
        told.append((ms, value, False))
    told.sort(key=lambda one: one[0])
    end = int(history.until_ms)
    times = [*(one[0] for one in told), end]
    return [
        State(since, until, value, is_sure=sure)
        for (since, value, sure), (_, until) in zip(told, pairwise(times), strict=True)
    ]
