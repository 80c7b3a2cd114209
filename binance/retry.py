"""Trying again: reads only, with jitter, within a budget."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from binance.errors import Unknown, Unreachable

T = TypeVar("T")


class Retry:
    """Repeats what failed in passing.

    The budget is a share of all calls, so that an outage is not answered with three times the
    load: each call earns `share` of a retry, up to `saved`.
    """

    def __init__(
        self,
        *,
        attempts: int = 3,
        pause: float = 0.2,
        longest: float = 2.0,
        share: float = 0.2,
        saved: float = 10.0,
        rng: random.Random | None = None,
    ) -> None:
        self._attempts = attempts
        self._pause, self._longest = pause, longest
        self._share, self._saved = share, saved
        self._budget = saved
        self._rng = rng or random.Random()  # noqa: S311 - jitter is no secret

    async def read(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Run a read up to `attempts` times; each run signs and reserves anew."""
        self._budget = min(self._budget + self._share, self._saved)
        for number in range(1, self._attempts):
            try:
                return await attempt()
            except (Unknown, Unreachable):
                if self._budget < 1:
                    raise
            self._budget -= 1
            await asyncio.sleep(self._jitter(number))
        return await attempt()

    def _jitter(self, number: int) -> float:
        return self._rng.uniform(0, min(self._pause * 2**number, self._longest))
