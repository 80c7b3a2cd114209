"""Where a contract's minutes come from: spot's own, carried by the premium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandbox.exchange.market.intervals import MINUTE
from sandbox.exchange.market.noise import centred, key
from sandbox.exchange.market.walk import Candles

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.market.premium import Premium
    from sandbox.exchange.market.listing import Listing
    from sandbox.exchange.market.noise import Floats, Ints
    from sandbox.exchange.market.walk import Source


class Carried:
    """The source of one contract: wherever spot goes it goes too, with volumes of its own."""

    origin = None  # it follows from a premium as well

    def __init__(
        self, contract: Contract, premium: Premium, index: Listing, source: Source, *, seed: int
    ) -> None:
        self._contract = contract
        self._premium = premium
        self._source = source
        self._ticks = float(index.tick / contract.tick)
        self._usual = index.turnover / float(index.step)
        self._key = key(seed, contract.symbol, "carried")

    def candles(self, first: int, last: int) -> Candles:
        spot = self._source.candles(first, last)
        carry = self._ticks * (1 + self._premium.at(np.arange(first, last + 1) * MINUTE))
        start, end = carry[:-1], carry[1:]
        volume = self._volume(first, spot.volume)
        return Candles(
            _rounded(spot.open * start),
            _rounded(spot.high * np.maximum(start, end)),
            _rounded(spot.low * np.minimum(start, end)),
            _rounded(spot.close * end),
            volume,
        )

    def _volume(self, first: int, spot: Ints) -> Ints:
        """Return volumes as lively as spot's, in the contract's own size."""
        minutes = np.arange(first, first + spot.size)
        own = self._contract.turnover / float(self._contract.step) / self._usual
        volume: Ints = (spot * own * (1 + 0.5 * centred(self._key, minutes))).astype(np.int64)
        return volume


def _rounded(price: Floats) -> Ints:
    ticks: Ints = np.maximum(np.rint(price), 1).astype(np.int64)
    return ticks
