"""Klines: a symbol's history in candles of one interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from sandbox.exchange.market import bars
from sandbox.exchange.market.history import BEGINNING
from sandbox.exchange.market.intervals import DAY, HOUR, INTERVALS, MINUTE, Interval

if TYPE_CHECKING:
    from sandbox.exchange.market.noise import Ints

EXACT_UP_TO = INTERVALS["5m"].length
_AT_ONCE = 90 * DAY


class Kline(NamedTuple):
    """One candle: when it opened, when it closes, and its bar."""

    open_time: int
    close_time: int
    bar: Ints


class Past(Protocol):
    """What candles are made of, a matrix of bars for each length."""

    def seconds(self, start: int, count: int) -> Ints: ...
    def minutes(self, first: int, last: int, *, exact: bool = True) -> Ints: ...
    def hours(self, first: int, last: int) -> Ints: ...


class Candled(Protocol):
    """What has candles: a pair, or a price that is only computed."""

    @property
    def clock(self) -> int: ...
    @property
    def history(self) -> Past: ...


def klines(
    pair: Candled,
    interval: Interval,
    *,
    start: int | None = None,
    end: int | None = None,
    limit: int = 500,
    offset: int = 0,
) -> list[Kline]:
    """Return the candles that open from `start` to `end`, the latest if there is no start."""
    end = min(end if end is not None else pair.clock, pair.clock)
    if start is not None and start > end:
        return []
    openings = _openings(interval, start, end, limit, offset)
    if len(openings) < 2:
        return []
    rows = _rows(pair, interval, np.array(openings), offset=offset)
    return [
        Kline(opening, after - 1, row)
        for opening, after, row in zip(openings, openings[1:], rows.T, strict=False)
    ]


def _openings(
    interval: Interval, start: int | None, end: int, limit: int, offset: int
) -> list[int]:
    """Return when the candles open, and when the one after the last would."""
    beginning = interval.opening(BEGINNING, offset)
    latest = start is None
    if start is None:
        span = 31 * DAY if interval.name == "1M" else interval.length
        start = interval.opening(end - (limit - 1) * span, offset)
    first = interval.opening(max(start, beginning) - 1, offset)
    openings = [interval.after(first, offset)] if first < max(start, beginning) else [first]
    while openings[-1] <= end and (latest or len(openings) <= limit):
        openings.append(interval.after(openings[-1], offset))
    return openings[-limit - 1 :] if latest else openings


def _rows(pair: Candled, interval: Interval, openings: Ints, *, offset: int) -> Ints:
    history, first, last = pair.history, int(openings[0]), int(openings[-1])
    if interval.length < MINUTE:
        return history.seconds(first, openings.size - 1)
    last = min(last, pair.clock // MINUTE * MINUTE + MINUTE)
    if interval.length >= HOUR and offset % HOUR == 0:
        hours = history.hours(first // HOUR, -(-last // HOUR))
        return bars.gathered(hours, (openings[:-1] - first) // HOUR)
    if last - first > _AT_ONCE:  # days and weeks of a time zone that is off by half an hour
        middle = openings.size // 2
        halves = openings[: middle + 1], openings[middle:]
        return np.hstack([_rows(pair, interval, half, offset=offset) for half in halves])
    exact = interval.length <= EXACT_UP_TO
    minutes = history.minutes(first // MINUTE, last // MINUTE, exact=exact)
    return bars.gathered(minutes, (openings[:-1] - first) // MINUTE)
