"""Binance's clock as seen from here."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

Clock = Callable[[], float]

_QUICK = 0.3  # seconds of a round trip that are good enough
_TRIES = 3


class Reading(NamedTuple):
    """The server's time, and our own just before and just after asking for it."""

    sent_at: float
    server_ms: int
    received_at: float

    @property
    def round_trip(self) -> float:
        return self.received_at - self.sent_at


class ServerClock:
    """Our clock, moved by the offset to Binance's.

    Signed requests carry this time, and the limits' windows turn by it.
    """

    def __init__(self, now: Clock = time.time) -> None:
        self.now = now
        self._asking = asyncio.Lock()
        self.offset = 0.0
        self.synced_at: float | None = None

    def time(self) -> float:
        """Tell the server's time in seconds since 1970."""
        return self.now() + self.offset

    def ms(self) -> int:
        """Tell the server's time in milliseconds since 1970."""
        return int(self.time() * 1000)

    def observe(self, reading: Reading) -> None:
        """Adopt a reading: the server looked at its clock halfway between sending and receiving."""
        midpoint = (reading.sent_at + reading.received_at) / 2
        self.offset = reading.server_ms / 1000 - midpoint
        self.synced_at = self.now()

    async def resync(self, ask: Callable[[], Awaitable[Reading]]) -> None:
        """Ask for the time again; callers that arrive meanwhile share the answer."""
        before = self.synced_at
        async with self._asking:
            if self.synced_at == before:
                self.observe(await _quickest(ask))


async def _quickest(ask: Callable[[], Awaitable[Reading]]) -> Reading:
    """Take the quickest of a few readings: half of a slow one may be the error."""
    best = await ask()
    for _ in range(_TRIES - 1):
        if best.round_trip <= _QUICK:
            break
        best = min(best, await ask(), key=lambda one: one.round_trip)
    return best
