"""Telegram's flood control, for tests that switch it on."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sandbox.telegram.errors import too_many_requests


@dataclass
class _Bucket:
    """Room for `burst` messages that refills at `rate` a second."""

    rate: float
    burst: float
    room: float
    filled_at: float

    def wait(self, now: float) -> float:
        self.room = min(self.burst, self.room + (now - self.filled_at) * self.rate)
        self.filled_at = now
        return max(0.0, (1 - self.room) / self.rate)


class Limits:
    """About 1 message a second to a chat, 20 a minute to a group, 30 a second to all."""

    def __init__(self) -> None:
        self.enforced = False
        self._buckets: dict[int | None, _Bucket] = {}

    def admit(self, chat_id: int, now: float) -> None:
        """Count a message, or refuse it and say how long to wait."""
        if not self.enforced:
            return
        buckets = self._bucket(chat_id, now), self._bucket(None, now)
        wait = max(bucket.wait(now) for bucket in buckets)
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        for bucket in buckets:
            bucket.room -= 1

    def clear(self) -> None:
        self.enforced = False
        self._buckets.clear()

    def _bucket(self, chat_id: int | None, now: float) -> _Bucket:
        if chat_id not in self._buckets:
            rate, burst = _allowance(chat_id)
            self._buckets[chat_id] = _Bucket(rate, burst, burst, now)
        return self._buckets[chat_id]


def _allowance(chat_id: int | None) -> tuple[float, float]:
    if chat_id is None:
        return 30.0, 30.0
    return (20 / 60, 20.0) if chat_id < 0 else (1.0, 3.0)
