"""Schedules about everything else that alerts measure: windows, candles, rates, new symbols."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from pretend_market import BEGUN

from alert_world.chaos import SYMBOLS, USERS, blocks, conditions, crashes, fatal, strikes
from alert_world.measured_wishes import MeasuredWishes
from alert_world.schedule import Conditions, Happening, Listing, Rate, Schedule, Trade

_PAST = 5_400.0  # seconds, which some indicators look back
_RATES = [Decimal(n) / 10_000 for n in range(-3, 8)]
_TICK = 0.002
_BEHIND = 0.0004


def measured(seed: int) -> Schedule:
    """Draw one in which people want what trades, candles, rates and listings decide."""
    rng = Random(f"measured {seed}")
    seconds = rng.uniform(120.0, 400.0)
    orderly = rng.random() < 0.5
    drawn = _conditions(rng, orderly=orderly)
    past, trades = _trades(rng, seconds, quiet=drawn.tells_quiet or not orderly)
    rates = [one for symbol in SYMBOLS for one in _rates(rng, symbol, seconds)]
    listings = [*_listings(rng, seconds)]
    wishes = MeasuredWishes(rng, past, trades, rates, joint=orderly)
    asked = [*wishes.asks(USERS, seconds)]
    happenings: list[Happening] = [*trades, *listings, *asked, *wishes.acts(asked)]
    happenings += [one for one in rates if one.at > 0]
    happenings += [*strikes(rng, seconds, orderly=orderly), *blocks(rng, seconds)]
    happenings += crashes(rng, seconds, night=False)
    happenings.sort(key=lambda one: one.at)
    return Schedule(
        seed,
        drawn,
        tuple(happenings),
        fatal=tuple(fatal(rng) for _ in range(rng.choice((0, 0, 1, 3)))),
        users=USERS,
        past=(*past, *(one for one in rates if one.at < 0)),
    )


def _conditions(rng: Random, *, orderly: bool) -> Conditions:
    """When `orderly`, all that is told comes in the order in which it happened.

    Then REST is not behind either: of two symbols, it would know the one's latest trade too late.
    """
    drawn = conditions(rng, plain=False, orderly=orderly)
    slow = drawn.lags[1]
    return replace(
        drawn,
        lags=(slow, slow) if orderly else drawn.lags,
        rest_lag=0.0 if orderly else drawn.rest_lag,
        tells_quiet=orderly or rng.random() < 0.5,
    )


def _trades(rng: Random, seconds: float, *, quiet: bool) -> tuple[list[Trade], list[Trade]]:
    """What was traded before, and what is traded now."""
    every = rng.choice((0.5, 1.0, 3.0))
    past: list[Trade] = []
    trades: list[Trade] = []
    for symbol in SYMBOLS:
        before = [*_walk(rng, symbol, (-_PAST, -5.0), 12.0, Decimal(1_000))]
        past += before
        at = 0.5
        while at < seconds:
            price = (trades or before)[-1].price if at > 0.5 else before[-1].price
            until = min(seconds, at + rng.uniform(60.0, 200.0))
            trades += _walk(rng, symbol, (at, until), every, price)
            at = until + (rng.choice((0.0, 30.0, 100.0)) if quiet else 0.0)
    return past, trades


def _walk(
    rng: Random, symbol: str, span: tuple[float, float], every: float, price: Decimal
) -> Iterator[Trade]:
    """A price in whole units: it rests, it strolls, it jumps for a single trade."""
    tick, end = round(span[0] / _TICK), span[1] / _TICK
    while True:
        rests = rng.random() < 0.4
        for _ in range(rng.randint(3, 15)):
            if tick >= end:
                return
            if (BEGUN * 1000 + tick * 2) % 60_000 == 0:
                tick += 1  # a candle ends there: which was first would be nobody's guess
            spike = rng.choice((-19, -9, 9, 19)) if rng.random() < 0.03 else 0
            moment = tick * _TICK + SYMBOLS.index(symbol) * _TICK / 2
            qty = Decimal(rng.choice((1, 1, 1, 2, 5, 40)))
            yield Trade(moment + _BEHIND, symbol, price + spike, qty)
            price += 0 if rests else rng.choice((-3, -1, 0, 0, 1, 3))
            burst = rng.random() < 0.2
            tick += 1 if burst else 1 + round(rng.expovariate(1 / every) / _TICK)


def _rates(rng: Random, symbol: str, seconds: float) -> Iterator[Rate]:
    at = -60.0
    while at < seconds:
        yield Rate(at, symbol, rng.choice(_RATES))
        at = max(at, 0.0) + rng.uniform(5.0, 80.0)


def _listings(rng: Random, seconds: float) -> Iterator[Listing]:
    names: Sequence[tuple[str, str]] = (("NEWUSDT", "USDT"), ("NEWBTC", "BTC"), ("TOOUSDT", "USDT"))
    at = rng.uniform(60.0, seconds)
    for symbol, quote in names[: rng.choice((0, 1, 2, 3))]:
        yield Listing(at, symbol, quote)
        if rng.random() < 0.5:
            at = rng.uniform(60.0, seconds)
