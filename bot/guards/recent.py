"""Answers that hold for moments."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from binance.clock import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_MOST = 1_000


class Recent(Generic[K, V]):
    """Values that were asked for within so many seconds; the oldest make room for others."""

    def __init__(self, now: Clock, *, seconds: float) -> None:
        self._now, self._seconds = now, seconds
        self._values: OrderedDict[K, tuple[float, V]] = OrderedDict()

    async def get(self, key: K, fetch: Callable[[], Awaitable[V]]) -> V:
        asked_at = self._now()
        if key in self._values:
            since, value = self._values[key]
            if 0 <= asked_at - since <= self._seconds:
                return value
        value = await fetch()
        self.forget(key)
        self._values[key] = asked_at, value
        if len(self._values) > _MOST:
            self._values.popitem(last=False)
        return value

    def forget(self, key: K) -> None:
        self._values.pop(key, None)
