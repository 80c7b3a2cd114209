"""Answers kept for a while, and fetched once for all who wait."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from copy import copy
from functools import partial
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from binance.answers import decoded
from binance.clock import Clock
from binance.errors import BinanceError
from binance.flights import Flights
from binance.freshness import good_for
from binance.request import Request

T = TypeVar("T")


class AnswerCache(Protocol):
    """Gives public answers again; a signed request never comes here.

    An implementation belongs to one world of Binance's.
    """

    async def answer(self, request: Request[T], fetch: Callable[[], Awaitable[bytes]]) -> T:
        """Answer from what is kept, or with what `fetch` brings from Binance."""
        ...


class _Entry(NamedTuple):
    answer: Any
    size: int
    good_until: float


class MemoryCache:
    """Keeps answers in this process, read already; the longest unused make room for others.

    `most_bytes` is measured by the answers' JSON, which takes several times as much when read.
    `server` is Binance's time, by which a candle has ended; without it ours has to do.
    """

    def __init__(
        self,
        *,
        now: Clock = time.time,
        most_bytes: int = 16 << 20,
        server: Clock | None = None,
    ) -> None:
        self._now, self._most_bytes = now, most_bytes
        self._server = server or now
        self._entries: OrderedDict[Request[Any], _Entry] = OrderedDict()
        self._bytes = 0
        self._flights = Flights()

    async def answer(self, request: Request[T], fetch: Callable[[], Awaitable[bytes]]) -> T:
        since = self._now()
        seconds = good_for(request, self._server())
        if not seconds:
            return decoded(request, await fetch())
        entry = self._kept(request, since)
        if entry is None:
            load = partial(self._load, request, fetch, since + seconds)
            entry = await self._flights.join(request, load)
        answer: T = entry.answer
        return own(answer)

    async def _load(
        self, request: Request[Any], fetch: Callable[[], Awaitable[bytes]], good_until: float
    ) -> _Entry:
        body = await fetch()
        entry = _Entry(decoded(request, body), len(body), good_until)
        self._keep(request, entry)
        return entry

    def _kept(self, request: Request[Any], now: float) -> _Entry | None:
        entry = self._entries.get(request)
        if entry is None or entry.good_until <= now:
            return None
        self._entries.move_to_end(request)
        return entry

    def _keep(self, request: Request[Any], entry: _Entry) -> None:
        self._drop(request)
        self._entries[request] = entry
        self._bytes += entry.size
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._entries)))

    def _drop(self, request: Request[Any]) -> None:
        if (entry := self._entries.pop(request, None)) is not None:
            self._bytes -= entry.size


def own(answer: T) -> T:
    """Give each caller a list of its own: models are frozen, the lists of them are not."""
    return copy(answer) if isinstance(answer, list | dict) else answer


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
        self._good_until = self._asked_at = 0.0

    async def renewed(self, *, pause: float) -> T:
        """Fetch it before its time; once in `pause` seconds at most, whoever asks for that."""
        if self._now() - self._asked_at >= pause:
            self._good_until = 0.0
        return await self.get()

    async def get(self) -> T:
        if (value := self._fresh()) is not None:
            return value
        async with self._fetching:
            if (value := self._fresh()) is not None:
                return value
            return await self._fetch_or_keep()

    async def _fetch_or_keep(self) -> T:
        self._asked_at = self._now()
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
