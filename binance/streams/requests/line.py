"""Connections to a WebSocket API, one after another, so that there is always one to send on."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from binance.streams.connection import Reopening, SocketPolicy
from binance.streams.requests.connection import WsConnection

_FIRST = 3.0


class WsLine:
    """Mends itself; a successor is open before a connection becomes too old.

    It opens nothing before somebody wants to send. `refused` where the key may not log on.
    """

    def __init__(self, connect: Callable[[], WsConnection], policy: SocketPolicy) -> None:
        self._connect, self._policy = connect, policy
        self._reopening = Reopening(policy)
        self._connection: WsConnection | None = None
        self._tried = asyncio.Event()
        self.refused = False

    @property
    def current(self) -> WsConnection | None:
        """The connection to send on now, if there is one."""
        connection = self._connection
        return connection if connection is not None and connection.usable else None

    async def ready(self) -> bool:
        """Tell whether one can send; only a first connection is waited for, some seconds."""
        if not self._tried.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_FIRST):
                    await self._tried.wait()
        return self.current is not None

    async def run(self) -> None:
        """Own the connections, for as long as they are not refused."""
        async with asyncio.TaskGroup() as group:
            while not self.refused:
                await self._reopening.wait()
                await self._policy.pace.wait()
                connection = self._connect()
                group.create_task(connection.run())
                await connection.begun.wait()
                self._begun(connection)
                await connection.outlived.wait()
                self._reopening.ended(connection.opened_at, meant=connection.ours_to_end)

    def _begun(self, connection: WsConnection) -> None:
        """Let it take over, if it can; the one before finishes what it was asked."""
        self._tried.set()
        self.refused = connection.refused
        if connection.usable:
            before, self._connection = self._connection, connection
            if before is not None:
                before.retire()
