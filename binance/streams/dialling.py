"""Opening a WebSocket: the one place that knows which library holds it."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.protocol import State

from binance.streams.quick_connection import QuickConnection

# The library writes whole messages and addresses at DEBUG, and there are keys in them.
_wire = logging.getLogger(f"{__name__}.wire")
_wire.setLevel(logging.INFO)

LARGEST = 16 * 2**20  # bytes of a message

NOT_OPENED = (OSError, WebSocketException)
"""What opening may raise."""


class Socket(Protocol):
    """An open connection, whatever holds it."""

    @property
    def alive(self) -> bool: ...

    async def send(self, text: str) -> bool:
        """Write a message; False when the connection is gone, which its reader learns too."""
        ...

    async def receive(self) -> bytes | None:
        """Wait for the next message; None when the connection has ended."""
        ...

    async def close(self) -> None: ...


Dial = Callable[[str, float], AbstractAsyncContextManager[Socket]]
"""Opens an address within so many seconds, and closes it at the end."""


class _WebSocket:
    def __init__(self, connection: QuickConnection) -> None:
        self._connection = connection

    @property
    def alive(self) -> bool:
        return self._connection.state is State.OPEN

    async def send(self, text: str) -> bool:
        try:
            await self._connection.send(text)
        except ConnectionClosed:
            return False
        return True

    async def receive(self) -> bytes | None:
        return await self._connection.message()

    async def close(self) -> None:
        await self._connection.close()


@asynccontextmanager
async def dial(url: str, timeout: float) -> AsyncIterator[Socket]:
    """Open an address with `websockets`, which answers pings by itself."""
    async with connect(
        url,
        create_connection=QuickConnection,
        open_timeout=timeout,
        logger=_wire,
        close_timeout=1,
        max_size=LARGEST,
        compression=None,
        proxy=None,  # none from the environment
    ) as connection:
        assert isinstance(connection, QuickConnection)
        yield _WebSocket(connection)
