"""The connections of one process: few, and the urgent are not kept waiting by the many.

A window's turn may let thousands of requests go at once. They leave through these few places in
the order of their priority, and are signed when it is their turn.
"""

import asyncio
from heapq import heappop, heappush
from itertools import count

from binance.errors import HeldUp
from binance.limits.priority import Priority

PLACES = 24
"""Connections of one process: a whole minute's weight of small requests leaves in seconds."""

_KEPT = 4  # of the places, for orders and cancellations


class Room:
    """So many requests on the way at once, of which the last few places are for the urgent."""

    def __init__(self, places: int = PLACES, *, patience: float = 30.0) -> None:
        self._free, self.patience = places, patience
        self._kept = min(_KEPT, places - 1)
        self._waiting: list[tuple[Priority, int, asyncio.Future[None]]] = []
        self._turns = count()

    async def enter(self, priority: Priority) -> None:
        """Take a place, or wait for one; raises `HeldUp` after `patience` seconds."""
        if not self._waiting and self._open_to(priority):
            self._free -= 1
            return
        place = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (priority, next(self._turns), place))
        self._let_in()
        try:
            async with asyncio.timeout(self.patience):
                await place
        except TimeoutError:
            if _was_let_in(place):
                return
        except asyncio.CancelledError:
            if _was_let_in(place):
                self.leave()
            raise
        else:
            return
        raise HeldUp("every connection to Binance has been busy for too long")

    def leave(self) -> None:
        """Give the place to the next."""
        self._free += 1
        self._let_in()

    def _let_in(self) -> None:
        while self._waiting:
            priority, _, place = self._waiting[0]
            if not place.done():
                if not self._open_to(priority):
                    return
                self._free -= 1
                place.set_result(None)
            heappop(self._waiting)

    def _open_to(self, priority: Priority) -> bool:
        return self._free > (0 if priority.may_use_reserve else self._kept)


def _was_let_in(place: asyncio.Future[None]) -> bool:
    """Whether a place was given in the very instant in which its waiter was told to go."""
    return place.done() and not place.cancelled()
