"""What observers see: metrics and logs are built on this, and the client imports none of them.

No event bears a parameter, a user or a key.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from binance.breaker import BreakerState
from binance.limits.events import (
    Firewalled,
    Foreign,
    LimitEvent,
    Resumed,
    Shed,
    Stopped,
    Waited,
)

__all__ = [
    "BreakerChanged",
    "CacheHit",
    "Firewalled",
    "Foreign",
    "Hook",
    "HookEvent",
    "Hooks",
    "LimitEvent",
    "RequestDone",
    "Resumed",
    "Retried",
    "Shed",
    "Stopped",
    "Waited",
]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RequestDone:
    """One attempt at one request; `status` is None where no answer came.

    Over a socket `api` is "ws-api" or its like, `method` "WS" and `path` the method's name there.
    """

    api: str
    method: str
    path: str
    status: int | None
    error: str | None
    seconds: float
    weight: int


@dataclass(frozen=True)
class Retried:
    """A request will be attempted again after a pause; `number` counts from 1."""

    api: str
    method: str
    path: str
    number: int
    pause: float
    error: str


@dataclass(frozen=True)
class CacheHit:
    """An answer was there already, or was just being fetched by somebody else."""

    endpoint: str


@dataclass(frozen=True)
class BreakerChanged:
    api: str
    state: BreakerState


HookEvent = RequestDone | Retried | CacheHit | BreakerChanged | LimitEvent
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
