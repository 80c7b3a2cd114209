"""Funding: what longs pay shorts every eight hours, so that a perpetual stays near its index."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from sandbox.exchange.market.intervals import HOUR, MINUTE

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.market.premium import Premium
    from sandbox.exchange.market.noise import Floats, Ints

EVERY = 8 * HOUR
"""Paid at 00:00, 08:00 and 16:00 UTC."""

INTEREST = Decimal("0.0001")
_DAMPER = 0.0005
_SAMPLE = 5 * MINUTE
_SAMPLES = EVERY // _SAMPLE
_UNIT = Decimal("1E-8")


def after(time: int) -> int:
    """Return the next funding time after a time."""
    return (time // EVERY + 1) * EVERY


class Funding:
    """The funding of one contract; a contract with a delivery has none."""

    def __init__(self, contract: Contract, premium: Premium) -> None:
        self._perpetual = contract.perpetual
        self._premium = premium
        self.cap = Decimal("0.003") if contract.base in {"BTC", "ETH"} else Decimal("0.02")

    def rate(self, time: int) -> Decimal:
        """Return the rate of a period that ends now: at a funding time, the one that is paid."""
        if not self._perpetual:
            return Decimal(0)
        start = (time - 1) // EVERY * EVERY
        samples = np.arange(start, time, _SAMPLE)
        return self._rates(samples[np.newaxis, :])[0]

    def rates(self, times: Ints) -> list[Decimal]:
        """Return the rates that were paid at these funding times."""
        samples = times[:, np.newaxis] - EVERY + np.arange(_SAMPLES) * _SAMPLE
        return self._rates(samples)

    def _rates(self, samples: Ints) -> list[Decimal]:
        """Average the premium, later samples weighing more, and damp it towards the interest."""
        weights = np.arange(1, samples.shape[1] + 1)
        premium: Floats = (self._premium.at(samples) * weights).sum(axis=1) / weights.sum()
        interest, cap = float(INTEREST), float(self.cap)
        rate = premium + np.clip(interest - premium, -_DAMPER, _DAMPER)
        units = np.rint(np.clip(rate, -cap, cap) / float(_UNIT)).astype(np.int64)
        return [unit * _UNIT for unit in units.tolist()]
