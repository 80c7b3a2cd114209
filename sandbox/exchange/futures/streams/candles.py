"""The kline streams of all kinds: the running candle as it grows, each candle as it closes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.streams import frames
from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.intervals import INTERVALS
from sandbox.exchange.market.klines import klines

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.core import Core
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.streams.audience import Audience
    from sandbox.exchange.futures.streams.beat import Beat
    from sandbox.exchange.market.intervals import Interval
    from sandbox.exchange.market.klines import Candled, Kline

_STREAM = re.compile(
    r"(\w+?)(?:_(perpetual|current_quarter|next_quarter))?"
    r"@(kline|continuousKline|markPriceKline|indexPriceKline)_(\w+)"
)
_EVERY = 250
_EVENTS = {
    "kline": "kline",
    "continuousKline": "continuous_kline",
    "markPriceKline": "markPrice_kline",
    "indexPriceKline": "indexPrice_kline",
}


@dataclass
class _Watch:
    """One stream: whose candles, which of them runs, and what was last told of it."""

    contract: Contract
    kind: str
    interval: Interval
    past: Candled
    opening: int
    told: object = None


class CandleStreams:
    """Follows the candles that somebody listens to."""

    def __init__(self, core: Core, audience: Audience) -> None:
        self._core = core
        self._futures = core.futures
        self._audience = audience
        self._watches: dict[str, _Watch] = {}

    def begin(self, stream: str) -> None:
        match = _STREAM.fullmatch(stream)
        interval = INTERVALS.get(match[4]) if match else None
        if match is None or interval is None:
            return
        name, kind = match[1].upper(), match[3]
        contract = self._contract(name, match[2], kind)
        if contract is None or (interval.name == "1s" and kind != "continuousKline"):
            return
        past = self._past(contract, kind)
        opening = interval.opening(past.clock)
        self._watches[stream] = _Watch(contract, kind, interval, past, opening)

    def end(self, stream: str) -> None:
        self._watches.pop(stream, None)

    def beat(self, beat: Beat) -> None:
        """Tell of closed candles now, of running ones four times a second."""
        for stream, watch in self._watches.items():
            opening = watch.interval.opening(watch.past.clock)
            if opening != watch.opening or beat.ends(_EVERY):
                self._tell(stream, watch)
                watch.opening = opening

    def _contract(self, name: str, type_: str | None, kind: str) -> Contract | None:
        """Return whose candles are meant: a symbol's, or those of a pair (and a type)."""
        contracts, clock = self._futures.contracts, self._core.clock()
        if kind in {"kline", "markPriceKline"}:
            return contracts.get(name) if type_ is None else None
        if (kind == "continuousKline") != (type_ is not None):
            return None
        of_pair = [each for each in contracts.values() if each.pair == name]
        if type_ is not None:
            of_pair = [each for each in of_pair if each.type_at(clock) == type_.upper()]
        return of_pair[0] if of_pair else None

    def _past(self, contract: Contract, kind: str) -> Candled:
        prices, symbol = self._futures.prices, contract.symbol
        kinds: dict[str, Callable[[str], Candled]] = {
            "markPriceKline": prices.mark_past,
            "indexPriceKline": prices.index_past,
        }
        return kinds.get(kind, self._futures.pair)(symbol)

    def _tell(self, stream: str, watch: _Watch) -> None:
        """Send what has changed, and each candle that has closed since the last time."""
        found = klines(watch.past, watch.interval, start=watch.opening)
        later = sum(int(each.bar[Bar.COUNT]) for each in found)
        for candle in found:
            later -= int(candle.bar[Bar.COUNT])
            closed = candle.close_time < watch.past.clock
            state = (candle.open_time, closed, candle.bar.tobytes())
            if state != watch.told:
                watch.told = state
                self._audience.publish(stream, self._event(watch, candle, later, closed=closed))

    def _event(self, watch: _Watch, candle: Kline, later: int, *, closed: bool) -> Any:
        """Word a candle, after which so many trades were made."""
        contract, interval = watch.contract, watch.interval.name
        event: dict[str, Any] = {"e": _EVENTS[watch.kind], "E": self._core.clock()}
        if watch.kind in {"markPriceKline", "indexPriceKline"}:
            words = frames.derived_kline(interval, candle, watch.past.clock)
            symbol = contract.symbol if watch.kind == "markPriceKline" else "0"
            return event | {"ps": contract.pair, "k": words | {"s": symbol, "x": closed}}
        last_id = self._futures.pair(contract.symbol).last.number - later
        words = frames.traded_kline(contract, interval, candle, last_id) | {"x": closed}
        if watch.kind == "kline":
            return event | {"s": contract.symbol, "k": words | {"s": contract.symbol}}
        type_ = contract.type_at(self._core.clock())
        return event | {"ps": contract.pair, "ct": type_, "k": words}
