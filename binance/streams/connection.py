"""One connection after another, for ever; and when each is given up."""

import asyncio
import logging
import random
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from binance.clock import Clock
from binance.streams.dialling import NOT_OPENED, Dial, Socket, dial
from binance.streams.pace import CONNECTS, Pacing, Pauses

log = logging.getLogger(__name__)

_DAY_END = 23 * 3600.0


@dataclass(frozen=True)
class SocketPolicy:
    """When a socket is given up, and how its successor is opened.

    `stale_after`: silence that counts as death; None where silence is normal, or where each
    stream is watched for itself. `lifetime`: Binance closes after 24 hours, so we go first;
    `spread` is the part of it by which connections differ, lest all go at once. `settled`: how
    long a connection must have held for its end to be no failure; a server may accept and hang
    up. `overlap`: how long a successor has, to show that it delivers too. `tick`: how often the
    streams of a connection are looked over.
    """

    stale_after: float | None = None
    lifetime: float = _DAY_END
    spread: float = 0.01
    settled: float = 30.0
    overlap: float = 10.0
    tick: float = 1.0
    open_timeout: float = 10.0
    pace: Pacing = CONNECTS
    backoff: Callable[[], Pauses] = field(default=Pauses)
    dial: Dial = dial

    def age(self) -> float:
        """Draw how old a connection may become, in seconds."""
        return self.lifetime * random.uniform(1 - self.spread, 1 + self.spread)  # noqa: S311 - jitter is no secret


class Opened:
    """A new connection, the way to write on it, and the way to leave it."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self.leaving = asyncio.Event()

    @property
    def alive(self) -> bool:
        return self._socket.alive

    async def send(self, text: str) -> bool:
        """Write a message; False when the connection is gone, which its reader learns too."""
        return await self._socket.send(text)

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
            async with policy.dial(url(), policy.open_timeout) as socket:
                opened = Opened(socket)
                yield opened
                deadline = opened_at + policy.age()
                while (message := await _receive(socket, policy, deadline - now())) is not None:
                    yield message
                left = opened.leaving.is_set() or now() >= deadline
        except NOT_OPENED as error:
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
        message = msgspec.json.decode(raw)
    except ValueError:
        message = None
    if isinstance(message, dict):
        return message
    log.warning("a message is not a JSON object")
    return {}


async def _receive(socket: Socket, policy: SocketPolicy, remaining: float) -> bytes | None:
    """Wait for the next message; None when the connection ended, is too old or too silent."""
    patience = remaining
    if policy.stale_after is not None:
        patience = min(patience, policy.stale_after)
    try:
        async with asyncio.timeout(patience):
            return await socket.receive()
    except TimeoutError:
        return None
