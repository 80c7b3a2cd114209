"""Serving an ASGI application on a real port of the running event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol

import uvicorn
from starlette.requests import ClientDisconnect
from starlette.websockets import WebSocketDisconnect
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode
from websockets.protocol import State

if TYPE_CHECKING:
    from websockets.http11 import Request

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

ABORT = "sandbox.abort"
"""The ASGI extension under which an application finds the function that cuts its connection."""

LINE = "sandbox.line"
"""The ASGI extension under which a WebSocket application finds its `Line`."""


class Line(Protocol):
    """What a WebSocket application may do beside ASGI, where a message costs a task's turn."""

    def write(self, frames: bytes) -> int:
        """Send encoded frames at once; return how many bytes wait for a slow reader."""
        ...

    def heed(self, control: Callable[[], None]) -> None:
        """Call `control` for every ping and pong that the client sends."""
        ...


def text_frame(text: str) -> bytes:
    """Encode a message, once for all who are sent it: the frames of a server bear no mask."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


@asynccontextmanager
async def serving(app: App, *, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[int]:
    """Serve `app`, yield the port, and on the way out end whatever is still open.

    uvicorn's protocols are used without its `Server`, which installs signal handlers, logs
    and waits politely for clients: a sandbox lives inside another program and ends at once.
    The loop makes the socket, because it sends without delay only on those it knows to be TCP.
    """
    config = _configuration(app)
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: _Http(config=config, server_state=state, app_state={}, _loop=loop), host, port
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await _end(state)


def _configuration(app: App) -> uvicorn.Config:
    config = uvicorn.Config(
        _quiet(app),
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


def _quiet(app: App) -> App:
    """Let a request end without a traceback when its client leaves or the server closes."""

    async def quiet(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(asyncio.CancelledError, ClientDisconnect, WebSocketDisconnect):
            await app(scope, receive, send)

    return quiet


class _Http(HttpToolsProtocol):
    """uvicorn's HTTP protocol, whose applications may cut the connection."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {ABORT: {"now": self.transport.abort}}


class _WebSocket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, whose applications may write to it and cut the connection."""

    _heed: Callable[[], None] | None = None

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:  # else the handshake was refused, and no scope made
            extensions = self.scope.setdefault("extensions", {})
            extensions[ABORT] = {"now": self.transport.abort}
            extensions[LINE] = {"line": self}

    def write(self, frames: bytes) -> int:
        if self.conn.state is not State.OPEN or self.transport.is_closing():
            return 0
        self.transport.write(frames)
        return self.transport.get_write_buffer_size()

    def heed(self, control: Callable[[], None]) -> None:
        self._heed = control

    def handle_ping(self) -> None:
        super().handle_ping()
        if self._heed is not None:
            self._heed()

    def handle_pong(self, event: Frame) -> None:
        super().handle_pong(event)
        if self._heed is not None:
            self._heed()
