"""One self-mending socket."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.protocol import State

from binance.clock import Clock
from binance.streams.pace import CONNECTS, Backoff, Pacing

log = logging.getLogger(__name__)

_DAY_END = 23 * 3600.0
_LARGEST = 16 * 2**20


@dataclass(frozen=True)
class SocketPolicy:
    """When a socket is given up, and how its successor is opened.

    `stale_after`: silence that counts as death; None where silence is normal.
    `lifetime`: Binance closes after 24 hours, so we go first. `settled`: how long a connection
    must have held for its end to be no failure; a server may accept and hang up.
    """

    stale_after: float | None = None
    lifetime: float = _DAY_END
    settled: float = 30.0
    open_timeout: float = 10.0
    pace: Pacing = CONNECTS
    backoff: Callable[[], Backoff] = field(default=Backoff)


class Opened:
    """A new connection, the way to write on it, and the way to leave it."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.leaving = asyncio.Event()

    @property
    def alive(self) -> bool:
        return self._socket.state is State.OPEN

    async def send(self, text: str) -> bool:
        """Write a message; False when the connection is gone, which its reader learns too."""
        try:
            await self._socket.send(text)
        except ConnectionClosed:
            return False
        return True

    async def leave(self) -> None:
        """Give the connection up in favour of a new one at once, as `serverShutdown` asks."""
        self.leaving.set()
        await self._socket.close()


async def messages(
    url: Callable[[], str], policy: SocketPolicy, *, now: Clock = time.monotonic
) -> AsyncGenerator[Opened | bytes, None]:
    """Yield `Opened`, then what arrives, over one connection after another, for ever.

    Close the generator to close the socket.
    """
    backoff = policy.backoff()
    while True:
        await policy.pace.wait()
        opened_at = now()
        left = False
        try:
            async with _connect(url(), policy) as socket:
                opened = Opened(socket)
                yield opened
                deadline = opened_at + policy.lifetime
                while (message := await _receive(socket, policy, deadline - now())) is not None:
                    yield message
                left = opened.leaving.is_set() or now() >= deadline
        except (OSError, TimeoutError, WebSocketException) as error:
            # Never the URL, never a message: both may bear secrets.
            log.info("no connection (%s)", type(error).__name__)
        settled = now() - opened_at >= policy.settled
        if settled:
            backoff.reset()
        if not (left and settled):
            await asyncio.sleep(backoff.next())


def decode(raw: bytes) -> dict[str, Any]:
    """Read a message; one that is no JSON object says nothing."""
    try:
        message = json.loads(raw)
    except ValueError:
        message = None
    if isinstance(message, dict):
        return message
    log.warning("a message is not a JSON object")
    return {}


def _connect(url: str, policy: SocketPolicy) -> connect:
    return connect(
        url,
        open_timeout=policy.open_timeout,
        close_timeout=1,
        max_size=_LARGEST,
        compression=None,
        proxy=None,  # none from the environment
    )


async def _receive(
    socket: ClientConnection, policy: SocketPolicy, remaining: float
) -> bytes | None:
    """Wait for the next message; None when the connection ended, is too old or too silent."""
    patience = remaining
    if policy.stale_after is not None:
        patience = min(patience, policy.stale_after)
    try:
        async with asyncio.timeout(patience):
            return await socket.recv(decode=False)
    except (TimeoutError, ConnectionClosed):
        return None
