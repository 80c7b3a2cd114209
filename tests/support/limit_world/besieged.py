"""A breaker with a crowd before it: an API is down for a while, and everybody keeps asking."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias

from binance.breaker import Breaker, BreakerPolicy, BreakerState, Permit
from binance.clock import Clock
from binance.errors import BreakerOpen, Unknown
from limit_world.checker import Violation

_DOWN = 40.0
_PATIENCE = 60.0
# Who was cancelled says nothing and gives his permit back.
_CANCELLED = 0.3

BreakerClass: TypeAlias = type[Breaker]


@dataclass
class Siege:
    """What was seen: trials that began and that came to nothing, in each half-open time."""

    began: Counter[int] = field(default_factory=Counter)
    void: Counter[int] = field(default_factory=Counter)
    out: int = 0
    most_out: int = 0
    half_opened: int = 0
    served: int = 0
    refused: int = 0
    lost: int = 0
    state: BreakerState = BreakerState.CLOSED


async def besiege(
    kind: BreakerClass = Breaker, *, seed: int, crowd: int, policy: BreakerPolicy
) -> Siege:
    """Let a crowd ask an API that is down at first, and comes back later."""
    rng, siege, now = Random(seed), Siege(), asyncio.get_running_loop().time

    def changed(_name: str, state: BreakerState) -> None:
        siege.state = state
        siege.half_opened += state is BreakerState.HALF_OPEN
        siege.out = 0

    breaker = kind("api", now, policy, changed=changed)
    up_at = now() + _DOWN
    askers = [_ask(breaker, siege, rng, now, up_at) for _ in range(crowd)]
    done, pending = await asyncio.wait(
        [asyncio.create_task(asker) for asker in askers], timeout=_PATIENCE + 30.0
    )
    siege.lost = len(pending)
    for task in done:
        task.result()
    return siege


def check(siege: Siege, policy: BreakerPolicy) -> list[Violation]:
    """At most the permits pass, and nobody is forgotten before a door that could be open."""
    counted = {era: siege.began[era] - siege.void[era] for era in siege.began}
    broken = [f"{many} in half-open time {era}" for era, many in counted.items()]
    too_many = [
        detail
        for detail, many in zip(broken, counted.values(), strict=True)
        if many > policy.permits
    ]
    if siege.most_out > policy.permits:
        too_many.append(f"{siege.most_out} at once")
    violations = [Violation("at most the permits pass", detail) for detail in too_many]
    if siege.lost:
        violations.append(Violation("every waiter is answered", f"{siege.lost} are lost"))
    if siege.state is not BreakerState.CLOSED:
        violations.append(Violation("what works is used again", f"it ends {siege.state}"))
    return violations


async def _ask(breaker: Breaker, siege: Siege, rng: Random, now: Clock, up_at: float) -> None:
    """Ask until there is an answer or no patience left."""
    gives_up = now() + _PATIENCE
    while now() < gives_up:
        try:
            permit = breaker.permit()
        except BreakerOpen as refusal:
            await asyncio.sleep(max(refusal.retry_after, 0.01))
            continue
        try:
            await _use(permit, breaker, siege, rng, now() >= up_at)
        except (Unknown, asyncio.CancelledError):
            continue
        siege.served += 1
        return
    siege.refused += 1


async def _use(permit: Permit, breaker: Breaker, siege: Siege, rng: Random, up: bool) -> None:
    trial = siege.half_opened if breaker.state is BreakerState.HALF_OPEN else None
    _in(siege, trial)
    cancelled = trial is not None and rng.random() < _CANCELLED
    try:
        with permit:
            await asyncio.sleep(rng.uniform(0.05, 0.5))
            if cancelled:
                raise asyncio.CancelledError
            if not up:
                raise Unknown("HTTP 503")
    finally:
        if trial is not None and trial == siege.half_opened:
            siege.out = max(siege.out - 1, 0)
            siege.void[trial] += cancelled


def _in(siege: Siege, trial: int | None) -> None:
    if trial is not None:
        siege.began[trial] += 1
        siege.out += 1
        siege.most_out = max(siege.most_out, siege.out)


class Sieve(Breaker):
    """Planted: at half-open everybody who asks may pass."""

    def permit(self, *, urgent: bool = False) -> Permit:
        if self.state is BreakerState.HALF_OPEN:
            return Permit(self, self._era, self._now())
        return super().permit(urgent=urgent)


class Generous(Breaker):
    """Planted: a permit that comes back counts as two."""

    def finish(self, era: int, since: float, *, failed: bool | None) -> None:
        if era == self._era and self._state is BreakerState.HALF_OPEN and failed is None:
            self._out -= 1
        super().finish(era, since, failed=failed)


class Hoarder(Breaker):
    """Planted: the permit of a caller that was cancelled never comes back."""

    def finish(self, era: int, since: float, *, failed: bool | None) -> None:
        if failed is not None or self._state is not BreakerState.HALF_OPEN:
            super().finish(era, since, failed=failed)
