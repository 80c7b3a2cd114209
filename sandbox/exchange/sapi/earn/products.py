"""What Simple Earn offers: flexible products for every day, locked ones for some months."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.market.noise import key

YEAR_DAYS = 365
STARTED = 1_646_182_276_000
"""When subscriptions began, as the exchange has it."""

_PLACES = Decimal("1E-8")


@dataclass(frozen=True)
class FlexibleProduct:
    """Money that may be taken out at any time; small amounts earn a bonus beside the rate."""

    asset: str
    rate: Decimal  # a year, on average
    tier: Decimal  # up to which the bonus is paid
    bonus: Decimal  # a year
    least: Decimal
    most: Decimal

    @property
    def id(self) -> str:
        return f"{self.asset}001"

    def rate_on(self, seed: int, time: int) -> Decimal:
        """Return the rate of a day, which wavers by a tenth."""
        draw = Decimal(key(seed, self.asset, "earn", time // DAY)) / 2**64
        return (self.rate * (Decimal("0.9") + draw / 5)).quantize(_PLACES)

    @property
    def tiers(self) -> dict[str, float]:
        return {f"0-{self.tier:f}{self.asset}": float(self.bonus)}


@dataclass(frozen=True)
class LockedProduct:
    """Money that stays for a number of days at a rate that is fixed."""

    asset: str
    days: int
    rate: Decimal  # a year
    least: Decimal
    most: Decimal

    @property
    def id(self) -> str:
        return f"{self.asset.title()}*{self.days}"

    @property
    def yield_(self) -> Decimal:
        """The rate when every reward is locked again."""
        return (1 + self.rate / YEAR_DAYS) ** YEAR_DAYS - 1

    def daily(self, amount: Decimal) -> Decimal:
        return amount * self.rate / YEAR_DAYS


_FLEXIBLE = """
USDT  0.042  200   0.05   0.1      1000000
USDC  0.038  200   0.05   0.1      1000000
FDUSD 0.035  200   0.03   0.1      1000000
BTC   0.0031 0.05  0.002  0.00001  50
ETH   0.0125 1     0.005  0.0001   500
BNB   0.0042 1     0.002  0.001    1000
SOL   0.0230 5     0.010  0.001    5000
XRP   0.0065 100   0.005  1        500000
ADA   0.0110 100   0.005  1        500000
DOGE  0.0048 1000  0.002  1        2000000
"""

_LOCKED = """
BNB 30 0.0095 0.01 100
BNB 60 0.0140 0.01 100
SOL 30 0.0510 0.1  500
SOL 60 0.0630 0.1  500
ADA 60 0.0240 10   20000
ADA 90 0.0310 10   20000
DOT 90 0.0880 1    1000
"""


def _flexible(line: str) -> FlexibleProduct:
    asset, *numbers = line.split()
    rate, tier, bonus, least, most = map(Decimal, numbers)
    return FlexibleProduct(asset, rate, tier, bonus, least, most)


def _locked(line: str) -> LockedProduct:
    asset, days, *numbers = line.split()
    rate, least, most = map(Decimal, numbers)
    return LockedProduct(asset, int(days), rate, least, most)


FLEXIBLE = {each.id: each for each in map(_flexible, _FLEXIBLE.strip().splitlines())}
LOCKED = {each.id: each for each in map(_locked, _LOCKED.strip().splitlines())}
