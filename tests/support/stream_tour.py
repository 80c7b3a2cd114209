"""What streams have said, to be laid next to the documented samples."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.support import binance_catalogue as documents
from tests.support.client_streams import unreadable_streams
from tests.support.tour import Gathered

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tests.sandbox.exchange.conftest import Talk


def _amounts(names: str) -> dict[str, str]:
    return dict.fromkeys(names, "1")


_MINI, _WINDOW, _KLINE = _amounts("cohlvq"), _amounts("pPwohlcvq"), {"k": _amounts("ochlvqVQB")}
SPOT_AMOUNTS: Mapping[str, Any] = {
    "<symbol>@trade": _amounts("pq"),
    "<symbol>@aggTrade": _amounts("pq"),
    "<symbol>@kline_<interval>": _KLINE,
    "<symbol>@kline_<interval>@+08:00": _KLINE,
    "<symbol>@miniTicker": _MINI,
    "!miniTicker@arr": [_MINI],
    "<symbol>@ticker": _WINDOW | _amounts("xQbBaA"),
    "<symbol>@ticker_<windowSize>": _WINDOW,
    "!ticker_<windowSize>@arr": [_WINDOW],
    "<symbol>@bookTicker": _amounts("bBaA"),
    "<symbol>@avgPrice": _amounts("w"),
}
"""Prices and quantities, which the samples of spot's streams leave out."""


class Heard(Gathered):
    """The events of a product's market streams, by the streams' documented names."""

    def __init__(
        self, product: str, *, silent: Collection[str] = (), more: Mapping[str, Any] | None = None
    ) -> None:
        """Expect something of every stream but the silent ones, and more than the samples show."""
        super().__init__(product)
        self._entries = {each["stream"]: each for each in documents.streams(product, "market")}
        self._silent = silent
        self._more = more or {}

    def offered(self) -> Collection[str]:
        return [name for name in self._entries if name not in self._silent]

    def samples(self, name: str) -> list[Any]:
        return [self._entries[name]["sample"], *([self._more[name]] if name in self._more else [])]

    def unreadable(self) -> list[str]:
        return unreadable_streams(self.product, self.answers)


async def waiting(talk: Talk) -> list[Any]:
    """Return what a connection to streams was sent until now."""
    return await told_before(talk, "LIST_SUBSCRIPTIONS")


async def told_before(talk: Talk, method: str, params: Any = None) -> list[Any]:
    """Ask for something, and return all that was told before the answer came."""
    events = []
    await talk.socket.send(json.dumps({"method": method, "params": params, "id": 99}))
    while not isinstance(message := await talk.hear(), dict) or "id" not in message:
        events.append(message)
    return events
