"""One weight limit of Binance's: a fixed window on the server's clock, shared by everybody here."""

import asyncio
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from math import floor

from binance.clock import Clock
from binance.errors import RateLimited
from binance.limits.priority import Priority

# The server's clock is known within a round trip. Starting each window this much later keeps a
# burst at its very beginning from falling into the server's old one, which is full.
GRACE = 0.1


@dataclass(frozen=True, eq=False, slots=True)
class Reservation:
    """Weight set aside for one request, and the window it was set aside in."""

    cost: int
    window: int


@dataclass(order=True, slots=True)
class _Waiter:
    priority: Priority
    turn: int
    cost: int = field(compare=False)
    deadline: float = field(compare=False)
    granted: asyncio.Future[Reservation] = field(compare=False)


@dataclass(frozen=True)
class PoolState:
    """What `/limits` shows of a pool; `stopped_until` is server time."""

    name: str
    used: int
    limit: int
    stopped_until: float | None


class WeightPool:
    """Reserve before sending, settle after: what is out is always counted.

    Nothing is awaited between "is there room" and "take it", so there is no lock.
    """

    def __init__(
        self,
        name: str,
        limit: int,
        *,
        now: Clock,
        seconds: int = 60,
        reserve_share: float = 0.1,
        max_wait: float = 10.0,
    ) -> None:
        self.name = name
        self.limit = limit
        self.used = 0
        self.stopped_until = 0.0
        self._now = now
        self._seconds = seconds
        self._reserve_share = reserve_share
        self._max_wait = max_wait
        self._window = self._window_now()
        self._in_flight: set[Reservation] = set()
        self._queue: list[_Waiter] = []
        self._turns = count()
        self._alarm: asyncio.TimerHandle | None = None

    async def reserve(self, cost: int, priority: Priority = Priority.NORMAL) -> Reservation:
        """Take room for a request, waiting for the next window if there is none.

        Raises `RateLimited` at once when waiting would take longer than `max_wait`.
        """
        self._roll()
        wait = self._wait_for(cost, priority)
        if cost > self._ceiling(priority) or wait > self._max_wait:
            raise self._refusal(max(wait, 0.0))
        waiter = _Waiter(
            priority,
            next(self._turns),
            cost,
            self._now() + self._max_wait,
            asyncio.get_running_loop().create_future(),
        )
        heappush(self._queue, waiter)
        self._grant()
        return await self._granted(waiter)

    def settle(
        self, reservation: Reservation, header_used: int | None = None, *, free: bool = False
    ) -> None:
        """Close a reservation, once, with what Binance says it has counted.

        The header is believed upward only: it also counts others behind our address, but answers
        come late and out of order. That of a request sent in an earlier window may belong to
        either and is not believed at all; its weight was carried over instead.
        """
        self._roll()
        if reservation not in self._in_flight:
            return
        self._in_flight.remove(reservation)
        if free:
            self.used -= reservation.cost
        if header_used is not None and reservation.window == self._window:
            self.used = max(self.used, header_used)
        self._grant()

    def release(self, reservation: Reservation) -> None:
        """Return a reservation that was certainly never sent."""
        self.settle(reservation, free=True)

    def resize(self, limit: int) -> None:
        """Adopt the size that Binance publishes."""
        self.limit = limit
        self._grant()

    def stop(self, until: float) -> None:
        """Send nothing before `until`; who cannot wait that long is told at once."""
        self.stopped_until = max(self.stopped_until, until)
        for waiter in self._queue:
            if waiter.deadline < self.stopped_until and not waiter.granted.done():
                waiter.granted.set_exception(self._refusal(self.stopped_until - self._now()))
        self._grant()

    def state(self) -> PoolState:
        self._roll()
        stopped = self.stopped_until if self.stopped_until > self._now() else None
        return PoolState(self.name, self.used, self.limit, stopped)

    async def _granted(self, waiter: _Waiter) -> Reservation:
        if waiter.granted.done():
            return waiter.granted.result()
        try:
            async with asyncio.timeout(self._max_wait):
                return await waiter.granted
        except TimeoutError:
            refusal = self._refusal(max(self._wait_for(waiter.cost, waiter.priority), 0.0))
        except asyncio.CancelledError:
            self._give_back(waiter)
            raise
        self._give_back(waiter)
        raise refusal

    def _give_back(self, waiter: _Waiter) -> None:
        """Undo a grant that came in the same instant as the cancellation."""
        granted = waiter.granted
        if granted.done() and not granted.cancelled() and granted.exception() is None:
            self.release(granted.result())

    def _grant(self) -> None:
        """Serve the queue from its head for as long as there is room."""
        self._roll()
        while self._queue:
            waiter = self._queue[0]
            if not waiter.granted.done():
                if self._wait_for(waiter.cost, waiter.priority) > 0:
                    break
                waiter.granted.set_result(self._take(waiter.cost))
            heappop(self._queue)
        self._set_alarm()

    def _take(self, cost: int) -> Reservation:
        reservation = Reservation(cost, self._window)
        self._in_flight.add(reservation)
        self.used += cost
        return reservation

    def _wait_for(self, cost: int, priority: Priority) -> float:
        """How long until there may be room; 0 or less means now."""
        stopped = self.stopped_until - self._now()
        if stopped > 0 or self.used + cost <= self._ceiling(priority):
            return stopped
        return (self._window + 1) * self._seconds + GRACE - self._now()

    def _ceiling(self, priority: Priority) -> int:
        reserve = 0 if priority.may_use_reserve else floor(self.limit * self._reserve_share)
        return self.limit - reserve

    def _refusal(self, wait: float) -> RateLimited:
        return RateLimited(retry_after=wait, until=self._now() + wait)

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._queue:
            head = self._queue[0]
            wait = max(self._wait_for(head.cost, head.priority), 0.001)
            self._alarm = asyncio.get_running_loop().call_later(wait, self._grant)

    def _roll(self) -> None:
        """Begin a new window with what is still out, because the server may count it there.

        A clock set back changes the number of the window but forgives nothing.
        """
        window = self._window_now()
        if window > self._window:
            self.used = sum(reservation.cost for reservation in self._in_flight)
        self._window = window

    def _window_now(self) -> int:
        return floor((self._now() - GRACE) / self._seconds)
