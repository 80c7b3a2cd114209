"""Ends of bans that all processes remember, in Redis; needs the extra `scale`."""

import logging
from collections.abc import Mapping
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

_KEY = "binance:bans"
_KEPT = 7 * 86_400  # seconds; no ban is longer than three days


class RedisBans:
    """Remembers the end of each pool's ban, of two the later; all are forgotten in a quiet week.

    While Redis is away bans are neither found nor kept: this is for telling others, and a
    database for being sure.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def load(self) -> Mapping[str, float]:
        try:
            ends: Any = await self._redis.zrange(_KEY, 0, -1, withscores=True)
        except (RedisError, OSError) as error:
            log.warning("bans of other processes are unknown: %s", type(error).__name__)
            return {}
        return {_text(pool): float(until) for pool, until in ends}

    async def save(self, pool: str, until: float) -> None:
        try:
            async with self._redis.pipeline() as together:
                together.zadd(_KEY, {pool: until}, gt=True)
                together.expire(_KEY, _KEPT)
                await together.execute()
        except (RedisError, OSError) as error:
            log.warning("the ban of %s is kept here only: %s", pool, type(error).__name__)


def _text(name: bytes | str) -> str:
    return name.decode() if isinstance(name, bytes) else name
