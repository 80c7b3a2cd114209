"""Schedules in which everything goes wrong: prices that touch levels, and all kinds of faults."""

from bisect import bisect
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random

from alert_world.schedule import (
    Ask,
    Block,
    Conditions,
    Crash,
    Happening,
    Schedule,
    Strike,
    Strikes,
    Trade,
    Withdraw,
)
from alert_world.steps import Fatal

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
_AHEAD = 90.0  # seconds of the future that levels are chosen from


def chaos(seed: int) -> Schedule:
    """Draw a schedule of faults from a seed."""
    rng = Random(f"alerts {seed}")
    seconds = rng.uniform(60.0, 180.0)
    night = rng.random() < 0.06  # a long one, in which much is traded and the bot is away
    trades = _trades(rng, seconds, night=night)
    asked = list(_asks(rng, trades, seconds))
    happenings: list[Happening] = [*trades, *asked, *_withdrawals(rng, asked)]
    happenings += [*_strikes(rng, seconds), *_blocks(rng, seconds)]
    happenings += _crashes(rng, seconds, night=night)
    happenings.sort(key=lambda one: one.at)
    return Schedule(
        seed,
        _conditions(rng),
        tuple(happenings),
        fatal=tuple(_fatal(rng) for _ in range(rng.choice((0, 0, 1, 3)))),
        users=USERS,
    )


def deadly(seed: int) -> Schedule:
    """Draw a schedule in which the process ends over and over again, mostly while it tells."""
    rng = Random(f"deadly {seed}")
    telling = (Fatal("message answered", rng.randint(1, 2)) for _ in range(2))
    writing = (Fatal("COMMITTED", rng.randint(8, 25)) for _ in range(3))
    return replace(chaos(seed), fatal=(*telling, *writing))


def _fatal(rng: Random) -> Fatal:
    what, most = rng.choice(_LAST)
    return Fatal(what, rng.randint(1, most))


def _conditions(rng: Random) -> Conditions:
    calm = rng.random() < 0.2
    slow = rng.choice((0.0, 0.1, 0.5, 3.0))
    return Conditions(
        lags=(0.0, slow),
        duplicated=0.0 if calm else rng.choice((0.0, 0.05)),
        reordered=0.0 if calm else rng.choice((0.0, 0.03)),
        rest_lag=0.0 if calm else rng.choice((0.0, 0.3, 4.0)),
        rest_fails=0.0 if calm else rng.choice((0.0, 0.2)),
        telegram_fails=0.0 if calm else rng.choice((0.2, 0.6)),
        disk_takes=rng.choice((0.0, 0.01, 0.4)),
        lifetime=rng.choice((20.0, 60.0, 86_400.0)),
        overlap=rng.choice((2.0, 10.0)),
        mended=rng.random() < 0.5,
        backlog=rng.choice((8, 10_000)),
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
    price, at = 1_000, 0.5
    end = 1_800.0 if night else seconds
    while at < end:
        rests = rng.random() < 0.5
        for _ in range(rng.randint(3, 15)):
            spike = rng.choice((-9, -4, 4, 9)) if rng.random() < 0.03 else 0
            yield Trade(round(at, 3), symbol, Decimal(price + spike))
            price += 0 if rests else rng.choice((-2, -1, 0, 0, 1, 2))
            burst = rng.random() < 0.2
            at += 0.001 if burst else rng.expovariate(1 / every)


def _asks(rng: Random, trades: list[Trade], seconds: float) -> Iterator[Ask]:
    """Alerts on levels that will be touched, just passed, or just missed."""
    known: set[tuple[int, str, bool, Decimal]] = set()
    for _ in range(rng.randint(4, 20)):
        at, user = rng.uniform(0.2, seconds * 0.8), rng.choice(USERS)
        symbol = rng.choice(sorted({one.symbol for one in trades}))
        above, level = _level(rng, [one for one in trades if one.symbol == symbol], at)
        if (user, symbol, above, level) not in known:
            known.add((user, symbol, above, level))
            yield Ask(at, user, symbol, above, level)


def _level(rng: Random, trades: list[Trade], at: float) -> tuple[bool, Decimal]:
    times = [one.at for one in trades]
    ahead = trades[bisect(times, at) : bisect(times, at + _AHEAD)] or trades[-1:]
    above = rng.random() < 0.5
    prices = [one.price for one in ahead]
    furthest = max(prices) if above else min(prices)
    level = rng.choice((furthest, furthest - 1 if above else furthest + 1, rng.choice(prices)))
    return above, level


def _withdrawals(rng: Random, asked: list[Ask]) -> Iterator[Withdraw]:
    for one in asked:
        if rng.random() < 0.2:
            yield Withdraw(one.at + rng.uniform(1.0, 60.0), one.user)


def _strikes(rng: Random, seconds: float) -> Iterator[Strike]:
    """Few kinds in a schedule, lest each undoes what the others did."""
    kinds = rng.sample(_STRIKES, rng.choice((1, 1, 2, len(_STRIKES))))
    for _ in range(rng.choice((0, 1, 2, 6))):
        lasting = rng.choice((2.0, 10.0, 40.0))
        yield Strike(rng.uniform(0.0, seconds), rng.choice(kinds), lasting)


def _crashes(rng: Random, seconds: float, *, night: bool) -> Iterator[Crash]:
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        yield Crash(rng.uniform(1.0, seconds), rng.choice((0.5, 5.0, 60.0)))
    if night:
        yield Crash(seconds, 1_700.0 - seconds)


def _blocks(rng: Random, seconds: float) -> Iterator[Block]:
    for user in USERS:
        if rng.random() < 0.4:
            yield Block(rng.uniform(1.0, seconds), user, rng.choice((5.0, 60.0)))
