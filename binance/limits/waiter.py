"""One request on its way through a line."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from binance.errors import RateLimited, TooManyOrders
from binance.limits.charges import Counts
from binance.limits.ledger import Closing, Draw, Verdict
from binance.limits.priority import Priority

if TYPE_CHECKING:
    from binance.limits.charges import Plan


class Place(IntEnum):
    """Where in a line somebody stands: his priority, or the one he has risen to by waiting."""

    CRITICAL = 0
    HIGH = 1
    RISEN = 2  # have waited long; the reserve is not for them
    NORMAL = 3
    LOW = 4


_PLACES = {
    Priority.CRITICAL: Place.CRITICAL,
    Priority.HIGH: Place.HIGH,
    Priority.NORMAL: Place.NORMAL,
    Priority.LOW: Place.LOW,
}


@dataclass(eq=False, slots=True)
class Waiter:
    """What is wanted and by whom; in the end it has a verdict or a refusal.

    The first draw is on the limit that the line is for; `cost` is its amount.
    """

    user: str
    priority: Priority
    plan: Plan
    draws: tuple[Draw, ...]
    since: float
    deadline: float
    place: Place = field(init=False)
    verdict: Verdict | None = None
    refusal: RateLimited | None = None
    opens: float = 0.0
    held_up: bool = False
    lacks_orders: bool = False
    parked: bool = False
    _future: asyncio.Future[None] | None = None
    _woken: bool = False

    def __post_init__(self) -> None:
        self.place = _PLACES[self.priority]

    @property
    def cost(self) -> int:
        return self.draws[0].amount

    @property
    def answered(self) -> bool:
        return self.verdict is not None or self.refusal is not None

    def asking(self, ceiling: int) -> tuple[Draw, ...]:
        """List the draws, of which the first may fill its window up to `ceiling`."""
        first = self.draws[0]
        return (Draw(first.key, first.amount, first.seconds, ceiling), *self.draws[1:])

    def blocked(self, verdict: Verdict, opens: float) -> None:
        """Remember what stands in the way: the limit that the line is for, or one of his own."""
        charge = self.plan.charges[verdict.blocked_by]
        self.held_up = verdict.blocked_by > 0 or charge.personal
        self.lacks_orders = charge.counts is Counts.ORDERS
        self.opens = opens

    def refuse(self, opens: float, now: float, kind: type[RateLimited] = RateLimited) -> None:
        """Answer that there is no room before that moment."""
        if self.lacks_orders and kind is RateLimited:
            kind = TooManyOrders
        until = max(opens, now)
        self.refusal = kind(until - now, until)
        self.wake()

    def returned(self, taken_at: float) -> list[Closing]:
        """Close everything as never sent."""
        return [
            Closing(draw.key, draw.amount, draw.seconds, taken_at, returned=True)
            for draw in self.draws
        ]

    async def sleep(self) -> None:
        """Wait to be woken; a wake that came before counts."""
        if not self._woken:
            self._future = asyncio.get_running_loop().create_future()
            try:
                await self._future
            finally:
                self._future = None
        self._woken = False

    def wake(self) -> None:
        self._woken = True
        if self._future is not None and not self._future.done():
            self._future.set_result(None)
