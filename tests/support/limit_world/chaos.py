"""Schedules in which everything happens at once, at limits so small that little is needed."""

from collections.abc import Iterator
from heapq import merge
from random import Random
from typing import Any

from binance.limits import Priority
from binance.request import Request
from limit_world.fares import (
    Cancel,
    Coins,
    Funding,
    FuturesLook,
    FuturesPlace,
    Look,
    Place,
    Transfer,
)
from limit_world.schedule import Banned, Greedy, Happening, Others, Restart, Resync, Schedule, Wish
from limit_world.wire import Network

# What is asked for, how often, and with which rows.
_KINDS: tuple[tuple[type[Request[Any]], int, tuple[int, ...]], ...] = (
    (Look, 50, (1, 2, 5, 10)),
    (Place, 14, (1,)),
    (Cancel, 6, (1,)),
    (FuturesLook, 12, (1, 2, 5, 10)),
    (FuturesPlace, 6, (0,)),
    (Coins, 4, (600, 2_000)),
    (Transfer, 4, (9_000, 30_000)),
    (Funding, 4, (0,)),
)
_ORDERS = (Place, FuturesPlace)
_TO_MIDNIGHT = 57_600.0  # from when schedules usually begin


def chaos(seed: int) -> Schedule:
    """Draw a schedule of faults from a seed."""
    rng = Random(f"chaos {seed}")
    seconds = rng.uniform(125.0, 200.0)
    spot = rng.choice((60, 120, 300))
    phase = rng.choice((rng.uniform(0.0, 60.0), _TO_MIDNIGHT - rng.uniform(1.0, 90.0)))
    return Schedule(
        seed,
        seconds,
        lambda load: _happenings(load, seconds, spot, first_turn=60.0 - phase % 60.0),
        greedy=_greedy(rng),
        sizes={
            "spot": spot,
            "futures": rng.choice((60, 120)),
            "raw": rng.choice((150, 2_000)),
            "orders 10s": rng.choice((3, 10)),
        },
        network=_network(rng),
        skew=rng.uniform(-20.0, 20.0),
        drift=rng.uniform(-1e-4, 1e-4),
        phase=phase,
    )


def _network(rng: Random) -> Network:
    calm = rng.random() < 0.4
    return Network(
        shortest=rng.uniform(0.005, 0.15),
        jitter=rng.uniform(0.002, 0.05),
        spikes=rng.choice((0.0, 0.02)),
        unreachable=0.0 if calm else 0.01,
        lost_there=0.0 if calm else 0.01,
        lost_back=0.0 if calm else 0.01,
        firewalled=0.0 if calm else rng.choice((0.0, 0.002)),
    )


def _greedy(rng: Random) -> tuple[Greedy, ...]:
    return tuple(
        Greedy(f"user {number}", Look, rng.choice((1, 2, 5)), rng.randint(1, 12), patience=70.0)
        for number in range(rng.choice((0, 0, 1, 3)))
    )


def _happenings(
    rng: Random, seconds: float, spot: int, *, first_turn: float
) -> Iterator[Happening]:
    sources = [
        _asking(rng, seconds, spot),
        _at_turns(Random(rng.random()), first_turn, seconds, spot),
        _others(Random(rng.random()), seconds, spot),
        _events(Random(rng.random()), seconds),
    ]
    return merge(*sources, key=lambda one: one.at)


def _asking(rng: Random, seconds: float, spot: int) -> Iterator[Happening]:
    """Users of all kinds, whose requests come by ones and by dozens."""
    users = rng.choice((2, 5, 20))
    a_minute = rng.uniform(0.3, 2.0) * spot / 3
    at = 0.0
    while at < seconds:
        many = rng.choice((1, 1, 1, 1, 1, 1, 1, 12))
        (kind, _, rows), *_ = rng.choices(_KINDS, [share for _, share, _ in _KINDS])
        favourite = int(users * rng.random() ** 2)
        for number in range(many):
            user = f"user {(favourite + number // 6) % users}"
            yield _wish(rng, at, user, kind, rng.choice(rows))
        at += rng.expovariate(1.0) * 60.0 * 19 / 8 / a_minute


def _at_turns(rng: Random, first: float, seconds: float, spot: int) -> Iterator[Happening]:
    """Just when the exchange's minute turns, far more is wanted than there is."""
    if rng.random() < 0.6:
        return
    turn = first + 60.0 * rng.randrange(2)
    while turn < seconds:
        at = max(turn + rng.uniform(-0.3, 0.2), 0.0)
        for number in range(spot // 5):
            yield Wish(at, "turn", f"user {number % 3}", Look, 10, patience=2.0)
        turn += 120.0  # every other time: or else there would be nothing left to take before a turn


def _wish(rng: Random, at: float, user: str, kind: type[Request[Any]], rows: int) -> Wish:
    if kind is Cancel:
        priority = Priority.CRITICAL
    elif kind in _ORDERS:
        priority = Priority.HIGH
    else:
        priority = rng.choice((Priority.NORMAL, Priority.NORMAL, Priority.LOW))
    return Wish(
        at,
        kind.__name__,
        user,
        kind,
        rows,
        priority,
        patience=rng.choice((0.0, 1.0, 10.0, 10.0, 65.0)),
        fails=rng.random() < 0.1,
        filled=rng.random() < 0.5,
        give_up=rng.choice((0.0, 0.05, rng.uniform(0.0, 20.0))) if rng.random() < 0.15 else None,
    )


def _others(rng: Random, seconds: float, spot: int) -> Iterator[Happening]:
    """Nobody, somebody steady, somebody who comes and goes, or bursts."""
    share = rng.choice((0.0, 0.0, 0.1, 0.3))
    comes, goes = sorted(rng.uniform(0.0, seconds) for _ in range(2))
    steady = rng.random() < 0.5
    burst = rng.choice((0.0, 0.0, 0.3))
    for second in range(int(seconds)):
        if share and (steady or comes < second < goes):
            yield Others(second + 0.3, "spot", max(round(share * spot / 60), 1))
        if rng.random() < burst / 30:
            yield Others(second + 0.4, rng.choice(("spot", "futures")), int(burst * spot / 2))


def _events(rng: Random, seconds: float) -> Iterator[Happening]:
    """Restarts, bans and our clock being put right."""
    events: list[Happening] = [Resync(at) for at in range(60, int(seconds), 60)]
    events += [Restart(rng.uniform(1.0, seconds)) for _ in range(rng.choice((0, 0, 0, 1, 2)))]
    if rng.random() < 0.1:
        events.append(Banned(rng.uniform(1.0, seconds), rng.choice(("api", "fapi"))))
    yield from sorted(events, key=lambda one: one.at)
