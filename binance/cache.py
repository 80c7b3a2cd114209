"""One value kept for a while and fetched once for all who wait."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from binance.clock import Clock
from binance.errors import BinanceError

T = TypeVar("T")


class Kept(Generic[T]):
    """A value with single flight.

    It has no task of its own: when the fetching caller is cancelled, the next in line fetches.
    While fetching fails, the last value goes on being served.
    """

    def __init__(
        self, fetch: Callable[[], Awaitable[T]], now: Clock, *, ttl: float, pause: float = 10.0
    ) -> None:
        self._fetch, self._now = fetch, now
        self._ttl, self._pause = ttl, pause
        self._fetching = asyncio.Lock()
        self._value: T | None = None
        self._good_until = 0.0

    async def get(self) -> T:
        if (value := self._fresh()) is not None:
            return value
        async with self._fetching:
            if (value := self._fresh()) is not None:
                return value
            return await self._fetch_or_keep()

    async def _fetch_or_keep(self) -> T:
        try:
            value = await self._fetch()
        except BinanceError:
            if self._value is None:
                raise
            self._good_until = self._now() + self._pause
            return self._value
        self._value, self._good_until = value, self._now() + self._ttl
        return value

    def _fresh(self) -> T | None:
        return self._value if self._now() < self._good_until else None
