"""WebSocket connections of every kind, how they end, and what faults do to them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocketDisconnect

from sandbox.exchange.doors.answers import dumps
from sandbox.faults import Fault, cut
from sandbox.server import LINE, Line, text_frame

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from starlette.websockets import WebSocket

    from sandbox.exchange.core import Core

SOCKET_KINDS = frozenset({"shutdown", "silence", "cut"})
_BACKLOG = 8 * 2**20  # bytes
_GOING_AWAY, _POLICY = 1001, 1008
_LONGEST_LIFE = 24 * 3_600


class Socket:
    """One connection: what it is told in one turn of the event loop is written at once.

    Nobody waits for a slow reader; one who leaves too much unread is cut off.
    """

    def __init__(self, core: Core, websocket: WebSocket) -> None:
        self._core = core
        self._websocket = websocket
        self._line: Line = websocket.scope["extensions"][LINE]["line"]
        self._loop = asyncio.get_running_loop()
        self._ending: asyncio.Future[int] = self._loop.create_future()
        self._unsent: list[bytes] = []
        self._silent_until = 0.0
        self.opened = core.now()

    @property
    def path(self) -> str:
        return str(self._websocket.scope["path"])

    @property
    def ip(self) -> str:
        client = self._websocket.client
        return client.host if client else "unknown"

    def send(self, text: str) -> None:
        self.send_frame(text_frame(text))

    def send_frame(self, frame: bytes) -> None:
        """Send what is encoded already."""
        if self._core.now() < self._silent_until or self._ending.done():
            return
        if not self._unsent:
            self._loop.call_soon(self._flush)
        self._unsent.append(frame)

    def answer(self, content: Any) -> None:
        self.send(dumps(content))

    def close(self, code: int = _GOING_AWAY) -> None:
        """End the connection in order, after what was already sent."""
        if not self._ending.done():
            self._flush()
            self._ending.set_result(code)

    def refuse(self) -> None:
        """End the connection of a client that breaks the rules."""
        self.close(_POLICY)

    def cut(self) -> None:
        """End the connection at once, without a word."""
        self._flush()
        cut(self._websocket.scope)

    def silence(self, seconds: float) -> None:
        self._silent_until = self._core.now() + seconds

    async def run(
        self, hear: Callable[[str], Awaitable[None]], heed: Callable[[], None] | None = None
    ) -> None:
        """Hand messages to `hear`, pings and pongs to `heed`, until the connection ends."""
        if heed is not None:
            self._line.heed(heed)
        async with asyncio.TaskGroup() as group:
            closing = group.create_task(self._close())
            try:
                while (message := await self._websocket.receive())["type"] == "websocket.receive":
                    if not self._ending.done():
                        await hear(message.get("text") or _decoded(message))
            finally:
                closing.cancel()

    async def _close(self) -> None:
        code = await self._ending
        with suppress(WebSocketDisconnect):  # whoever has left is not missed
            await self._websocket.close(code)

    def _flush(self) -> None:
        frames, self._unsent = b"".join(self._unsent), []
        if frames and self._line.write(frames) > _BACKLOG:
            cut(self._websocket.scope)


class Sockets:
    """The open connections, oldest first."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._open: dict[Socket, Callable[[], str]] = {}
        core.living.append(self._retire)

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

    def _retire(self) -> None:
        """Close the connections that have lived for a day."""
        oldest = next(iter(self._open), None)
        if oldest is None or self._core.now() - oldest.opened < _LONGEST_LIFE:
            return
        for socket in self:
            if self._core.now() - socket.opened >= _LONGEST_LIFE:
                socket.close()


def _decoded(message: Mapping[str, Any]) -> str:
    return (message.get("bytes") or b"").decode("utf-8", "replace")
