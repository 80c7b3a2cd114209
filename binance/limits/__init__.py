"""The limits of one egress address, shared by all users: a pool for each that Binance counts."""

from collections.abc import Iterable
from typing import Any

from binance.clock import Clock
from binance.limits.bans import BanStore, MemoryBans
from binance.limits.pool import PoolState, Reservation, WeightPool
from binance.limits.priority import Priority
from binance.models.exchange import RateLimit, RateLimitType
from binance.request import Request

__all__ = [
    "BanStore",
    "Limits",
    "MemoryBans",
    "PoolState",
    "Priority",
    "Reservation",
    "WeightPool",
]

# Until exchangeInfo has said better; both futures APIs share one pool.
_POOLS = {"api": ("spot", 6000), "fapi": ("futures", 2400), "dapi": ("futures", 2400)}
_SAPI_ENDPOINT = 12_000


class Limits:
    """The pools of one world; live, testnet and demo have nothing to do with each other."""

    def __init__(
        self, world: str, now: Clock, *, bans: BanStore | None = None, max_wait: float = 10.0
    ) -> None:
        self._world = world
        self._now = now
        self._bans = bans or MemoryBans()
        self._max_wait = max_wait
        self._pools: dict[str, WeightPool] = {}
        self._ends: dict[str, float] = {}

    @property
    def spot(self) -> WeightPool:
        """The pool of `/api`, which the WebSocket API draws from as well."""
        return self._pool(*_POOLS["api"])

    def pool(self, request: Request[Any]) -> WeightPool:
        """Find the pool that Binance counts a request in; each `/sapi` endpoint has its own."""
        if request.api in _POOLS:
            return self._pool(*_POOLS[request.api])
        return self._pool(f"{request.method} {request.path}", _SAPI_ENDPOINT)

    async def restore(self) -> None:
        """Honour the bans that an earlier process was given."""
        self._ends = dict(await self._bans.load())
        for pool in self._pools.values():
            pool.stop(self._ends.get(pool.name, 0.0))

    async def remember(self, pool: WeightPool) -> None:
        """Keep a stopped pool silent after a restart as well."""
        await self._bans.save(pool.name, pool.stopped_until)

    def adopt(self, rate_limits: Iterable[RateLimit]) -> None:
        """Take the size of the spot pool from exchangeInfo."""
        for limit in rate_limits:
            if limit.rate_limit_type == RateLimitType.REQUEST_WEIGHT and limit.seconds == 60:
                self.spot.resize(limit.limit)

    def states(self) -> tuple[PoolState, ...]:
        return tuple(pool.state() for pool in self._pools.values())

    def _pool(self, name: str, limit: int) -> WeightPool:
        full_name = f"{self._world} {name}"
        if full_name not in self._pools:
            pool = WeightPool(full_name, limit, now=self._now, max_wait=self._max_wait)
            pool.stop(self._ends.get(full_name, 0.0))
            self._pools[full_name] = pool
        return self._pools[full_name]
