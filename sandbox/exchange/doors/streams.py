"""A door of market streams: `/ws` and `/stream`, on spot and, with other rules, on futures.

`Streams(core, sockets, subscribers, rules)` serves both forms. Whoever publishes to `subscribers`
under a stream's name is heard by those who chose it, and learns from its `on_first` and `on_last`
when anybody does. `Rules` say what else differs by product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from sandbox.exchange.doors import microseconds
from sandbox.exchange.doors.chosen import Chosen, Rate
from sandbox.exchange.doors.rules import Rules
from sandbox.exchange.doors.sockets import Socket, Sockets
from sandbox.exchange.doors.subscribers import Listener, Subscribers

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

    from sandbox.exchange.core import Core


class Streams:
    """Lets connections choose what they want to hear."""

    def __init__(
        self, core: Core, sockets: Sockets, subscribers: Subscribers, rules: Rules | None = None
    ) -> None:
        self._core = core
        self._sockets = sockets
        self._subscribers = subscribers
        self._rules = rules or Rules()

    async def raw(self, websocket: WebSocket) -> None:
        """Serve `…/ws` and `…/ws/<stream>`: events as they are."""
        streams = websocket.scope["path"].partition("/ws")[2]
        await self._serve(websocket, streams, combined=False)

    async def combined(self, websocket: WebSocket) -> None:
        """Serve `…/stream?streams=a/b`: events with the names of their streams."""
        await self._serve(websocket, asked(websocket, "streams") or "", combined=True)

    async def _serve(self, websocket: WebSocket, streams: str, *, combined: bool) -> None:
        socket = Socket(self._core, websocket)
        self._core.weights.charge(socket.ip, self._rules.connections, 1)
        fine = self._rules.microseconds and microseconds.asked(asked(websocket, "timeUnit"))
        listener = Listener(socket, combined=combined, microseconds=fine)
        leave = self._rules.arrive(listener, websocket)
        chosen = Chosen(self._core, listener, self._subscribers, self._rules)
        rate = Rate(self._core.now, self._rules.messages, over=socket.refuse)
        chosen.begin([each for each in streams.split("/") if each][: self._rules.streams])
        await websocket.accept()
        self._sockets.enter(socket, chosen.farewell)
        try:
            await socket.run(rate.limiting(chosen.hear), rate.count)
        finally:
            self._sockets.leave(socket)
            chosen.end()
            if leave is not None:
                leave()


def asked(websocket: WebSocket, name: str) -> str | None:
    """Return a parameter of the address, in which a plus is a plus, as in `@+08:00`."""
    query = websocket.scope["query_string"].decode("utf-8", "replace").replace("+", "%2B")
    return dict(parse_qsl(query)).get(name)
