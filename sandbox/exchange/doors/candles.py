"""The kline streams: the running candle as it grows, and each candle once as it closes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.exchange.doors import frames
from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.intervals import INTERVALS, Interval
from sandbox.exchange.market.klines import Kline, klines

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.doors.subscribers import Subscribers
    from sandbox.exchange.market.pair import Pair

_KIND = re.compile(r"kline_(\w+?)(@\+08:00)?")
_BEIJING = 8 * 3_600_000


@dataclass
class _Watch:
    """One stream: which candle runs, and the last trade that was told of."""

    pair: Pair
    interval: Interval
    offset: int
    opening: int
    told: int = 0


class Candles:
    """Follows the candles that somebody listens to."""

    def __init__(self, core: Core, subscribers: Subscribers) -> None:
        self._core = core
        self._subscribers = subscribers
        self._watches: dict[str, _Watch] = {}

    def begin(self, stream: str, pair: Pair, kind: str) -> None:
        match = _KIND.fullmatch(kind)
        interval = INTERVALS.get(match[1]) if match else None
        if match is None or interval is None:
            return
        offset = _BEIJING if match[2] else 0
        opening = interval.opening(pair.clock, offset)
        self._watches[stream] = _Watch(pair, interval, offset, opening)

    def end(self, stream: str) -> None:
        self._watches.pop(stream, None)

    def beat(self, *, second: int, due: bool) -> None:
        """Tell of closed candles now, of running ones every second (1s) or two (the others)."""
        for stream, watch in self._watches.items():
            opening = watch.interval.opening(watch.pair.clock, watch.offset)
            if opening != watch.opening:
                self._close(stream, watch, opening)
            if due and (watch.interval.name == "1s" or second % 2 == 0):
                self._grow(stream, watch)

    def _close(self, stream: str, watch: _Watch, opening: int) -> None:
        """Tell of the candles that have closed since the last beat."""
        found = self._since(watch, watch.opening)
        running = sum(int(each.bar[Bar.COUNT]) for each in found if each.open_time >= opening)
        last_id = watch.pair.last.number - running
        closed = [each for each in found if each.open_time < opening]
        later = sum(int(each.bar[Bar.COUNT]) for each in closed)
        for candle in closed:
            later -= int(candle.bar[Bar.COUNT])
            self._send(stream, watch, candle, last_id=last_id - later, closed=True)
        watch.opening = opening

    def _grow(self, stream: str, watch: _Watch) -> None:
        if watch.told == watch.pair.last.id:
            return
        watch.told = watch.pair.last.id
        for candle in self._since(watch, watch.opening):
            self._send(stream, watch, candle, last_id=watch.pair.last.number, closed=False)

    def _since(self, watch: _Watch, start: int) -> list[Kline]:
        return klines(watch.pair, watch.interval, start=start, offset=watch.offset)

    def _send(
        self, stream: str, watch: _Watch, candle: Kline, *, last_id: int, closed: bool
    ) -> None:
        event = frames.kline(
            watch.pair,
            watch.interval.name,
            candle,
            last_id=last_id,
            closed=closed,
            sent=self._core.clock(),
        )
        self._subscribers.publish(stream, event)
