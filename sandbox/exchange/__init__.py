"""An offline Binance: market data, trading, streams and user events on one port."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, NoReturn

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from sandbox.exchange.catalogue import METHODS
from sandbox.exchange.core import Core
from sandbox.exchange.doors import user_streams
from sandbox.exchange.doors.broadcast import Broadcast
from sandbox.exchange.doors.control import Control
from sandbox.exchange.doors.faulty import CONTROL, Faulty
from sandbox.exchange.doors.rest import Rest
from sandbox.exchange.doors.sockets import Sockets
from sandbox.exchange.doors.streams import Streams
from sandbox.exchange.doors.subscribers import Subscribers
from sandbox.exchange.doors.wsapi import Dialect, WsApi
from sandbox.exchange.futures.streams.doors import FuturesStreams
from sandbox.exchange.futures.users.dialect import dialect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sandbox.server import App, Receive, Scope, Send

__all__ = ["Exchange"]

_BEAT = 0.1


class Exchange:
    """The exchange of the sandbox.

    Every request brings the market up to `now()`, so that REST needs nothing else; streams move
    while `run()` does.
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        speed: float = 1.0,
        replay: Path | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._core = Core(seed=seed, speed=speed, replay=replay, now=now)
        self._sockets = Sockets(self._core)
        self._subscribers = Subscribers()
        self._broadcast = Broadcast(self._core, self._subscribers)
        self._futures = FuturesStreams(self._core, self._sockets, self._subscribers)

    def app(self) -> App:
        """Return the application with every door on it."""
        rest = Rest(self._core)
        others = Starlette(routes=[*Control(self._core, self._sockets).routes(), *self._doors()])

        async def exchange(scope: Scope, receive: Receive, send: Send) -> None:
            plain = scope["type"] == "http" and not scope["path"].startswith(CONTROL)
            await (rest if plain else others)(scope, receive, send)

        return Faulty(exchange, self._core)

    async def run(self) -> NoReturn:
        """Let the market live: advance it and tell the streams, ten times a second."""
        while True:
            self._core.advance()
            self._broadcast.beat()
            self._futures.beat()
            await asyncio.sleep(_BEAT)

    def _doors(self) -> list[WebSocketRoute]:
        """Return the doors of the WebSocket connections."""
        streams = Streams(self._core, self._sockets, self._subscribers)
        wsapi = WsApi(self._core, self._sockets, Dialect(METHODS, own=user_streams.methods))
        futures = WsApi(self._core, self._sockets, dialect())
        return [
            WebSocketRoute("/ws", streams.raw),
            WebSocketRoute("/ws/{streams:path}", streams.raw),
            WebSocketRoute("/stream", streams.combined),
            WebSocketRoute("/ws-api/v3", wsapi.serve),
            WebSocketRoute("/ws-fapi/v1", futures.serve),
            *self._futures.routes(),
        ]
