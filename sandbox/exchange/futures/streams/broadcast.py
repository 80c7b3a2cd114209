"""The heartbeat's voice on futures: what their streams hear of trades, and as time goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.futures.streams.beat import Beat
from sandbox.exchange.futures.streams.books import BookStreams
from sandbox.exchange.futures.streams.candles import CandleStreams
from sandbox.exchange.futures.streams.liquidations import LiquidationStreams
from sandbox.exchange.futures.streams.marks import MarkStreams
from sandbox.exchange.futures.streams.notices import NoticeStreams
from sandbox.exchange.futures.streams.tickers import TickerStreams
from sandbox.exchange.futures.streams.trades import TradeStreams

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.streams.audience import Audience
    from sandbox.exchange.futures.trading.orders import Order
    from sandbox.exchange.market.pair import Pair, Trade


class FuturesBroadcast:
    """Words what happens to contracts for an audience."""

    def __init__(self, core: Core, audience: Audience) -> None:
        self._core = core
        self._streams: dict[str, None] = {}
        self._trades = TradeStreams(core, audience)
        self._books = BookStreams(core, audience)
        self._marks = MarkStreams(core, audience)
        self._tickers = TickerStreams(core, audience)
        self._candles = CandleStreams(core, audience)
        self._liquidations = LiquidationStreams(core, audience)
        self._notices = NoticeStreams(core, audience)
        self._last = core.clock()
        audience.watch(self._first, self._end)
        core.futures.market.listeners.append(self._traded)
        core.futures.on_listed.append(self._listed)

    def beat(self) -> None:
        """Say what is due."""
        beat = Beat(self._last, self._core.clock())
        self._last = beat.now
        for part in (self._books, self._marks, self._tickers, self._candles):
            part.beat(beat)
        self._liquidations.beat(beat)
        self._notices.beat(beat)

    def liquidated(self, order: Order) -> None:
        """Take note of a liquidation."""
        self._liquidations.happened(order)

    def _first(self, stream: str) -> None:
        """Watch a stream that somebody listens to; one that there is not stays silent."""
        self._streams[stream] = None
        self._begin(stream)

    def _begin(self, stream: str) -> None:
        self._marks.begin(stream)
        self._candles.begin(stream)
        self._tickers.begin_all(stream)
        name, _, kind = stream.partition("@")
        contract = self._core.futures.contracts.get(name.upper())
        if contract is not None and name == name.lower():
            self._core.futures.pair(contract.symbol)  # trades from now on
            self._books.begin(stream, contract, kind)
            self._tickers.begin(stream, contract, kind)

    def _end(self, stream: str) -> None:
        self._streams.pop(stream, None)
        for part in (self._books, self._marks, self._tickers, self._candles):
            part.end(stream)

    def _listed(self, _: Contract) -> None:
        """Watch all streams anew: some are of contracts that are no longer listed."""
        for stream in tuple(self._streams):
            self._end(stream)
            self._first(stream)

    def _traded(self, pair: Pair, trade: Trade) -> None:
        contract = self._core.futures.contracts[pair.symbol]
        self._trades.traded(contract, trade)
        self._books.traded(contract)
