"""Answers shared between processes through Redis; the `redis` package is needed here alone."""

import asyncio
import logging
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from binance.answers import decoded
from binance.cache import own
from binance.clock import Clock
from binance.errors import Unreadable
from binance.flights import Flights
from binance.freshness import good_for
from binance.request import Request
from binance.signing import query_string

T = TypeVar("T")
log = logging.getLogger(__name__)

_PATIENCE = 0.5  # seconds: what is slower than this is no help
_AWAY_FOR = 5.0
_LARGE = 64 << 10  # bytes that are not packed or unpacked on the event loop


class RedisCache:
    """Keeps the answers' JSON in Redis, compressed and under its time to live.

    While Redis is away everything is fetched from Binance. One fetch serves all who wait in this
    process; another process may fetch the same. How much is kept is Redis's own `maxmemory`.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        world: str,
        now: Clock = time.time,
        server: Clock | None = None,
    ) -> None:
        self._redis, self._world, self._now = redis, world, now
        self._server = server or now
        self._flights = Flights()
        self._away_until = 0.0

    @classmethod
    @asynccontextmanager
    async def connected(
        cls, url: str, *, world: str, server: Clock | None = None
    ) -> AsyncIterator["RedisCache"]:
        """Use the Redis at `url`; `world` is the name of the hosts whose answers are kept.

        `server` is Binance's time, by which a candle has ended; without it ours has to do.
        """
        redis = Redis.from_url(
            url,
            socket_timeout=_PATIENCE,
            socket_connect_timeout=_PATIENCE,
            retry=Retry(NoBackoff(), 0),
        )
        async with redis:
            yield cls(redis, world=world, server=server)

    async def answer(self, request: Request[T], fetch: Callable[[], Awaitable[bytes]]) -> T:
        since = self._now()
        seconds = good_for(request, self._server())
        if not seconds:
            return decoded(request, await fetch())
        load = partial(self._load, request, fetch, since + seconds)
        return own(await self._flights.join(request, load))

    async def _load(
        self, request: Request[T], fetch: Callable[[], Awaitable[bytes]], good_until: float
    ) -> T:
        key = self._key(request)
        packed = await self._unless_away(partial(self._redis.get, key))
        if packed is not None:
            try:
                return decoded(request, await _unpacked(packed))
            except (zlib.error, Unreadable):
                log.warning("what Redis kept of %s cannot be read", request.path)
        body = await fetch()
        answer = decoded(request, body)
        if (left := int((good_until - self._now()) * 1000)) > 0:
            store = partial(self._redis.set, key, await _packed(body), px=left)
            await self._unless_away(store)
        return answer

    def _key(self, request: Request[Any]) -> str:
        """Name an answer by its request as it travels; both futures APIs know `/futures/data`."""
        query = query_string(request.params())
        return f"binance:{self._world}:{request.api}:{request.path}?{query}"

    async def _unless_away(self, command: Callable[[], Awaitable[Any]]) -> Any:
        """Ask Redis, or do without it for some seconds after it failed."""
        if self._now() < self._away_until:
            return None
        try:
            return await command()
        except (RedisError, OSError) as error:
            self._away_until = self._now() + _AWAY_FOR
            log.warning("answers are not shared for now: Redis is away (%s)", type(error).__name__)
            return None


async def _packed(body: bytes) -> bytes:
    if len(body) < _LARGE:
        return zlib.compress(body, 1)
    return await asyncio.to_thread(zlib.compress, body, 1)


async def _unpacked(packed: bytes) -> bytes:
    if len(packed) < _LARGE // 8:  # JSON shrinks to an eighth or so
        return zlib.decompress(packed)
    return await asyncio.to_thread(zlib.decompress, packed)
