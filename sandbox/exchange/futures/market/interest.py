"""How much is open in a contract, and on which side people are: functions of time."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from sandbox.exchange.futures.market.waves import Waves

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.market.noise import Floats, Ints

_MINUTES_OPEN = 900
"""How many minutes' turnover is open at a time, more or less."""

_PLACES = 10_000

SUPPLY = {
    "BTC": Decimal(19_960_000),
    "ETH": Decimal(120_700_000),
    "BNB": Decimal(137_700_000),
    "SOL": Decimal(556_000_000),
    "XRP": Decimal(60_300_000_000),
    "ADA": Decimal(35_900_000_000),
    "DOGE": Decimal(152_000_000_000),
    "LTC": Decimal(76_700_000),
    "TRX": Decimal(94_700_000_000),
    "AVAX": Decimal(428_000_000),
    "LINK": Decimal(697_000_000),
}
"""How many coins circulate, as CoinMarketCap counts them."""


def open_interest(contract: Contract, times: Ints) -> list[Decimal]:
    """Return what is open at these times: of the base asset, or contracts."""
    usual = contract.turnover / float(contract.step) * _MINUTES_OPEN
    waves = Waves("open interest", contract.symbol).at(times)
    steps = np.rint(usual * np.exp(0.4 * waves)).astype(np.int64)
    return [contract.step * each for each in steps.tolist()]


def long_share(kind: str, name: str, times: Ints) -> list[Decimal]:
    """Return which share of a kind of traders (or of what they hold) is long, in four places."""
    share: Floats = 0.5 + 0.3 * Waves(kind, name).at(times)
    return [Decimal(each) / _PLACES for each in np.rint(share * _PLACES).astype(int).tolist()]
