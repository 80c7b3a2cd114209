"""The outcomes of the last calls: so many of them, or of so many seconds, or both."""

from collections import deque
from typing import NamedTuple

from binance.clock import Clock


class Outcome(NamedTuple):
    """How one call went, and when it ended."""

    at: float
    failed: bool
    slow: bool


class SlidingWindow:
    """Counts as it goes, so that asking costs nothing however many calls there were."""

    def __init__(self, now: Clock, *, calls: int | None, seconds: float | None) -> None:
        self._now = now
        self._calls, self._seconds = calls, seconds
        self._outcomes: deque[Outcome] = deque()
        self.failed = 0
        self.slow = 0

    def __len__(self) -> int:
        return len(self._outcomes)

    def add(self, *, failed: bool, slow: bool) -> None:
        self._outcomes.append(Outcome(self._now(), failed, slow))
        self.failed += failed
        self.slow += slow
        self._forget()

    def _forget(self) -> None:
        if self._calls is not None:
            while len(self._outcomes) > self._calls:
                self._drop()
        if self._seconds is not None:
            oldest = self._now() - self._seconds
            while self._outcomes[0].at < oldest:
                self._drop()

    def _drop(self) -> None:
        outcome = self._outcomes.popleft()
        self.failed -= outcome.failed
        self.slow -= outcome.slow
