"""Who is next: strict classes, and inside a class users in turn, each by weight."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from binance.limits.waiter import Waiter

# What a user is granted at a time. A single cheap call waits for one such grant of each other.
QUANTUM = 20


class _Lane:
    """One user's requests in the order they came, and the weight he is still owed."""

    __slots__ = ("credit", "waiters")

    def __init__(self) -> None:
        self.credit = 0
        self.waiters: OrderedDict[Waiter, None] = OrderedDict()

    @property
    def head(self) -> Waiter:
        return next(iter(self.waiters))


class Ring:
    """Deficit round robin: O(1) a decision for weights up to the quantum."""

    def __init__(self) -> None:
        self._lanes: OrderedDict[str, _Lane] = OrderedDict()
        self._aside: OrderedDict[str, _Lane] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._lanes)

    def __len__(self) -> int:
        return sum(len(lane.waiters) for lane in self._lanes.values())

    def add(self, waiter: Waiter) -> None:
        lane = self._lanes.get(waiter.user)
        if lane is None:
            lane = self._lanes[waiter.user] = _Lane()
        lane.waiters[waiter] = None

    def remove(self, waiter: Waiter) -> None:
        """Take out whoever is not waiting here any more; a user with nothing left loses credit."""
        for lanes in (self._lanes, self._aside):
            lane = lanes.get(waiter.user)
            if lane is not None:
                lane.waiters.pop(waiter, None)
                if not lane.waiters:
                    del lanes[waiter.user]

    def next(self) -> Waiter | None:
        """Find whose turn it is; users that have used up their credit go to the end."""
        while self._lanes:
            user, lane = next(iter(self._lanes.items()))
            if lane.head.cost <= lane.credit:
                return lane.head
            lane.credit += QUANTUM
            if lane.head.cost <= lane.credit:
                return lane.head
            self._lanes.move_to_end(user)
        return None

    def served(self, waiter: Waiter) -> None:
        """Charge a grant to its user, and let the next one have a turn when he has no credit."""
        lane = self._lanes.get(waiter.user)
        self.remove(waiter)
        if lane is not None:
            lane.credit -= waiter.cost
            if lane.waiters and lane.head.cost > lane.credit:
                self._lanes.move_to_end(waiter.user)

    def set_aside(self, user: str) -> None:
        """Leave a user out until all are put back."""
        self._aside[user] = self._lanes.pop(user)

    def put_back(self) -> None:
        for user, lane in self._aside.items():
            self.take_over(user, lane)
        self._aside.clear()

    def smaller(self, cost: int) -> list[Waiter]:
        """List users' first requests that cost less."""
        heads = [lane.head for lane in self._lanes.values()]
        return [head for head in heads if head.cost < cost]

    def last(self) -> Waiter:
        """Tell who came last of those whose turn is last."""
        return next(reversed(next(reversed(self._lanes.values())).waiters))

    def of(self, user: str) -> tuple[Waiter, ...]:
        """List what one user is waiting for."""
        return tuple(self._lanes[user].waiters) if user in self._lanes else ()

    def move(self, user: str, other: Ring) -> None:
        """Send all that one user is waiting for to another ring."""
        lane = self._lanes.pop(user, None)
        if lane is not None:
            other.take_over(user, lane)

    def users(self) -> tuple[str, ...]:
        return tuple(self._lanes)

    def take_over(self, user: str, lane: _Lane) -> None:
        """Continue a lane that comes from elsewhere; who is in it came before who is here."""
        mine = self._lanes.setdefault(user, lane)
        if mine is not lane:
            lane.waiters.update(mine.waiters)
            self._lanes[user] = lane
