"""How the pools stand, for whoever shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from binance.limits.priority import Priority


@dataclass(frozen=True)
class PoolState:
    """What `/limits` shows of a pool; `stopped_until` is server time, `foreign` others' share.

    `waited` is how many seconds requests have waited for it in all, and `shed` how many were
    turned away because too many waited.
    """

    name: str
    used: int
    limit: int
    stopped_until: float | None = None
    waiting: Mapping[Priority, int] = field(default_factory=dict)
    waited: float = 0.0
    shed: int = 0
    foreign: float = 0.0
