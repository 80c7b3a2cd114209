"""What observers see: metrics and logs are built on this, and the client imports none of them."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from binance.breaker import BreakerState

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RequestDone:
    """One attempt at one request; never its parameters."""

    method: str
    path: str
    status: int | None
    error: str | None
    seconds: float
    weight: int


@dataclass(frozen=True)
class Waited:
    """A request waited for room in a pool, or was refused for want of it."""

    pool: str
    seconds: float
    granted: bool


@dataclass(frozen=True)
class Stopped:
    """Binance told a pool to keep silent."""

    pool: str
    until: float


@dataclass(frozen=True)
class BreakerChanged:
    api: str
    state: BreakerState


HookEvent = RequestDone | Waited | Stopped | BreakerChanged
Hook = Callable[[HookEvent], None]


class Hooks:
    """Tells every observer; a broken observer must not make a sent order look failed."""

    def __init__(self, hooks: Sequence[Hook] = ()) -> None:
        self._hooks = tuple(hooks)

    def tell(self, event: HookEvent) -> None:
        for hook in self._hooks:
            try:
                hook(event)
            except Exception:
                log.exception("an observer failed on %s", type(event).__name__)
