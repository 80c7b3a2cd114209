"""How the pauses between attempts grow; the longest one of each, before jitter shortens it."""

from collections.abc import Callable
from typing import Protocol

Growth = Callable[[int], float]
"""From the number of a retry, counted from 1, to how many times the first pause it may take."""

_MOST = 30  # beyond this every growth has passed every ceiling


def exponential(retry: int) -> float:
    """1, 2, 4, 8, ..."""
    return float(2 ** (min(retry, _MOST) - 1))


def linear(retry: int) -> float:
    """1, 2, 3, 4, ..."""
    return float(retry)


def fibonacci(retry: int) -> float:
    """1, 2, 3, 5, 8, ..."""
    pause, following = 1.0, 2.0
    for _ in range(min(retry, _MOST) - 1):
        pause, following = following, pause + following
    return pause


class Backoff(Protocol):
    """A strategy of pausing."""

    def ceiling(self, retry: int) -> float:
        """Tell the longest pause, in seconds, before this retry."""
        ...

    def learn(self, *, ok: bool) -> None:
        """Hear how an attempt went; of anybody's, not only of the one that waits."""
        ...


class Fixed:
    """Pauses that grow by a fixed rule, whatever happens elsewhere."""

    def __init__(
        self, growth: Growth = exponential, *, first: float = 0.2, longest: float = 2.0
    ) -> None:
        self._growth, self._first, self._longest = growth, first, longest

    def ceiling(self, retry: int) -> float:
        return min(self._first * self._growth(retry), self._longest)

    def learn(self, *, ok: bool) -> None:
        """Nothing is learnt."""


class Adaptive:
    """Pauses that are the longer, the fewer attempts have been succeeding of late.

    While all is well a hiccup costs the first pause; when everything fails it is `stretch` times
    as long, before it grows from retry to retry.
    """

    def __init__(
        self,
        growth: Growth = exponential,
        *,
        first: float = 0.1,
        longest: float = 5.0,
        stretch: float = 10.0,
        memory: int = 20,
    ) -> None:
        self._growth, self._first, self._longest = growth, first, longest
        self._stretch = stretch
        self._weight = 1 / memory  # of one attempt, in a mean over about so many
        self.success_rate = 1.0

    def ceiling(self, retry: int) -> float:
        stretched: float = self._first * self._stretch ** (1 - self.success_rate)
        return min(stretched * self._growth(retry), self._longest)

    def learn(self, *, ok: bool) -> None:
        self.success_rate += (ok - self.success_rate) * self._weight
