"""Where a coin's walk goes, minute by minute; what was drawn once is kept for all its symbols."""

from __future__ import annotations

import math
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np

from sandbox.exchange.market.coins import COINS
from sandbox.exchange.market.noise import Floats, Ints, centred, key, ladder

if TYPE_CHECKING:
    from sandbox.exchange.market.coins import Coin

_BLOCK = 128  # minutes that are drawn together
_LONG = 64 * _BLOCK  # a past of this length is looked at once, and not worth keeping
_STRETCH = math.sqrt(6)  # a centred draw has a standard deviation of 1/sqrt(6)


def coin_path(seed: int, coin: str, pace: float, first: int, last: int) -> Floats:
    """Return the logarithm of a coin's price and its mood at the borders of some minutes.

    Forty symbols ask for the same minutes of bitcoin, and every minute asks for the last day.
    """
    if last - first > _LONG:
        return ladder(first, last, partial(_displace, seed, coin, pace))
    start = first // _BLOCK
    blocks = [_block(seed, coin, pace, each) for each in range(start, last // _BLOCK + 1)]
    return np.hstack(blocks)[:, first - start * _BLOCK : last + 1 - start * _BLOCK]


@lru_cache(maxsize=2_048)
def _block(seed: int, coin: str, pace: float, number: int) -> Floats:
    first = number * _BLOCK
    return ladder(first, first + _BLOCK - 1, partial(_displace, seed, coin, pace))


def _displace(seed: int, coin: str, pace: float, level: int, knots: Ints, middle: Floats) -> Floats:
    walk = _amplitude(COINS[coin], level) * pace * centred(key(seed, coin, "walk", level), knots)
    swing = 0.45 if 4 <= level <= 13 else 0.0  # moods last from a quarter of an hour to days
    mood = swing * centred(key(seed, coin, "mood", level), knots)
    return np.stack([walk * np.exp(middle[-1]), mood])


def _amplitude(coin: Coin, level: int) -> float:
    """Return how far a knot of this level strays from the middle of its neighbours.

    Above the coin's calm level this shrinks: a price wanders, but not out of sight.
    """
    minutes = 2 ** min(level + 1, coin.calm + 1)
    shrink = 0.6 ** max(level - coin.calm, 0)
    return coin.volatility * math.sqrt(minutes / 1440) / 2 * _STRETCH * shrink
