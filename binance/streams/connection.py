"""A connection as others see it, and when it is given up."""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from binance.streams.dialling import Dial, Socket, dial
from binance.streams.pace import CONNECTS, Pacing, Pauses

log = logging.getLogger(__name__)

_DAY_END = 23 * 3600.0


@dataclass(frozen=True)
class SocketPolicy:
    """When a socket is given up, and how its successor is opened.

    `lifetime`: Binance closes after 24 hours, so we go first; `spread` is the part of it by which
    connections differ, lest all go at once. `settled`: how long a connection must have held for
    its end to be no failure; a server may accept and hang up. `overlap`: how long a successor has,
    to show that it delivers too. `tick`: how often the streams of a connection are looked over.
    """

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

    @property
    def in_flight(self) -> float:
        """How many seconds an event may be on its way, on one connection longer than on another."""
        return min(1.0, self.overlap / 2)


class Reopening:
    """When the next connection may be opened: not at once, if the last one was a failure."""

    def __init__(self, policy: SocketPolicy) -> None:
        self._settled, self._backoff = policy.settled, policy.backoff()
        self._not_before = 0.0

    def ended(self, opened_at: float | None, *, meant: bool) -> None:
        """Note the end of a connection; `meant` if it was ours to end, and did not break."""
        now = loop_time()
        held = opened_at is not None and now - opened_at >= self._settled
        if held:
            self._backoff.reset()
        if not (held and meant):
            self._not_before = now + self._backoff.next()

    async def wait(self, least: float = 0.0) -> None:
        await asyncio.sleep(max(self._not_before - loop_time(), least))


class Opened:
    """A new connection, the way to write on it, and the way to leave it."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket

    @property
    def alive(self) -> bool:
        return self._socket.alive

    async def send(self, text: str) -> bool:
        """Write a message; False when the connection is gone, which its reader learns too."""
        return await self._socket.send(text)

    async def leave(self) -> None:
        """Give the connection up at once; its reader learns it."""
        await self._socket.close()


def loop_time() -> float:
    """The time of the running loop, in which all connections reckon."""
    return asyncio.get_running_loop().time()


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
