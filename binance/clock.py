"""Binance's clocks as seen from here."""

import time
from collections.abc import Awaitable, Callable
from functools import partial
from statistics import median
from typing import NamedTuple

from binance.codes import FUTURES_APIS
from binance.flights import Flights

Clock = Callable[[], float]

_READINGS = 3
_HELD_UP = 2  # times as long on its way as the quickest
_IN_VAIN = 5.0  # seconds after a failure in which nobody need try again
_JUMP = 0.5  # seconds by which our clock moved, and time did not


def ticking(now: Clock) -> Clock:
    """Choose a clock that nobody sets in the place of the wall's; another one is taken as it is."""
    return time.monotonic if now is time.time else now


class Reading(NamedTuple):
    """The server's time, and our own just before and just after asking for it."""

    sent_at: float
    server_ms: int
    received_at: float

    @property
    def offset(self) -> float:
        """How far the server is ahead: it looked halfway between sending and receiving."""
        return self.server_ms / 1000 - (self.sent_at + self.received_at) / 2

    @property
    def round_trip(self) -> float:
        """How long it took: half of it is how wrong the offset may be."""
        return self.received_at - self.sent_at


class ServerClock:
    """Our clock, moved by the offset to Binance's.

    Signed requests carry this time, and the limits' windows turn by it. `ticks` is a clock that
    nobody sets, by which it is noticed that ours was set.
    """

    def __init__(self, now: Clock = time.time, ticks: Clock | None = None) -> None:
        self.now = now
        self._ticks = ticks or ticking(now)
        self._flights = Flights()
        self._failed_at = -_IN_VAIN
        self.offset = 0.0
        self.synced_at: float | None = None
        self._apart = self._apart_now()

    def time(self) -> float:
        """Tell the server's time in seconds since 1970."""
        return self.now() + self.offset

    def ms(self) -> int:
        """Tell the server's time in milliseconds since 1970."""
        return int(self.time() * 1000)

    @property
    def jumped(self) -> bool:
        """Whether our clock was set, or the machine slept, since the offset was found."""
        return abs(self._apart_now() - self._apart) > _JUMP

    def observe(self, *readings: Reading) -> None:
        """Adopt the median of some readings; those that were held up on their way move nothing."""
        longest = _HELD_UP * min(reading.round_trip for reading in readings)
        self.offset = median(one.offset for one in readings if one.round_trip <= longest)
        self.synced_at = self.now()
        self._apart = self._apart_now()

    async def resync(self, ask: Callable[[], Awaitable[Reading]]) -> None:
        """Ask for the time again; who arrives meanwhile shares the answer, or the failure."""
        await self._flights.join(self, partial(self._compare, ask))

    @property
    def in_vain(self) -> bool:
        """Whether asking for the time has just failed, so that it would be asked in vain now."""
        return 0 <= self._ticks() - self._failed_at < _IN_VAIN

    def failed(self) -> None:
        """Hear that the time could not be had."""
        self._failed_at = self._ticks()

    async def _compare(self, ask: Callable[[], Awaitable[Reading]]) -> None:
        self.observe(*[await ask() for _ in range(_READINGS)])

    def _apart_now(self) -> float:
        return self.now() - self._ticks()


class Clocks:
    """Spot and `/sapi` share a clock; the futures' servers have their own."""

    def __init__(self, now: Clock = time.time, ticks: Clock | None = None) -> None:
        self.spot = ServerClock(now, ticks)
        self.futures = ServerClock(now, ticks)

    def of(self, api: str) -> ServerClock:
        return self.futures if api in FUTURES_APIS else self.spot
