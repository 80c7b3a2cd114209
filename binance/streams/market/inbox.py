"""What waits for one reader: bounded, with a written policy for the case that he is slow."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from itertools import count
from typing import Generic, TypeVar

T = TypeVar("T")


class Inbox(Generic[T]):
    """A queue that keeps the latest of its kind, sums up, or admits that it lost something.

    An item put under the key of one that still waits replaces it. When `limit` items wait, they
    are condensed; if half as many are left even so, all are thrown away for one `gap`, so that
    the reader fetches what he missed instead of going on as if nothing had happened.
    """

    def __init__(
        self, gap: T, *, condense: Callable[[Iterable[T]], list[T]] = list, limit: int = 10_000
    ) -> None:
        self._gap, self._condense, self._limit = gap, condense, limit
        # Of a plain dict, taking the oldest takes longer the more were taken before.
        self._waiting: OrderedDict[Hashable, T] = OrderedDict()
        self._arrived = asyncio.Event()
        self._numbers = count()

    def put(self, item: T, key: Hashable | None = None) -> None:
        """Add an item; without a key it is one of its own and never replaced."""
        if key is None:
            key = next(self._numbers)
        if len(self._waiting) >= self._limit and key not in self._waiting:
            self._make_room()
        self._waiting[key] = item
        if len(self._waiting) == 1:  # else nobody waits for it
            self._arrived.set()

    def put_gap(self) -> None:
        """Say that something may be missing; once is enough until something follows."""
        if not self._waiting or next(reversed(self._waiting.values())) is not self._gap:
            self._waiting[next(self._numbers)] = self._gap
            self._arrived.set()

    def __len__(self) -> int:
        return len(self._waiting)

    def take(self) -> T:
        """Take the oldest of those that wait; `KeyError` when none does."""
        return self._waiting.popitem(last=False)[1]

    async def get(self) -> T:
        """Take the oldest, once there is one."""
        while not self._waiting:
            self._arrived.clear()
            await self._arrived.wait()
        return self.take()

    def _make_room(self) -> None:
        keyed = {key: item for key, item in self._waiting.items() if not isinstance(key, int)}
        kept = self._condense(item for key, item in self._waiting.items() if isinstance(key, int))
        self._waiting.clear()
        if len(keyed) + len(kept) > self._limit // 2:
            self.put_gap()
        else:
            self._waiting |= keyed
            self._waiting.update((next(self._numbers), item) for item in kept)
