"""Hours that one market has drawn and others of its seed take over."""

import numpy as np

from sandbox.exchange.market.intervals import HOUR
from sandbox.exchange.market.noise import Ints
from sandbox.exchange.market.venue import Market

NOON = 1_795_176_000_000  # 2026-11-20 12:00 UTC
SEED = 90_210  # of this file alone


def hours_of(market: Market, symbol: str, count: int = 3) -> Ints:
    """The minutes of the hours that ended last."""
    last = market.clock // HOUR * 60
    return market.pairs[symbol].history.minutes(last - count * 60, last)


def test_a_market_that_takes_over_hours_shows_what_it_would_have_drawn() -> None:
    first, second = (Market(seed=SEED, clock=NOON) for _ in range(2))
    itself = Market(seed=SEED, clock=NOON)
    itself.pairs["BTCUSDT"].history.move(NOON, 2.0)  # from now on, so that it draws its own past

    drawn = hours_of(first, "BTCUSDT")

    assert np.array_equal(drawn, hours_of(second, "BTCUSDT"))
    assert np.array_equal(drawn, hours_of(itself, "BTCUSDT"))


def test_a_price_moved_in_one_market_moves_in_no_other() -> None:
    moved, calm = (Market(seed=SEED, clock=NOON) for _ in range(2))
    moved.pairs["ETHUSDT"].history.move(NOON, 2.0)
    for market in (moved, calm):
        market.advance(NOON + HOUR)

    raised, usual = hours_of(moved, "ETHUSDT", 1), hours_of(calm, "ETHUSDT", 1)

    assert np.all(raised[0] > usual[0] * 1.9)
    assert np.array_equal(usual, hours_of(Market(seed=SEED, clock=NOON + HOUR), "ETHUSDT", 1))


def test_other_seeds_and_speeds_take_nothing_over() -> None:
    usual = hours_of(Market(seed=SEED, clock=NOON), "BTCUSDT")

    others = [Market(seed=SEED + 1, clock=NOON), Market(seed=SEED, clock=NOON, speed=4.0)]

    assert not any(np.array_equal(usual, hours_of(one, "BTCUSDT")) for one in others)
