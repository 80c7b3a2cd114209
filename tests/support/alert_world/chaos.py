"""Schedules in which everything goes wrong: prices that touch levels, and all kinds of faults."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random

from alert_world.schedule import (
    Block,
    Conditions,
    Crash,
    Happening,
    Schedule,
    Strike,
    Strikes,
    Trade,
)
from alert_world.steps import Fatal
from alert_world.wishes import Wishes

USERS = (1001, 1002, 1003)
SYMBOLS = ("BTCUSDT", "ETHUSDT")
_STRIKES: tuple[Strikes, ...] = (
    "cut", "mute", "mute one", "shut down", "outage", "REST away", "silence",
)  # fmt: skip
# What a process may do last, and how often it did so before.
_LAST: tuple[tuple[str, int], ...] = (
    ("IMMEDIATE", 40), ("COMMIT", 40), ("COMMITTED", 40), ("message leaves", 3),
    ("message answered", 3), ("message answered", 3), ("REST answered", 12),
    ("socket asked for", 4),
)  # fmt: skip
_TICK = 0.002  # seconds; no two trades share a millisecond, so their order is certain
_BEHIND = 0.0004  # the beginning of a millisecond, lest binary fractions fall before it


def chaos(seed: int) -> Schedule:
    """Draw a schedule of faults from a seed; people want to hear of prices above and below."""
    return _drawn(seed, Random(f"alerts {seed}"), plain=True)


def various(seed: int) -> Schedule:
    """Draw one in which people want everything that trades decide, and change their minds."""
    return _drawn(seed, Random(f"various {seed}"), plain=False)


def _drawn(seed: int, rng: Random, *, plain: bool) -> Schedule:
    seconds = rng.uniform(60.0, 180.0)
    night = rng.random() < 0.04  # a long one, in which much is traded and the bot is away
    trades = _trades(rng, seconds, night=night)
    orderly = not plain and rng.random() < 0.5
    wishes = Wishes(rng, trades, plain=plain, joint=orderly)
    asked = [*wishes.asks(USERS, seconds)]
    happenings: list[Happening] = [*trades, *asked, *wishes.acts(asked)]
    happenings += [*strikes(rng, seconds, orderly=orderly), *blocks(rng, seconds)]
    happenings += crashes(rng, seconds, night=night)
    happenings.sort(key=lambda one: one.at)
    return Schedule(
        seed,
        conditions(rng, plain=plain, orderly=orderly),
        tuple(happenings),
        fatal=tuple(fatal(rng) for _ in range(rng.choice((0, 0, 1, 3)))),
        users=USERS,
    )


def deadly(seed: int) -> Schedule:
    """Draw a schedule in which the process ends over and over again, mostly while it tells."""
    rng = Random(f"deadly {seed}")
    telling = (Fatal("message answered", rng.randint(1, 2)) for _ in range(2))
    writing = (Fatal("COMMITTED", rng.randint(8, 25)) for _ in range(3))
    return replace(chaos(seed), fatal=(*telling, *writing))


def fatal(rng: Random) -> Fatal:
    what, most = rng.choice(_LAST)
    return Fatal(what, rng.randint(1, most))


def conditions(rng: Random, *, plain: bool, orderly: bool) -> Conditions:
    """When `orderly`, the trades of two symbols come in the order in which they were made."""
    calm = rng.random() < 0.2
    slow = rng.choice((0.0, 0.1, 0.5, 3.0))
    return Conditions(
        lags=(0.0, slow),
        duplicated=0.0 if calm else rng.choice((0.0, 0.05)),
        reordered=0.0 if calm or orderly else rng.choice((0.0, 0.03)),
        rest_lag=0.0 if calm else rng.choice((0.0, 0.3, 4.0)),
        rest_fails=0.0 if calm else rng.choice((0.0, 0.2)),
        telegram_fails=0.0 if calm else rng.choice((0.2, 0.6)),
        disk_takes=rng.choice((0.0, 0.01, 0.4)),
        lifetime=rng.choice((20.0, 60.0, 86_400.0)),
        overlap=rng.choice((2.0, 10.0)),
        mended=rng.random() < 0.5 and not orderly,
        backlog=rng.choice((8, 10_000)),
        places=300 if plain else rng.choice((300, 300, 300, 1, 0)),
    )


def _trades(rng: Random, seconds: float, *, night: bool) -> list[Trade]:
    every = rng.choice((0.5, 1.0, 3.0))
    return [
        one
        for symbol in SYMBOLS[: rng.choice((1, 2))]
        for one in _walk(rng, symbol, seconds, every, night=night)
    ]


def _walk(
    rng: Random, symbol: str, seconds: float, every: float, *, night: bool
) -> Iterator[Trade]:
    """A price in whole units: it rests, it strolls, it jumps for a single trade."""
    price, ticks = 1_000, 250
    end = 1_800.0 if night else seconds
    while ticks * _TICK < end:
        rests = rng.random() < 0.5
        for _ in range(rng.randint(3, 15)):
            spike = rng.choice((-9, -4, 4, 9)) if rng.random() < 0.03 else 0
            moment = ticks * _TICK + SYMBOLS.index(symbol) * _TICK / 2
            yield Trade(moment + _BEHIND, symbol, Decimal(price + spike))
            price += 0 if rests else rng.choice((-2, -1, 0, 0, 1, 2))
            burst = rng.random() < 0.2
            ticks += 1 if burst else 1 + round(rng.expovariate(1 / every) / _TICK)


def strikes(rng: Random, seconds: float, *, orderly: bool) -> Iterator[Strike]:
    """Few kinds in a schedule, lest each undoes what the others did."""
    all_kinds = [one for one in _STRIKES if not orderly or one != "mute one"]
    kinds = rng.sample(all_kinds, rng.choice((1, 1, 2, len(all_kinds))))
    for _ in range(rng.choice((0, 1, 2, 6))):
        lasting = rng.choice((2.0, 10.0, 40.0))
        yield Strike(rng.uniform(0.0, seconds), rng.choice(kinds), lasting)


def crashes(rng: Random, seconds: float, *, night: bool) -> Iterator[Crash]:
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        yield Crash(rng.uniform(1.0, seconds), rng.choice((0.5, 5.0, 60.0)))
    if night:
        yield Crash(seconds, 1_700.0 - seconds)


def blocks(rng: Random, seconds: float) -> Iterator[Block]:
    for user in USERS:
        if rng.random() < 0.4:
            yield Block(rng.uniform(1.0, seconds), user, rng.choice((5.0, 60.0)))
