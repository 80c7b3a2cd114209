"""How far a contract's price lies from its index: a function of time, never beyond a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandbox.exchange.futures.market.waves import Waves
from sandbox.exchange.market.coins import COINS
from sandbox.exchange.market.intervals import DAY

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.market.noise import Floats, Ints

_BOUND = 0.0015
"""What the premium of a contract on bitcoin never exceeds; on livelier coins it is more."""

_CARRY = 0.06
"""What a year until delivery is worth."""

YEAR = 365 * DAY


class Premium:
    """The premium of one contract, and the carry until its delivery."""

    def __init__(self, contract: Contract, *, seed: int) -> None:
        self._contract = contract
        self._waves = Waves(seed, contract.symbol, "premium")
        self.bound = _BOUND * COINS[contract.base].volatility / COINS["BTC"].volatility

    def at(self, times: Ints) -> Floats:
        """Return the premium at these times (milliseconds), as a share of the index price."""
        premium: Floats = self.bound * self._waves.at(times)
        if self._contract.perpetual:
            return premium
        # It vanishes towards the delivery, when the contract is worth its index.
        left = np.maximum(self._contract.delivery - times, 0)
        return _CARRY * left / YEAR + premium * np.minimum(left / DAY, 1.0)

    def now(self, time: int) -> float:
        return float(self.at(np.array([time]))[0])
