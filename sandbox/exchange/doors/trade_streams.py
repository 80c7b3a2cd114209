"""The streams of trades: each as it happens, and block trades as they are reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.exchange.doors import frames

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.doors.subscribers import Subscribers
    from sandbox.exchange.market.pair import Pair, Trade


@dataclass
class _Blocks:
    pair: Pair
    told: int  # the id of the last block trade that was told of


class TradeStreams:
    """Tells of trades."""

    def __init__(self, core: Core, subscribers: Subscribers) -> None:
        self._core = core
        self._subscribers = subscribers
        self._blocks: dict[str, _Blocks] = {}

    def begin(self, stream: str, pair: Pair, kind: str) -> None:
        if kind == "blockTrade":
            last = self._core.market.blocks(pair.symbol).latest_id()
            self._blocks[stream] = _Blocks(pair, last)

    def end(self, stream: str) -> None:
        self._blocks.pop(stream, None)

    def traded(self, pair: Pair, trade: Trade) -> None:
        name, sent = pair.symbol.lower(), self._core.clock()
        if (stream := f"{name}@aggTrade") in self._subscribers:
            self._subscribers.publish(stream, frames.aggregate_trade(pair, trade, sent))
        if (stream := f"{name}@trade") in self._subscribers:
            self._subscribers.publish(stream, frames.trade(pair, trade, sent))

    def second(self) -> None:
        """Tell of the block trades since the last time."""
        for stream, watch in self._blocks.items():
            blocks = self._core.market.blocks(watch.pair.symbol)
            for block in blocks.from_id(watch.told + 1, blocks.latest_id() - watch.told):
                event = frames.block_trade(watch.pair.symbol, block, self._core.clock())
                self._subscribers.publish(stream, event)
                watch.told = block.id
