"""How the last minutes went: what `/limits` and `/status` show, counted from the hooks."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from binance.breaker import BreakerState
from binance.clock import Clock
from binance.hooks import CacheHit, HookEvent, RequestDone, Retried
from binance.limits import PoolState

_SECONDS = 300.0
_MOST = 5000  # attempts of a family that are remembered


@dataclass(frozen=True)
class FamilyMetrics:
    """The attempts of one API family in the last five minutes; latencies in seconds."""

    requests: int
    failed: int  # without an answer, or with another status than 200
    p50: float
    p99: float


@dataclass(frozen=True)
class Metrics:
    """What there is to count; `cache_hit_ratio` is None where no cache was asked."""

    families: dict[str, FamilyMetrics]
    pools: tuple[PoolState, ...]
    breakers: dict[str, BreakerState]
    retries: int
    cache_hits: int
    cache_hit_ratio: float | None


@dataclass(frozen=True, slots=True)
class _Attempt:
    at: float
    seconds: float
    failed: bool


class Meter:
    """An observer that remembers the last minutes."""

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._attempts: dict[str, deque[_Attempt]] = defaultdict(lambda: deque(maxlen=_MOST))
        self.last_success_at: float | None = None
        self.retries = 0
        self.cache_hits = 0
        self.cache_misses = 0

    def __call__(self, event: HookEvent) -> None:
        match event:
            case RequestDone():
                now, good = self._now(), event.status == 200
                self._attempts[event.api].append(_Attempt(now, event.seconds, not good))
                self.last_success_at = now if good else self.last_success_at
            case Retried():
                self.retries += 1
            case CacheHit():
                self.cache_hits += 1
            case _:
                pass

    @property
    def cache_hit_ratio(self) -> float | None:
        asked = self.cache_hits + self.cache_misses
        return self.cache_hits / asked if asked else None

    def families(self) -> dict[str, FamilyMetrics]:
        since = self._now() - _SECONDS
        return {
            api: _summary([one for one in attempts if one.at >= since])
            for api, attempts in self._attempts.items()
        }


def _summary(attempts: Sequence[_Attempt]) -> FamilyMetrics:
    seconds = sorted(one.seconds for one in attempts)
    failed = sum(one.failed for one in attempts)
    return FamilyMetrics(len(attempts), failed, _share(seconds, 0.5), _share(seconds, 0.99))


def _share(ascending: Sequence[float], share: float) -> float:
    """Find what so large a share of the values does not exceed."""
    return ascending[ceil(share * len(ascending)) - 1] if ascending else 0.0
