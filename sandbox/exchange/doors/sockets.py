"""WebSocket connections of either kind, and what faults do to them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.exchange.doors.answers import dumps
from sandbox.faults import Fault, cut

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from sandbox.exchange.core import Core

SOCKET_KINDS = frozenset({"shutdown", "silence", "cut"})
_BACKLOG = 20_000
_GOING_AWAY, _POLICY = 1001, 1008


class Socket:
    """One connection: what is to be sent waits in a queue, so that nobody waits for a slow reader.

    A reader so slow that the queue overflows is cut off.
    """

    def __init__(self, core: Core, websocket: WebSocket) -> None:
        self._core = core
        self._websocket = websocket
        self._outbox: asyncio.Queue[str | int] = asyncio.Queue(_BACKLOG)
        self._silent_until = 0.0

    @property
    def path(self) -> str:
        return str(self._websocket.scope["path"])

    @property
    def ip(self) -> str:
        client = self._websocket.client
        return client.host if client else "unknown"

    def send(self, text: str) -> None:
        if self._core.now() < self._silent_until:
            return
        if self._outbox.full():
            self.cut()
        else:
            self._outbox.put_nowait(text)

    def answer(self, content: Any) -> None:
        self.send(dumps(content))

    def close(self, code: int = _GOING_AWAY) -> None:
        """End the connection in order, after what already waits."""
        if not self._outbox.full():
            self._outbox.put_nowait(code)

    def refuse(self) -> None:
        """End the connection of a client that breaks the rules."""
        self.close(_POLICY)

    def cut(self) -> None:
        """End the connection at once, without a word."""
        cut(self._websocket.scope)

    def silence(self, seconds: float) -> None:
        self._silent_until = self._core.now() + seconds

    async def run(self, hear: Callable[[str], Awaitable[None]]) -> None:
        """Hand every message to `hear` until the connection ends."""
        async with asyncio.TaskGroup() as group:
            writer = group.create_task(self._write())
            try:
                while (message := await self._websocket.receive())["type"] == "websocket.receive":
                    await hear(message.get("text") or (message.get("bytes") or b"").decode())
            finally:
                writer.cancel()

    async def _write(self) -> None:
        try:
            while True:
                message = await self._outbox.get()
                if isinstance(message, int):
                    await self._websocket.close(message)
                    return
                await self._websocket.send_text(message)
        except WebSocketDisconnect:
            pass  # the reader is told as well


class Sockets:
    """The open connections."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._open: dict[Socket, Callable[[], str]] = {}

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[Socket]:
        return iter(tuple(self._open))

    def enter(self, socket: Socket, farewell: Callable[[], str]) -> None:
        """Keep a connection; `farewell` words its notice that the server shuts down."""
        self._open[socket] = farewell
        self.apply_faults()

    def leave(self, socket: Socket) -> None:
        self._open.pop(socket, None)

    def apply_faults(self) -> None:
        """Let the faults meant for sockets happen to all that match, each fault once."""
        for fault in [each for each in self._core.faults if each.kind in SOCKET_KINDS]:
            hit = [each for each in self if fault.match.covers("GET", each.path)]
            if hit:
                fault.times -= 1
                for socket in hit:
                    self._happen(fault, socket)
        self._core.faults.discard_spent()

    def _happen(self, fault: Fault, socket: Socket) -> None:
        match fault.kind:
            case "silence":
                socket.silence(fault.seconds)
            case "shutdown":
                socket.send(self._open[socket]())
                socket.close()
            case _:
                socket.cut()
