"""A tour through a WebSocket API: the walk is that of REST, each endpoint by its method."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.exchange.catalogue import METHODS, REST
from tests.support import binance_catalogue as documents
from tests.support.tour import Tour

if TYPE_CHECKING:
    from collections.abc import Collection

    from tests.sandbox.exchange.conftest import Talk, Trader

_NAMES = {id(operation): method for method, operation in METHODS.items()}
_OTHERWISE = {
    "POST /api/v3/sor/order": "sor.order.place",
    "GET /api/v3/historicalBlockTrades": "blockTrades.historical",
}
"""Methods that do not do quite what their endpoints do."""


class SocketTour(Tour):
    """Asks on one connection, signing every request that has to be signed."""

    def __init__(self, trader: Trader, talk: Talk, product: str) -> None:
        super().__init__(trader, product)
        self.talk = talk
        self.limits: dict[str, list[Any]] = defaultdict(list)

    def offered(self) -> Collection[str]:
        return documents.methods(self.product)

    def samples(self, name: str) -> list[Any]:
        return [each["result"] for each in documents.messages(name, self.product)]

    async def ask(self, endpoint: str, **params: Any) -> Any:
        """Ask what an endpoint of spot's REST is asked."""
        method = _OTHERWISE.get(endpoint) or _NAMES[id(REST[endpoint])]
        spelt = {name: _native(value) for name, value in params.items()}
        if METHODS[method].permission is None:
            return await self.say(method, spelt)
        return await self.sign(method, **spelt)

    async def sign(self, method: str, **params: Any) -> Any:
        return await self.say(method, self.trader.ws_params(**params))

    async def say(self, method: str, params: dict[str, Any] | None = None) -> Any:
        """Send a request as it is; the answer must be a good one."""
        request_id = f"{method} {len(self.answers[method])}"
        message = await self.talk.ask(method, params, request_id)
        assert (message["id"], message["status"]) == (request_id, 200), f"{params}: {message}"
        self.answers[method].append(message["result"])
        self.limits[method].append(message["rateLimits"])
        return message["result"]


def _native(value: Any) -> Any:
    """Send amounts as text and lists as lists, which only an address has to spell."""
    if isinstance(value, Decimal):
        return str(value)
    return json.loads(value) if str(value).startswith("[") else value
