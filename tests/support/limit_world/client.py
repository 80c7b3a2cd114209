"""The product's limiter, used as its dispatcher and carrier use it."""

import asyncio

from binance.classify import failure
from binance.clock import Clock, ServerClock
from binance.errors import BinanceError, RateLimited, Unknown
from binance.limits import Admission, BanStore, Ledger, Limits, MemoryBans
from binance.models.exchange import RateLimit, RateLimitType
from limit_world.call import Call, Ending
from limit_world.exchange import Reply
from limit_world.ledger import WatchedLedger
from limit_world.wire import Fate
from limit_world.world import World

_COUNTED = {
    "spot": ("api", RateLimitType.REQUEST_WEIGHT, "MINUTE", 1),
    "futures": ("fapi", RateLimitType.REQUEST_WEIGHT, "MINUTE", 1),
    "raw": ("api", RateLimitType.RAW_REQUESTS, "MINUTE", 5),
    "orders 10s": ("api", RateLimitType.ORDERS, "SECOND", 10),
}


class Client:
    """One life of it: from a start to the end or to being killed.

    What stands in methods of its own is what `bugs` get wrong.
    """

    def __init__(self, world: World, bans: BanStore) -> None:
        self.world = world
        self.clock = ServerClock(world.our_clock, world.ticks())
        self.world.synced(self.clock)
        self.ledger = self.new_ledger()
        self.limits = self.new_limits(bans, self.ledger)
        for name, size in world.schedule.sizes.items():
            api, kind, interval, number = _COUNTED[name]
            limit = RateLimit(
                rate_limit_type=kind, interval=interval, interval_num=number, limit=size
            )
            self.limits.adopt([limit], api)

    @staticmethod
    def new_bans() -> BanStore:
        return MemoryBans()

    def new_ledger(self) -> Ledger:
        return WatchedLedger(self.world.history.negatives)

    def new_limits(self, bans: BanStore, ledger: Ledger) -> Limits:
        return Limits("live", self.now(), bans=bans, ledger=ledger)

    def now(self) -> Clock:
        """Find the clock that the windows turn by."""
        return self.clock.time

    async def call(self, call: Call) -> None:
        """Ask for room, and go where there is some."""
        try:
            admission = await self.admit(call)
        except RateLimited:
            call.end(Ending.REFUSED, self.world.now())
        except asyncio.CancelledError:
            call.end(Ending.CANCELLED, self.world.now())
            raise
        else:
            call.end(Ending.GRANTED, self.world.now())
            await self._carry(call, admission)

    async def admit(self, call: Call) -> Admission:
        return await self.limits.admit(
            call.request, user=call.user, priority=call.priority, max_wait=call.patience
        )

    async def settle(
        self, admission: Admission, call: Call, reply: Reply | None, error: BinanceError | None
    ) -> None:
        headers = None if reply is None else reply.headers
        await admission.settle(headers, ok=reply is not None and error is None, error=error)

    async def _carry(self, call: Call, admission: Admission) -> None:
        reply: Reply | None = None
        error: BinanceError | None = None
        fate = self.world.wire.fate()
        if fate is Fate.UNREACHABLE:
            admission.release()
            return
        try:
            reply = await self.world.travel(call, fate)
            error = Unknown("timed out") if reply is None else self._error(call, reply)
        finally:
            await self.settle(admission, call, reply, error)

    def _error(self, call: Call, reply: Reply) -> BinanceError | None:
        return failure(
            reply.status,
            reply.body,
            api=call.request.api,
            retry_after=reply.headers.get("retry-after"),
            now=self.clock.time(),
        )
