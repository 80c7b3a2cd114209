"""The heartbeat's voice: what streams hear of every trade, and every second."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sandbox.exchange.doors import frames
from sandbox.exchange.doors.candles import Candles
from sandbox.exchange.market import views
from sandbox.exchange.market.listing import LISTINGS

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.doors.subscribers import Subscribers
    from sandbox.exchange.market.pair import Pair, Trade

JSON = dict[str, Any]
_ALL = "!miniTicker@arr"
_DEPTH = re.compile(r"(\w+)@depth(5|10|20)(@100ms)?")


class Broadcast:
    """Words the market's events for those who listen."""

    def __init__(self, core: Core, subscribers: Subscribers) -> None:
        self._core = core
        self._subscribers = subscribers
        self._candles = Candles(core, subscribers)
        self._second = 0
        self._in_array: dict[str, int] = {}
        self._in_ticker: dict[str, int] = {}
        core.market.listeners.append(self._on_trade)

    def beat(self) -> None:
        """Say what is due: depth of 100 ms and candles now, the rest once a second."""
        second = self._core.clock() // 1_000
        due = second != self._second
        self._second = second
        if due:
            self._tickers()
            self._all_tickers()
        self._depths(all_speeds=due)
        self._candles.beat(second=second, due=due)

    def _on_trade(self, pair: Pair, trade: Trade) -> None:
        name, sent = pair.symbol.lower(), self._core.clock()
        if f"{name}@aggTrade" in self._subscribers:
            event = frames.aggregate_trade(pair, trade, sent)
            self._subscribers.publish(f"{name}@aggTrade", event)
        if f"{name}@trade" in self._subscribers:
            self._subscribers.publish(f"{name}@trade", frames.trade(pair, trade, sent))
        if f"{name}@bookTicker" in self._subscribers:
            event = frames.book_ticker(self._best(pair), self._core.next_id())
            self._subscribers.publish(f"{name}@bookTicker", event)

    def _tickers(self) -> None:
        for symbol in LISTINGS:
            name, sent = symbol.lower(), self._core.clock()
            mini, full = f"{name}@miniTicker", f"{name}@ticker"
            if not (mini in self._subscribers or full in self._subscribers):
                continue
            pair, day = self._core.market.pairs[symbol], self._core.market.day(symbol)
            if self._in_ticker.get(symbol) == pair.last.id:
                continue
            self._in_ticker[symbol] = pair.last.id
            row = views.ticker(pair, day, self._best(pair))
            self._subscribers.publish(mini, frames.mini_ticker(row, sent))
            self._subscribers.publish(full, frames.ticker(row, sent))

    def _all_tickers(self) -> None:
        """Send the rows of the symbols that were traded since the last time."""
        if _ALL not in self._subscribers:
            return
        market, sent = self._core.market, self._core.clock()
        changed = [
            pair
            for pair in market.pairs.values()
            if self._in_array.get(pair.symbol) != pair.last.id
        ]
        self._in_array = {pair.symbol: pair.last.id for pair in market.pairs.values()}
        rows = [views.mini_ticker(pair, market.day(pair.symbol)) for pair in changed]
        if rows:
            events = [frames.mini_ticker(row, sent) for row in rows]
            self._subscribers.publish(_ALL, events)

    def _depths(self, *, all_speeds: bool) -> None:
        for stream in self._subscribers.names():
            match = _DEPTH.fullmatch(stream)
            if match is None or not (match[3] or all_speeds):
                continue
            symbol, limit = match[1].upper(), int(match[2])
            if symbol in self._core.market.pairs:
                event = {
                    "lastUpdateId": self._core.next_id(),
                    "bids": self._levels(symbol, "BUY", limit),
                    "asks": self._levels(symbol, "SELL", limit),
                }
                self._subscribers.publish(stream, event)

    def _levels(self, symbol: str, side: str, limit: int) -> list[list[str]]:
        levels = self._core.engine.levels(symbol, side, limit)
        return [[f"{price:.8f}", f"{quantity:.8f}"] for price, quantity in levels]

    def _best(self, pair: Pair) -> JSON:
        row: JSON = {"symbol": pair.symbol}
        for side, name in (("BUY", "bid"), ("SELL", "ask")):
            for price, quantity in self._levels(pair.symbol, side, 1):
                row |= {f"{name}Price": price, f"{name}Qty": quantity}
        return row
