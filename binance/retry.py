"""Trying again: what may be, with jitter, within a budget and a time."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from binance.backoff import Backoff, Fixed
from binance.errors import BinanceError, Busy, Unknown, Unreachable

T = TypeVar("T")
Told = Callable[[int, float, BinanceError], None]
"""Hears of a retry: its number, the pause before it in seconds, and what went wrong."""


class RetryBudget:
    """How many retries there may be, as a share of all calls and a few a second besides.

    So that an outage is not answered with three times the load. Each call earns `share` of a
    retry and each second `floor`, up to `saved`.
    """

    def __init__(self, *, share: float = 0.2, floor: float = 0.5, saved: float = 10.0) -> None:
        self._share, self._floor, self._saved = share, floor, saved
        self._left = saved
        self._earned_until = 0.0

    def earn(self, now: float) -> None:
        """Count a call; `now` is in seconds of any clock that never goes back."""
        passed = max(now - self._earned_until, 0.0)
        self._left = min(self._left + self._share + self._floor * passed, self._saved)
        self._earned_until = now

    def spend(self) -> bool:
        """Take one retry, if there is one."""
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Retry:
    """Repeats what failed in passing.

    A read is repeated after any failure on the way. What changes something is repeated only
    after an answer of which Binance's documents say that nothing was carried out.
    """

    def __init__(
        self,
        backoff: Backoff | None = None,
        *,
        attempts: int = 3,
        within: float = 10.0,
        budget: RetryBudget | None = None,
        rng: random.Random | None = None,
    ) -> None:
        self._backoff = backoff or Fixed()
        self._attempts, self._within = attempts, within
        self._budget = budget or RetryBudget()
        self._rng = rng or random.Random()  # noqa: S311 - jitter is no secret

    async def run(
        self,
        attempt: Callable[[], Awaitable[T]],
        *,
        reads: bool,
        told: Told = lambda _number, _pause, _error: None,
    ) -> T:
        """Attempt up to `attempts` times, the last one begun within `within` seconds.

        Each attempt signs and waits for room anew.
        """
        now = asyncio.get_running_loop().time
        deadline = now() + self._within
        self._budget.earn(now())
        number = 0
        while True:
            number += 1
            try:
                answer = await attempt()
            except (Unknown, Unreachable, Busy) as error:
                self._backoff.learn(ok=False)
                may = reads or isinstance(error, Busy)
                pause = self._pause(number, deadline - now()) if may else None
                if pause is None:
                    raise
                told(number, pause, error)
            else:
                self._backoff.learn(ok=True)
                return answer
            await asyncio.sleep(pause)

    def _pause(self, number: int, left: float) -> float | None:
        """Choose the pause before a retry; None where there shall be none."""
        pause = self._rng.uniform(0, self._backoff.ceiling(number))
        allowed = number < self._attempts and pause <= left and self._budget.spend()
        return pause if allowed else None
