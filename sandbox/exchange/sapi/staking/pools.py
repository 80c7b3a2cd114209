"""Staked coins and the tokens that stand for them: how much one is worth grows every day."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.money import prices

if TYPE_CHECKING:
    from collections.abc import Callable

_YEAR_DAYS = 365
_PLACES = Decimal("1E-8")


@dataclass(frozen=True)
class Pool:
    """One coin that can be staked."""

    coin: str
    token: str
    annual: Decimal
    born: int  # when a token was worth one coin
    redeem_days: int
    least: Decimal
    most: Decimal
    places: int  # of an amount to be staked
    boost: Decimal = Decimal(0)  # a year, paid in the coin and claimed by hand

    def rate(self, time: int) -> Decimal:
        """Return how much of the coin a token is worth on the day of this moment."""
        return _rate(self, max(time - self.born, 0) // DAY)


@cache
def _rate(pool: Pool, days: int) -> Decimal:
    return ((1 + pool.annual / _YEAR_DAYS) ** days).quantize(_PLACES)


ETH = Pool(
    coin="ETH",
    token="WBETH",  # noqa: S106 - a token that is traded, no secret
    annual=Decimal("0.026"),
    born=1_682_553_600_000,
    redeem_days=5,
    least=Decimal("0.0001"),
    most=Decimal(1_000),
    places=4,
)
SOL = Pool(
    coin="SOL",
    token="BNSOL",  # noqa: S106 - as above
    annual=Decimal("0.058"),
    born=1_727_136_000_000,
    redeem_days=4,
    least=Decimal("0.01"),
    most=Decimal(20_000),
    places=8,
    boost=Decimal("0.005"),
)
BETH = "BETH"
"""A claim on staked ether, one for one, that earns nothing until it is wrapped."""


def _receipt(pool: Pool) -> Callable[[int], tuple[str, Decimal]]:
    return lambda time: (pool.coin, pool.rate(time))


prices.RECEIPTS |= {pool.token: _receipt(pool) for pool in (ETH, SOL)}
prices.RECEIPTS[BETH] = lambda _: (ETH.coin, Decimal(1))
