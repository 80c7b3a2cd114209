"""Circuit breakers: leave an API alone while it fails, then try it with a few."""

from collections import deque
from collections.abc import Callable
from enum import StrEnum
from types import TracebackType

from binance.clock import Clock
from binance.errors import (
    BadKey,
    BinanceError,
    BreakerOpen,
    DuplicateOrder,
    Rejected,
    Unknown,
    Unreachable,
    Unreadable,
)


class BreakerState(StrEnum):
    CLOSED = "CLOSED"
    OPEN = "OPEN"
    HALF_OPEN = "HALF_OPEN"


class Breaker:
    """One API family's breaker.

    Opens when at least `ratio` of at least `minimum` calls of the last `window` seconds failed;
    after `open_for` seconds lets `permits` calls try, and closes when all of them went well.
    """

    def __init__(
        self,
        name: str,
        now: Clock,
        *,
        ratio: float = 0.5,
        minimum: int = 10,
        window: float = 30.0,
        open_for: float = 15.0,
        permits: int = 3,
        changed: Callable[[str, BreakerState], None] = lambda _name, _state: None,
    ) -> None:
        self.name = name
        self._now = now
        self._ratio, self._minimum, self._window = ratio, minimum, window
        self._open_for, self._permits = open_for, permits
        self._changed = changed
        self._state = BreakerState.CLOSED
        self._era = 0
        self._opened_at = 0.0
        self._held_open = False
        self._calls: deque[tuple[float, bool]] = deque()
        self._failures = 0
        self._probing = 0
        self._succeeded = 0

    @property
    def state(self) -> BreakerState:
        waited = self._now() - self._opened_at
        if self._state is BreakerState.OPEN and not self._held_open and waited >= self._open_for:
            self._become(BreakerState.HALF_OPEN)
        return self._state

    def open(self) -> None:
        """Open by hand, until `close` is called."""
        self._held_open = True
        self._become(BreakerState.OPEN)

    def close(self) -> None:
        """Close by hand and forget what was."""
        self._held_open = False
        self._become(BreakerState.CLOSED)

    def permit(self) -> "Permit":
        """Admit one call, or raise `BreakerOpen`; use the permit as a context manager."""
        state = self.state
        if state is BreakerState.OPEN:
            raise BreakerOpen(max(self._opened_at + self._open_for - self._now(), 0.0))
        if state is BreakerState.HALF_OPEN:
            if self._probing + self._succeeded >= self._permits:
                raise BreakerOpen(1.0)
            self._probing += 1
        return Permit(self, self._era)

    def finish(self, era: int, *, failed: bool | None) -> None:
        """Take a permit back; `failed` is None when the call says nothing about the API."""
        if era != self._era:  # it began before the last change and tells of another time
            return
        if self._state is BreakerState.HALF_OPEN:
            self._finish_probe(failed=failed)
        elif failed is not None:
            self._count(failed=failed)

    def _finish_probe(self, *, failed: bool | None) -> None:
        self._probing -= 1
        if failed:
            self._become(BreakerState.OPEN)
        elif failed is not None:
            self._succeeded += 1
            if self._succeeded >= self._permits:
                self._become(BreakerState.CLOSED)

    def _count(self, *, failed: bool) -> None:
        now = self._now()
        self._calls.append((now, failed))
        self._failures += failed
        while self._calls[0][0] < now - self._window:
            self._failures -= self._calls.popleft()[1]
        calls = len(self._calls)
        if calls >= self._minimum and self._failures >= self._ratio * calls:
            self._become(BreakerState.OPEN)

    def _become(self, state: BreakerState) -> None:
        self._era += 1
        self._calls.clear()
        self._failures = self._probing = self._succeeded = 0
        if state is BreakerState.OPEN:
            self._opened_at = self._now()
        if state is not self._state:
            self._state = state
            self._changed(self.name, state)


class Permit:
    """Leave to make one call; leaving the block reports how it went."""

    def __init__(self, breaker: Breaker, era: int) -> None:
        self._breaker, self._era = breaker, era

    def __enter__(self) -> None:
        return

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._breaker.finish(self._era, failed=shows_failure(error))


def shows_failure(error: BaseException | None) -> bool | None:
    """Judge the API by an outcome: True failed, False works, None says nothing.

    A refusal is an answer, so the API works. Limits, cancellations and our own mistakes say
    nothing.
    """
    match error:
        case None | Rejected() | DuplicateOrder():
            return False
        case Unreachable() | Unknown() | Unreadable():
            return True
        case _:
            return None


class KeyBreaker:
    """Spares everybody's weight the calls of a key that Binance keeps refusing.

    One refusal proves little: the same code also means that this one action is not allowed.
    """

    def __init__(self, now: Clock, *, refusals: int = 3, open_for: float = 60.0) -> None:
        self._now = now
        self._allowed, self._open_for = refusals, open_for
        self._refusals = 0
        self._last: tuple[int, str] = (0, "")
        self._until = 0.0

    def check(self) -> None:
        """Raise the last `BadKey` again while the key is left alone."""
        if self._now() < self._until:
            raise BadKey(*self._last)

    def report(self, error: BinanceError | None) -> None:
        """Learn from an outcome; only success and a refused key count."""
        if error is None:
            self._refusals = 0
        elif isinstance(error, BadKey):
            self._refusals += 1
            self._last = (error.code, error.msg)
            if self._refusals >= self._allowed:
                self._until = self._now() + self._open_for
                self._refusals = self._allowed - 1  # afterwards one try decides
