"""A door of the WebSocket API: requests and user events on one connection.

`WsApi(core, sockets, dialect)` serves one; a `Dialect` says what differs by product: the methods
that the table of operations has, and those that concern the connection alone (`own`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.exchange.doors import microseconds
from sandbox.exchange.doors.connection import Connection
from sandbox.exchange.doors.sockets import Socket, Sockets
from sandbox.exchange.doors.streams import asked
from sandbox.exchange.wire.pools import SPOT, WSAPI_CONNECTIONS, Pool

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.websockets import WebSocket

    from sandbox.exchange.core import Core
    from sandbox.exchange.doors.connection import Own
    from sandbox.exchange.operations.table import Operation


@dataclass(frozen=True)
class Dialect:
    """What a product's WebSocket API understands, and what it counts."""

    methods: Mapping[str, Operation]
    own: Callable[[Connection], Own] = lambda _: {}
    pool: Pool = SPOT
    connecting: int = 2  # the weight of opening a connection
    connections: Pool = WSAPI_CONNECTIONS
    version: str = "v3/"  # with which a method's name may begin
    microseconds: bool = True

    def operation(self, method: str) -> Operation | None:
        """Return what a method does, unless it is one of a connection's own."""
        return self.methods.get(method) or self.methods.get(method.removeprefix(self.version))


class WsApi:
    """Serves the connections of one product, as in `/ws-api/v3`."""

    def __init__(self, core: Core, sockets: Sockets, dialect: Dialect) -> None:
        self._core = core
        self._sockets = sockets
        self._dialect = dialect

    async def serve(self, websocket: WebSocket) -> None:
        socket, dialect = Socket(self._core, websocket), self._dialect
        self._core.weights.charge(socket.ip, dialect.connections, 1)
        self._core.weights.charge(socket.ip, dialect.pool, dialect.connecting)
        fine = dialect.microseconds and microseconds.asked(asked(websocket, "timeUnit"))
        limits = asked(websocket, "returnRateLimits") != "false"
        connection = Connection(self._core, socket, dialect, show_limits=limits, microseconds=fine)
        self._core.revocations.append(connection.subscriptions.revoked)
        self._core.living.append(connection.subscriptions.expire)
        await websocket.accept()
        self._sockets.enter(socket, connection.farewell)
        try:
            await socket.run(connection.hear)
        finally:
            self._sockets.leave(socket)
            self._core.living.remove(connection.subscriptions.expire)
            self._core.revocations.remove(connection.subscriptions.revoked)
            connection.subscriptions.close_all()
