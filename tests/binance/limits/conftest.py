"""Limits in virtual time: the loop's clock is the server's, and it starts with a minute."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from binance.errors import RateLimited
from binance.limits import Admission, LimitEvent, Limits, Priority
from binance.limits.windows import GRACE
from binance.models.exchange import RateLimit
from binance.request import Request

START = 1_700_000_040.0 + GRACE  # a full minute, as we begin it
USED = "x-mbx-used-weight-1m"


def seconds() -> float:
    """Tell how long the test has been going on."""
    return asyncio.get_running_loop().time()


class Bench:
    """Limits whose spot pool has room for 100, and everything they told."""

    def __init__(self, **options: Any) -> None:
        self.told: list[LimitEvent] = []
        options = {"max_wait": 120.0, "tell": self.told.append} | options
        self.limits = Limits("live", self.now, **options)
        self.size("REQUEST_WEIGHT", 100)

    def now(self) -> float:
        return START + seconds()

    def size(self, kind: str, limit: int, number: int = 1, interval: str = "MINUTE") -> None:
        row = {"rateLimitType": kind, "interval": interval, "intervalNum": number, "limit": limit}
        self.limits.adopt([RateLimit.model_validate(row)])

    async def take(
        self,
        request: Request[Any],
        user: str = "",
        priority: Priority = Priority.NORMAL,
        max_wait: float | None = None,
    ) -> Admission:
        return await self.limits.admit(request, user=user, priority=priority, max_wait=max_wait)

    async def spend(self, request: Request[Any], *args: Any, used: int | None = None) -> float:
        """Send a request that is answered at once; tells how long it waited."""
        asked = seconds()
        admission = await self.take(request, *args)
        waited = seconds() - asked
        await admission.settle({} if used is None else {USED: str(used)}, ok=True)
        return waited

    async def refused(self, request: Request[Any], *args: Any) -> RateLimited:
        with pytest.raises(RateLimited) as refusal:
            await self.take(request, *args)
        return refusal.value

    def ask(self, request: Request[Any], *args: Any) -> "asyncio.Task[Admission]":
        return asyncio.ensure_future(self.take(request, *args))


@pytest.fixture
def bench() -> Callable[..., Bench]:
    return Bench
