"""Serving an ASGI application on a real port of the running event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

if TYPE_CHECKING:
    from websockets.http11 import Request

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

ABORT = "sandbox.abort"
"""The ASGI extension under which an application finds the function that cuts its connection."""


@asynccontextmanager
async def serving(app: App, *, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[int]:
    """Serve `app`, yield the port, and on the way out end whatever is still open.

    uvicorn's protocols are used without its `Server`, which installs signal handlers, logs
    and waits politely for clients: a sandbox lives inside another program and ends at once.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family)
    config = _configuration(app)
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: _Http(config=config, server_state=state, app_state={}, _loop=loop), sock=listener
    )
    try:
        yield listener.getsockname()[1]
    finally:
        server.close()
        await _end(state)


def _configuration(app: App) -> uvicorn.Config:
    config = uvicorn.Config(
        _uncancelled(app),
        http=_Http,
        ws=_WebSocket,
        ws_ping_interval=20,  # as Binance does; it also waits a minute for the pong
        ws_ping_timeout=60,
        ws_per_message_deflate=False,  # nothing is gained on loopback
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        timeout_keep_alive=60,
    )
    config.load()
    return config


async def _end(state: ServerState) -> None:
    for connection in tuple(state.connections):
        if isinstance(connection, WebSocketsSansIOProtocol):
            connection.shutdown()  # sends the close frame, so that a client sees a clean end
        else:
            connection.transport.abort()
    await asyncio.sleep(0)  # the protocols learn of their lost connections
    for task in tuple(state.tasks):
        task.cancel()
    await asyncio.gather(*state.tasks, return_exceptions=True)


def _uncancelled(app: App) -> App:
    """Let a request that the closing server cancels end without uvicorn reporting an error."""

    async def quiet(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(asyncio.CancelledError):
            await app(scope, receive, send)

    return quiet


class _Http(HttpToolsProtocol):
    """uvicorn's HTTP protocol, whose applications may cut the connection."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {ABORT: {"now": self.transport.abort}}


class _WebSocket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, whose applications may cut the connection."""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:  # else the handshake was refused, and no scope made
            self.scope.setdefault("extensions", {})[ABORT] = {"now": self.transport.abort}
