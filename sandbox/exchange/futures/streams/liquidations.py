"""The streams of liquidations: of each symbol, the latest one in a second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.streams import frames

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.futures.streams.audience import Audience
    from sandbox.exchange.futures.streams.beat import Beat
    from sandbox.exchange.futures.trading.orders import Order

ALL = "!forceOrder@arr"
_EVERY = 1_000


class LiquidationStreams:
    """Keeps the second's liquidations until it is over."""

    def __init__(self, core: Core, audience: Audience) -> None:
        self._core = core
        self._audience = audience
        self._latest: dict[str, Order] = {}

    def happened(self, order: Order) -> None:
        self._latest[order.contract.symbol] = order

    def beat(self, beat: Beat) -> None:
        if not beat.ends(_EVERY):
            return
        for symbol, order in self._latest.items():
            event: dict[str, Any] = {
                "e": "forceOrder",
                "E": self._core.clock(),
                "o": frames.force_order(order),
            }
            self._audience.publish(f"{symbol.lower()}@forceOrder", event)
            contract = order.contract
            pair = {} if contract.inverse else {"ps": contract.pair}
            self._audience.publish(ALL, event | pair | {"st": contract.venue})
        self._latest.clear()
