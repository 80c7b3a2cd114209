"""How often sockets may be opened: never in bursts, and never past Binance's limit."""

import asyncio
import random
import time
from collections import deque
from typing import Protocol

from binance.backoff import Fixed
from binance.clock import Clock


class Pacing(Protocol):
    """Whoever says when the next connection may be opened."""

    async def wait(self) -> None: ...


class Pace:
    """At most so many in so many seconds, for all who share it."""

    def __init__(self, limit: int, seconds: float, now: Clock = time.monotonic) -> None:
        self._limit, self._seconds, self._now = limit, seconds, now
        self._taken: deque[float] = deque()

    async def wait(self) -> None:
        """Return when one more is allowed, and take it."""
        while not self._take():
            pause = self._taken[0] + self._seconds - self._now()
            await asyncio.sleep(max(pause, 0.001))

    def _take(self) -> bool:
        now = self._now()
        while self._taken and self._taken[0] <= now - self._seconds:
            self._taken.popleft()
        if len(self._taken) >= self._limit:
            return False
        self._taken.append(now)
        return True


# Binance counts 300 in five minutes by address, so the whole process shares one; a rest is left
# for others behind the same address.
CONNECTS = Pace(200, 300.0)


class Pauses:
    """The pauses of one who tries again and again: jitter between a floor and a growing ceiling."""

    def __init__(
        self,
        *,
        floor: float = 0.5,
        first: float = 1.0,
        longest: float = 60.0,
        rng: random.Random | None = None,
    ) -> None:
        self._floor, self._growing = floor, Fixed(first=first, longest=longest)
        self._rng = rng or random.Random()  # noqa: S311 - jitter is no secret
        self._failures = 0

    def reset(self) -> None:
        self._failures = 0

    def next(self) -> float:
        """Say how long to pause after one more failure."""
        self._failures += 1
        return max(self._floor, self._rng.uniform(0, self._growing.ceiling(self._failures)))
