"""An offline Binance: spot market data, trading, streams and user events on one port."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, NoReturn

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute

from sandbox.exchange.core import Core
from sandbox.exchange.doors.broadcast import Broadcast
from sandbox.exchange.doors.control import Control
from sandbox.exchange.doors.faulty import Faulty
from sandbox.exchange.doors.rest import Rest
from sandbox.exchange.doors.sockets import Sockets
from sandbox.exchange.doors.streams import Streams
from sandbox.exchange.doors.subscribers import Subscribers
from sandbox.exchange.doors.wsapi import WsApi

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["Exchange"]

_BEAT = 0.1
_METHODS = ["GET", "POST", "PUT", "DELETE"]


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

    def app(self) -> Starlette:
        """Return the application with every door on it."""
        rest = Rest(self._core)
        streams = Streams(self._core, self._sockets, self._subscribers)
        wsapi = WsApi(self._core, self._sockets)
        return Starlette(
            routes=[
                *Control(self._core, self._sockets).routes(),
                WebSocketRoute("/ws", streams.raw),
                WebSocketRoute("/ws/{streams:path}", streams.raw),
                WebSocketRoute("/stream", streams.combined),
                WebSocketRoute("/ws-api/v3", wsapi.serve),
                Route("/{path:path}", rest.answer, methods=_METHODS),
            ],
            middleware=[Middleware(Faulty, core=self._core)],
        )

    async def run(self) -> NoReturn:
        """Let the market live: advance it and tell the streams, ten times a second."""
        while True:
            self._core.advance()
            self._broadcast.beat()
            await asyncio.sleep(_BEAT)
