"""The line for one pool: who comes is let through, waits his time, or is turned away."""

import asyncio
from collections.abc import Callable

from binance.clock import Clock
from binance.errors import QueueFull, RateLimited
from binance.limits.ceilings import Ceilings
from binance.limits.events import LimitEvent, Shed, Waited
from binance.limits.ledger import Ledger, Verdict
from binance.limits.priority import Priority
from binance.limits.service import Service
from binance.limits.waiter import Waiter
from binance.limits.windows import turn

# Room may come sooner than thought, but never look more often than this.
_SHORTEST_PAUSE = 0.01
# One user's part of the queue.
_PART = 10


class Line:
    """Needs no task of its own: one of those who wait serves for all.

    While anybody waits there is such a leader, or somebody was woken to become it.
    """

    def __init__(
        self,
        name: str,
        ledger: Ledger,
        ceilings: Ceilings,
        now: Clock,
        *,
        max_waiting: int,
        tell: Callable[[LimitEvent], None],
    ) -> None:
        self.name = name
        self.ceilings = ceilings
        self.waited = 0.0
        self.shed = 0
        self._service = Service(ledger, ceilings, now)
        self._queue = self._service.queue
        self._now = now
        self._max_waiting = max_waiting
        self._tell = tell
        self._leader: Waiter | None = None

    def __len__(self) -> int:
        return len(self._queue)

    async def admit(self, waiter: Waiter) -> Verdict:
        """Let a request through, at once or when there is room; or raise `RateLimited`."""
        self._service.begin(waiter.since)
        self._service.wanted(waiter)
        if self._queue.ahead(waiter):
            waiter.opens = self._service.opens
        elif (verdict := await self._service.ask(waiter)).taken:
            return verdict
        if not self.ceilings.fits(waiter):
            waiter.refuse(waiter.since + self.ceilings.seconds, waiter.since)
        elif waiter.opens > waiter.deadline:
            waiter.refuse(waiter.opens, waiter.since)
        else:
            self._make_room_for(waiter)
        if waiter.refusal is None:
            await self._stand(waiter)
        return self._outcome(waiter)

    def wake(self, user: str | None = None) -> None:
        """Look again, because something was given back: of one user's limits, or of all."""
        self._queue.unpark_all(user)
        if self._leader is not None:
            self._leader.wake()

    def silence(self, key: str, until: float) -> None:
        """Refuse at once whoever would not see the end of a silence."""
        self._service.silence(key, until)

    def settled(self, waiter: Waiter, *, returned: bool) -> None:
        """Count what was admitted as out no more, and let others have the room."""
        if not waiter.priority.may_use_reserve:
            self.ceilings.shares.settle(waiter.user, waiter.cost, returned=returned)
        if self._queue:
            self.wake(waiter.user)

    def resize(self, size: int) -> None:
        self.ceilings.size = size
        self.wake()

    def waiting(self) -> dict[Priority, int]:
        """Count those who wait, by priority."""
        return {priority: self._queue.by_priority[priority] for priority in Priority}

    async def _stand(self, waiter: Waiter) -> None:
        self._enter(waiter)
        patience = max(waiter.deadline - self._now(), 0.0)
        timer = asyncio.get_running_loop().call_later(patience, self._expire, waiter)
        try:
            while not waiter.answered:
                await (self._lead(waiter) if self._leader is None else waiter.sleep())
        except asyncio.CancelledError:
            if waiter.verdict is not None:  # granted in the same instant
                self._service.give_back(waiter, waiter.verdict)
                self.settled(waiter, returned=True)
            raise
        finally:
            timer.cancel()
            self._queue.leave(waiter)
            self._appoint()

    def _enter(self, waiter: Waiter) -> None:
        self._queue.enter(waiter)
        if waiter.held_up:
            self._queue.park(waiter, waiter.opens)
        elif self._leader is not None and waiter.cost < self._service.fitting_below:
            self._leader.wake()

    async def _lead(self, waiter: Waiter) -> None:
        """Serve everybody until it is one's own turn, and then leave it to somebody else."""
        loop = asyncio.get_running_loop()
        self._leader = waiter
        try:
            while not waiter.answered:
                again = await self._service.serve()
                if waiter.answered:
                    break
                pause = max(again - self._now(), _SHORTEST_PAUSE)
                timer = loop.call_later(pause, waiter.wake)
                try:
                    await waiter.sleep()
                finally:
                    timer.cancel()
        finally:
            self._leader = None

    def _appoint(self) -> None:
        """Wake somebody to lead, where nobody does."""
        if self._leader is None and (waiter := self._queue.first()) is not None:
            waiter.wake()

    def _expire(self, waiter: Waiter) -> None:
        if not waiter.answered:
            now = self._now()
            opens = max(waiter.opens, self._service.opens)
            waiter.refuse(opens if opens > now else turn(now, self.ceilings.seconds), now)

    def _make_room_for(self, waiter: Waiter) -> None:
        """Turn somebody away where too many wait: the least urgent, or the newcomer himself."""
        full = len(self._queue) >= self._max_waiting
        if not full and self._queue.of(waiter.user) < max(self._max_waiting // _PART, 1):
            return
        other = self._queue.last_behind(waiter.place) if full else None
        loser = other or waiter
        now = self._now()
        loser.refuse(max(waiter.opens, turn(now, self.ceilings.seconds)), now, QueueFull)
        self._queue.leave(loser)
        self.shed += 1
        self._tell(Shed(self.name, loser.priority))

    def _outcome(self, waiter: Waiter) -> Verdict:
        seconds = max(self._now() - waiter.since, 0.0)
        granted = waiter.verdict is not None
        self.waited += seconds
        self._tell(Waited(self.name, seconds, granted, waiter.priority))
        if waiter.verdict is None:
            assert isinstance(waiter.refusal, RateLimited)
            raise waiter.refusal
        return waiter.verdict
