"""The heartbeat's voice: what spot's streams hear of every trade, and as time goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.doors.candles import Candles
from sandbox.exchange.doors.depth_streams import DepthStreams
from sandbox.exchange.doors.ticker_streams import TickerStreams
from sandbox.exchange.doors.trade_streams import TradeStreams

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.doors.subscribers import Subscribers
    from sandbox.exchange.market.pair import Pair, Trade


class Broadcast:
    """Words the market's events for those who listen."""

    def __init__(self, core: Core, subscribers: Subscribers) -> None:
        self._core = core
        self._trades = TradeStreams(core, subscribers)
        self._tickers = TickerStreams(core, subscribers)
        self._depths = DepthStreams(core, subscribers)
        self._candles = Candles(core, subscribers)
        self._parts = (self._trades, self._tickers, self._depths, self._candles)
        self._second = 0
        subscribers.on_first.append(self._begin)
        subscribers.on_last.append(self._end)
        core.market.listeners.append(self._traded)

    def beat(self) -> None:
        """Say what is due: books of 100 ms and closed candles now, the rest once a second."""
        second = self._core.clock() // 1_000
        due = second != self._second
        self._second = second
        if due:
            self._tickers.second()
            self._trades.second()
        self._depths.beat(due=due)
        self._candles.beat(second=second, due=due)

    def _begin(self, stream: str) -> None:
        """Watch a stream that somebody listens to; one that there is not stays silent."""
        if stream.startswith("!"):
            self._tickers.begin_all(stream)
            return
        name, _, kind = stream.partition("@")
        pair = self._core.market.pairs.get(name.upper())  # which trades from now on
        if pair is not None and name == name.lower():
            for part in self._parts:
                part.begin(stream, pair, kind)

    def _end(self, stream: str) -> None:
        for part in self._parts:
            part.end(stream)

    def _traded(self, pair: Pair, trade: Trade) -> None:
        self._trades.traded(pair, trade)
        self._depths.traded(pair)
