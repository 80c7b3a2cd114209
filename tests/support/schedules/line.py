"""The line between the bot and the exchange: orders on it arrive even if their sender dies."""

import asyncio
from collections.abc import Callable, MutableMapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import parse_qs

from starlette.responses import JSONResponse

from sandbox.server import App, Receive, Scope, Send
from schedules.record import Post

ORDER = "/api/v3/order"
NO_SUCH_ORDER = {"code": -2013, "msg": "Order does not exist."}


class Line:
    """An ASGI layer around the exchange that keeps account of orders, holds and lags."""

    def __init__(self, app: App, *, lag: float, whose: Callable[[str], int]) -> None:
        self._app, self._lag, self._whose = app, lag, whose
        self._holds: dict[str, list[float]] = {"order": [], "cancellation": []}
        self._unfindable_until: dict[str, float] = {}  # by client order id
        self.posts: list[Post] = []

    def hold(self, seconds: float, what: Literal["order", "cancellation"]) -> None:
        """Let the next order, or the next cancellation, be on its way for so long."""
        self._holds[what].append(seconds)

    def clear(self) -> None:
        for held in self._holds.values():
            held.clear()
        self._lag = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != ORDER:
            await self._app(scope, receive, send)
        elif scope["method"] == "POST":
            await self._order(scope, receive, send)
        elif scope["method"] == "DELETE":
            body = await _read(receive)
            await self._held("cancellation")
            await self._app(scope, _replaying(body, receive), send)
        elif scope["method"] == "GET" and self._lags(scope):
            await JSONResponse(NO_SUCH_ORDER, 400)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _order(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read(receive)
        number = len(self.posts)
        self.posts.append(self._post(scope, body))
        await self._held("order")

        async def noting(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                self.posts[number] = replace(self.posts[number], status=message["status"])
            await send(message)

        self._unfindable_until[self.posts[number].client_id] = self._now() + self._lag
        await self._app(scope, _replaying(body, receive), noting)

    async def _held(self, what: str) -> None:
        if self._holds[what]:
            await asyncio.sleep(self._holds[what].pop())

    def _lags(self, scope: Scope) -> bool:
        """Whether the order asked for is so young that the exchange's answers lag behind it."""
        asked = parse_qs(scope["query_string"].decode()).get("origClientOrderId", [""])
        return self._now() < self._unfindable_until.get(asked[0], 0.0)

    def _post(self, scope: Scope, body: bytes) -> Post:
        asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        key = dict(scope["headers"])[b"x-mbx-apikey"].decode()
        return Post(
            person=self._whose(key),
            client_id=asked["newClientOrderId"],
            symbol=asked["symbol"],
            side=asked["side"],
            amount=Decimal(asked.get("quantity") or asked["quoteOrderQty"]),
        )

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


async def _read(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _replaying(body: bytes, receive: Receive) -> Receive:
    """Hand over the body that was read, whatever has become of the connection since."""
    waiting: list[MutableMapping[str, Any]] = [
        {"type": "http.request", "body": body, "more_body": False}
    ]

    async def again() -> MutableMapping[str, Any]:
        return waiting.pop() if waiting else await receive()

    return again
