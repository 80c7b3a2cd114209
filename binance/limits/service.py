"""How those who wait are served: in the queue's order, as far as the ledger lets them."""

import asyncio
from math import inf

from binance.clock import Clock
from binance.limits.ceilings import Ceilings
from binance.limits.ledger import Ledger, Verdict
from binance.limits.places import Queue
from binance.limits.queue import Ring
from binance.limits.waiter import Place, Waiter
from binance.limits.windows import turn

# How many smaller requests are tried where one does not fit into this window any more.
_LOOKS = 8
# Until one of many answers may have come.
_SOON = 0.1
# So many grants at once hold the loop for a millisecond or two.
_BREATH = 100


class Service:
    """Asks the ledger in the name of those who wait.

    `opens` is when the first of them may be served, as far as is known; requests that cost less
    than `fitting_below` may find room before.
    """

    def __init__(self, ledger: Ledger, ceilings: Ceilings, now: Clock) -> None:
        self.queue = Queue(ceilings.shares.heavy)
        self.opens = 0.0
        self.fitting_below = 0
        self._granted = 0
        self._ledger, self._ceilings, self._now = ledger, ceilings, now

    async def ask(self, waiter: Waiter) -> Verdict:
        """Take everything a request draws on, or note what stands in its way."""
        now = self._now()
        if self._ceilings.crowded(waiter):
            waiter.opens = now + _SOON
            return Verdict(False, waiter.opens)
        draws = waiter.asking(self._ceilings.of(waiter, now))
        urgent = waiter.priority.may_use_reserve
        verdict = await self._ledger.take(draws, now, urgent=urgent)
        if not verdict.taken:
            waiter.blocked(verdict, self._opens(waiter, verdict, now))
        elif waiter.answered:  # refused while a distant ledger was being asked
            self.give_back(waiter, verdict)
            return verdict._replace(taken=False)
        elif not urgent:
            self._ceilings.shares.have(waiter.user, waiter.cost)
        return verdict

    def give_back(self, waiter: Waiter, verdict: Verdict) -> None:
        """Return what was taken for somebody who does not want it any more."""
        self._ledger.settle(waiter.returned(verdict.at), self._now(), answered=False)

    def begin(self, now: float) -> None:
        """Begin a new window of fair shares, if it is time."""
        if self._ceilings.roll(now):
            self.queue.turn()
            for waiter in self.queue:
                self.wanted(waiter)

    def wanted(self, waiter: Waiter) -> None:
        """Count a request as its user's wish in this window; orders are nobody's greed."""
        if not waiter.priority.may_use_reserve:
            self._ceilings.shares.want(waiter.user, waiter.cost)

    async def serve(self) -> float:
        """Serve everybody for whom there is room; tells when to look again."""
        now = self._now()
        self.begin(now)
        self.queue.age(now)
        self.queue.unpark(now)
        self.fitting_below = 0
        first = again = inf
        strict = False
        for place, ring in self.queue.rings():
            if strict and place > Place.HIGH:
                continue  # room will come in this window, and belongs to whoever is first
            opens = await self._serve_ring(ring)
            first = opens if first == inf else first
            again = min(again, opens)
            strict |= opens < turn(now, self._ceilings.seconds)
        self.opens = 0.0 if first == inf else first
        return min(again, self.queue.next_change())

    def silence(self, key: str, until: float) -> None:
        """Refuse at once whoever would not see the end of a silence."""
        now = self._now()
        for waiter in self.queue:
            if waiter.deadline < until and any(draw.key == key for draw in waiter.draws):
                waiter.refuse(until, now)

    async def _serve_ring(self, ring: Ring) -> float:
        """Serve a ring until somebody does not fit; tells when he, or who was left out, may."""
        try:
            return await self._serve_users(ring)
        finally:
            ring.put_back()

    async def _serve_users(self, ring: Ring) -> float:
        opens = inf
        while (waiter := ring.next()) is not None:
            verdict = await self.ask(waiter)
            if verdict.silent:
                self.silence(waiter.draws[verdict.blocked_by].key, verdict.at)
            if verdict.taken:
                self._grant(ring, waiter, verdict)
                await self._breathe()
            elif waiter.answered:
                ring.remove(waiter)
                self.queue.leave(waiter)
            elif verdict.blocked_by < 0:
                ring.set_aside(waiter.user)
                opens = min(opens, waiter.opens)
            elif waiter.held_up:
                self.queue.park(waiter, waiter.opens)
            else:
                return min(opens, await self._full(ring, waiter))
        return opens

    async def _breathe(self) -> None:
        """Let others use the loop from time to time."""
        self._granted += 1
        if self._granted % _BREATH == 0:
            await asyncio.sleep(0)

    async def _full(self, ring: Ring, waiter: Waiter) -> float:
        """Use what is left of a window for smaller requests, if the next one must wait for more.

        It will be the first in the next window, and loses nothing.
        """
        if waiter.opens >= turn(self._now(), self._ceilings.seconds):
            self.fitting_below = waiter.cost
            for smaller in ring.smaller(waiter.cost)[:_LOOKS]:
                if not smaller.answered and (verdict := await self.ask(smaller)).taken:
                    self._grant(ring, smaller, verdict)
        return waiter.opens

    def _grant(self, ring: Ring, waiter: Waiter, verdict: Verdict) -> None:
        ring.served(waiter)
        self.queue.leave(waiter)
        waiter.verdict = verdict
        waiter.wake()
        if self._ceilings.shares.heavy(waiter.user):
            self.queue.weigh_down(waiter.user)

    def _opens(self, waiter: Waiter, verdict: Verdict, now: float) -> float:
        if verdict.silent or verdict.blocked_by > 0:
            return verdict.at
        sooner = self._ceilings.opens(waiter, waiter.cost - verdict.room, now)
        return verdict.at if sooner is None else min(sooner, verdict.at)
