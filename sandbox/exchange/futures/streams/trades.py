"""The streams of trades: each as it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.futures.streams import frames

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.streams.audience import Audience
    from sandbox.exchange.market.pair import Trade


class TradeStreams:
    """Tells of trades; an aggregate is always of one trade."""

    def __init__(self, core: Core, audience: Audience) -> None:
        self._core = core
        self._audience = audience

    def traded(self, contract: Contract, trade: Trade) -> None:
        name, sent = contract.symbol.lower(), self._core.clock()
        if (stream := f"{name}@aggTrade") in self._audience:
            self._audience.publish(stream, frames.aggregate_trade(contract, trade, sent))
        if (stream := f"{name}@trade") in self._audience:
            self._audience.publish(stream, frames.trade(contract, trade, sent))
