"""The market that nobody stored: a minute's candle as a function of seed, symbol and time.

A coin's price is a random walk made by midpoint displacement, in which volatility has moods; a
symbol's is the sum of the walks it consists of, so that ETHBTC agrees with ETHUSDT and BTCUSDT.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from sandbox.exchange.market.coins import COINS
from sandbox.exchange.market.noise import Floats, Ints, centred, key, ladder, uniform
from sandbox.exchange.market.paths import coin_path

if TYPE_CHECKING:
    from collections.abc import Hashable

    from sandbox.exchange.market.listing import Listing

ANCHOR = 1_795_132_800 // 60
"""The minute (2026-11-20 00:00 UTC) at which every coin has its listed price."""


class Candles(NamedTuple):
    """Minutes in ticks and steps, without what only their trades can tell."""

    open: Ints
    high: Ints
    low: Ints
    close: Ints
    volume: Ints


class Source(Protocol):
    """Where a symbol's minutes come from."""

    @property
    def origin(self) -> Hashable | None:
        """All that they follow from, the same for equal sources; None where it is too much."""
        ...

    def candles(self, first: int, last: int) -> Candles:
        """Return the minutes from `first` to before `last`."""
        ...


class Walk:
    """The seeded source of one symbol."""

    def __init__(self, listing: Listing, *, seed: int, speed: float = 1.0) -> None:
        self._listing = listing
        self._seed = seed
        self._pace = math.sqrt(speed)  # a walk that is k times as fast goes sqrt(k) times as far
        self._key = key(seed, listing.symbol, "minute")
        self.origin = ("walk", seed, listing.symbol, speed)
        # The mood is the base coin's; where that stands still, as USDT does, the quote's.
        self._moody = listing.base if listing.base in listing.walks else listing.quote
        self._origin = self._paths(ANCHOR, ANCHOR)[0][0]

    def candles(self, first: int, last: int) -> Candles:
        path, mood = self._paths(first, last)
        price = self._listing.anchor * np.exp(path - self._origin) / float(self._listing.tick)
        knots = np.maximum(np.rint(price), 1).astype(np.int64)
        opens, closes = knots[:-1], knots[1:]
        minutes = np.arange(first, last)
        high, low = self._extremes(opens, closes, minutes, mood[:-1])
        return Candles(opens, high, low, closes, self._volume(minutes, mood[:-1], opens, closes))

    def _paths(self, first: int, last: int) -> tuple[Floats, Floats]:
        """Return the logarithm of the price and the mood at the minutes' borders."""
        path: Floats = np.zeros(last - first + 1)
        mood = path
        for coin, weight in self._listing.walks.items():
            rows = coin_path(self._seed, coin, self._pace, first, last)
            path = path + weight * rows[0]
            if coin == self._moody:
                mood = rows[1]
        return path, mood

    def _extremes(
        self, opens: Ints, closes: Ints, minutes: Ints, mood: Floats
    ) -> tuple[Ints, Ints]:
        """Return how far the price went beyond its open and close, in either direction."""
        walks = self._listing.walks.items()
        volatility = sum(COINS[coin].volatility * abs(weight) for coin, weight in walks)
        reach = opens * np.exp(mood) * volatility * self._pace / math.sqrt(1440)
        up = reach * centred(self._key + 1, minutes) ** 2 * 2
        down = reach * centred(self._key + 2, minutes) ** 2 * 2
        high = np.maximum(opens, closes) + np.rint(up).astype(np.int64)
        low = np.minimum(opens, closes) - np.rint(down).astype(np.int64)
        return high, np.maximum(low, 1).astype(np.int64)

    def _volume(self, minutes: Ints, mood: Floats, opens: Ints, closes: Ints) -> Ints:
        """Return the volumes: more by day in America, in lively moods, and where prices jump."""
        day = 1 + 0.35 * np.sin((minutes % 1440 - 9 * 60) * (2 * math.pi / 1440))
        jump = np.abs(closes - opens) / opens * 1_200
        spread = np.exp(1.1 * mood + 0.9 * centred(self._key + 3, minutes) - 0.3)
        rare = 1 + 5 * (uniform(self._key + 4, minutes) > 0.99)
        steps = self._listing.turnover / float(self._listing.step)
        volume: Ints = (steps * day * spread * rare * (0.6 + jump)).astype(np.int64)
        return volume


class Counter:
    """How many trades a symbol has seen at each minute's start, so that ids follow from time.

    The count leads or lags behind an even rate by a bounded ladder, whose slopes add up to less
    than the rate: every minute has at least four trades, its open, high, low and close.
    """

    SLOPE = 0.11
    LEVELS = 7

    def __init__(self, listing: Listing, *, seed: int) -> None:
        self._rate = listing.trades
        self._keys = [key(seed, listing.symbol, "count", level) for level in range(self.LEVELS)]
        self._reach = 1 << self.LEVELS - 2  # minutes by which the count may be off

    def ids(self, first: int, last: int) -> Ints:
        """Return the id of the first trade of each minute from `first` to `last`."""
        lead = ladder(first, last, self._displace, top=self.LEVELS)[0]
        ids: Ints = np.arange(first, last + 1) * self._rate + np.floor(lead).astype(np.int64)
        return ids

    def minute(self, trade_id: int) -> int:
        """Return the minute in which the trade of this id belongs."""
        first = trade_id // self._rate - self._reach
        ids = self.ids(first, first + 2 * self._reach + 1)
        return first + int(np.searchsorted(ids, trade_id, side="right")) - 1

    def _displace(self, level: int, knots: Ints, middle: Floats) -> Floats:
        if level >= self.LEVELS:
            return np.zeros_like(middle)
        reach = self._rate * self.SLOPE * (1 << level)
        return np.atleast_2d(reach * centred(self._keys[level], knots))
