"""What can be borrowed, at which interest, and which symbols it can be traded with."""

from __future__ import annotations

from decimal import Decimal

from sandbox.exchange.market.coins import COINS, FIAT
from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.market.listing import LISTINGS, Listing
from sandbox.exchange.market.noise import key
from sandbox.exchange.money import prices

_PLACES = Decimal("1E-8")
_USUAL_RATE = Decimal("0.00030")
_RATES = {
    "USDT": Decimal("0.00018"),
    "USDC": Decimal("0.00016"),
    "FDUSD": Decimal("0.00016"),
    "BTC": Decimal("0.00002"),
    "ETH": Decimal("0.00008"),
    "BNB": Decimal("0.00020"),
}
_LIMIT = 2_000_000
"""About how much, in USDT, an account may borrow of one asset."""


def assets() -> list[str]:
    """Return what can be collateral and borrowed."""
    return [each for each in prices.assets() if each not in FIAT]


def pairs() -> list[Listing]:
    return [each for each in LISTINGS.values() if each.margin]


def daily_rate(seed: int, asset: str, time: int) -> Decimal:
    """Return what a day's loan costs, as a share; it wavers by a tenth from day to day."""
    draw = Decimal(key(seed, asset, "margin", time // DAY)) / 2**64
    usual = _RATES.get(asset, _USUAL_RATE)
    return (usual * (Decimal("0.9") + draw / 5)).quantize(_PLACES)


def borrow_limit(asset: str) -> Decimal:
    """Return the most that an account may borrow, in round numbers."""
    amount = Decimal(_LIMIT) / Decimal(COINS[asset].price)
    return Decimal(round(amount)) if amount > 1 else round(amount, 2)
