"""Circuit breakers: leave an API alone while it fails, then try it with a few."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self

from binance.clock import Clock
from binance.errors import (
    BreakerOpen,
    Busy,
    DuplicateOrder,
    HalfDone,
    HeldUp,
    Maintenance,
    Rejected,
    Unknown,
    Unreachable,
    Unreadable,
)
from binance.sliding import SlidingWindow


class BreakerState(StrEnum):
    CLOSED = "CLOSED"
    OPEN = "OPEN"
    HALF_OPEN = "HALF_OPEN"


@dataclass(frozen=True)
class BreakerPolicy:
    """When a breaker opens, and how it finds its way back; times in seconds.

    It looks at the last `calls` of the last `seconds` (either may be None), once there are at
    least `minimum`: too many failures open it, and so do too many calls slower than `slow_after`.
    """

    ratio: float = 0.5
    slow_ratio: float = 0.8
    slow_after: float = 8.0
    minimum: int = 10
    calls: int | None = 100
    seconds: float | None = 30.0
    open_for: float = 15.0
    permits: int = 3  # calls that may try at half-open
    trial: float = 30.0  # for which they may be out
    probe_every: float = 2.0  # an urgent call may try even when open


class Breaker:
    """One API family's breaker.

    Nothing is awaited between "is there a permit" and "take it": however many wait for the
    half-open state, no more than the permits pass.
    """

    def __init__(
        self,
        name: str,
        now: Clock,
        policy: BreakerPolicy | None = None,
        *,
        changed: Callable[[str, BreakerState], None] = lambda _name, _state: None,
    ) -> None:
        self.name = name
        self._now, self._changed = now, changed
        self._policy = policy or BreakerPolicy()
        self._state = BreakerState.CLOSED
        self._window = self._new_window()
        self._era = 0
        self._opened_at = 0.0
        self._held_open = False
        self._out = 0
        self._out_since = 0.0
        self._next_probe_at = 0.0

    @property
    def state(self) -> BreakerState:
        if self._state is BreakerState.OPEN and not self._held_open and self._rest() <= 0:
            self._become(BreakerState.HALF_OPEN)
        if self._state is BreakerState.HALF_OPEN and self._out and self._overdue():
            self._become(BreakerState.OPEN)  # those who try hang: that is an answer too
        return self._state

    def open(self) -> None:
        """Open by hand, until `close` is called; nothing passes, urgent or not."""
        self._held_open = True
        self._become(BreakerState.OPEN)

    def close(self) -> None:
        """Close by hand and forget what was."""
        self._held_open = False
        self._become(BreakerState.CLOSED)

    def check(self, *, urgent: bool = False) -> None:
        """Raise `BreakerOpen` when there is no use in waiting for room first; takes nothing."""
        if self.state is BreakerState.OPEN and not (urgent and self._may_probe()):
            raise self._refusal()

    def permit(self, *, urgent: bool = False) -> "Permit":
        """Admit one call, or raise `BreakerOpen`; use the permit as a context manager.

        Of the urgent ones (cancellations) one passes now and then while the breaker is open.
        """
        state = self.state
        if state is BreakerState.OPEN and not (urgent and self._take_probe()):
            raise self._refusal()
        if state is BreakerState.HALF_OPEN:
            if self._out + len(self._window) >= self._policy.permits:
                raise BreakerOpen(1.0)
            self._out_since = self._out_since if self._out else self._now()
            self._out += 1
        return Permit(self, self._era, self._now())

    def finish(self, era: int, since: float, *, failed: bool | None) -> None:
        """Take a permit back; `failed` is None when the call says nothing about the API."""
        if era != self._era:  # it began before the last change and tells of another time
            return
        if self._state is BreakerState.OPEN:
            if failed is False:
                self._become(BreakerState.HALF_OPEN)
            return
        if self._state is BreakerState.HALF_OPEN:
            self._out -= 1
        if failed is not None:
            slow = self._now() - since > self._policy.slow_after
            self._window.add(failed=failed, slow=slow)
            self._judge()

    def _judge(self) -> None:
        """Open, or close again, as soon as what is still to come cannot change the verdict."""
        trying = self._state is BreakerState.HALF_OPEN
        calls = self._policy.permits if trying else len(self._window)
        if calls < self._policy.minimum and not trying:
            return
        failing = self._window.failed >= self._policy.ratio * calls
        if failing or self._window.slow >= self._policy.slow_ratio * calls:
            self._become(BreakerState.OPEN)
        elif trying and len(self._window) >= calls:
            self._become(BreakerState.CLOSED)

    def _become(self, state: BreakerState) -> None:
        before, self._state = self._state, state
        self._era += 1
        self._out = 0
        self._window = self._new_window()
        if state is BreakerState.OPEN:
            self._opened_at = self._now()
            self._next_probe_at = self._opened_at + self._policy.probe_every
        if state is not before:
            self._changed(self.name, state)

    def _new_window(self) -> SlidingWindow:
        if self._state is BreakerState.HALF_OPEN:  # a trial forgets nothing
            return SlidingWindow(self._now, calls=self._policy.permits, seconds=None)
        return SlidingWindow(self._now, calls=self._policy.calls, seconds=self._policy.seconds)

    def _may_probe(self) -> bool:
        return not self._held_open and self._now() >= self._next_probe_at

    def _take_probe(self) -> bool:
        free = self._may_probe()
        if free:
            self._next_probe_at = self._now() + self._policy.probe_every
        return free

    def _rest(self) -> float:
        return self._opened_at + self._policy.open_for - self._now()

    def _overdue(self) -> bool:
        return self._now() - self._out_since > self._policy.trial

    def _refusal(self) -> BreakerOpen:
        """Tell when to come again; who opened it by hand knows when, and nobody else does."""
        return BreakerOpen(self._policy.open_for if self._held_open else self._rest())


class Permit:
    """Leave to make one call; leaving the block reports how it went."""

    __slots__ = ("_breaker", "_era", "_since")

    def __init__(self, breaker: Breaker, era: int, since: float) -> None:
        self._breaker, self._era, self._since = breaker, era, since

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._breaker.finish(self._era, self._since, failed=shows_failure(error))


def shows_failure(error: BaseException | None) -> bool | None:
    """Judge the API by an outcome: True failed, False works, None says nothing.

    A refusal is an answer, so the API works. Limits, cancellations and our own mistakes say
    nothing.
    """
    match error:
        case None | Rejected() | DuplicateOrder() | HalfDone():
            return False
        case HeldUp():
            return None
        case Unreachable() | Unknown() | Unreadable() | Busy() | Maintenance():
            return True
        case _:
            return None
