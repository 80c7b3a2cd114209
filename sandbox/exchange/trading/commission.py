"""What the exchange takes of what a trade brings in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from sandbox.exchange.trading.orders import ZERO

if TYPE_CHECKING:
    from sandbox.exchange.market.venue import Market
    from sandbox.exchange.trading.accounts import Account

DISCOUNT_ASSET = "BNB"
_UNIT = Decimal("1E-8")


@dataclass(frozen=True)
class Rates:
    """Shares of what is received; those of the role and of the side add up."""

    maker: Decimal = ZERO
    taker: Decimal = ZERO
    buyer: Decimal = ZERO
    seller: Decimal = ZERO

    def of(self, side: str, *, maker: bool) -> Decimal:
        role = self.maker if maker else self.taker
        return role + (self.buyer if side == "BUY" else self.seller)


@dataclass
class Commission:
    """An account's rates."""

    standard: Rates = Rates(maker=Decimal("0.001"), taker=Decimal("0.001"))
    special: Rates = Rates()
    tax: Rates = Rates()
    discount: Decimal = Decimal("0.75")  # of the standard commission is left when paid in BNB
    enabled_for_account: bool = False  # whether the account pays in BNB while it has some


@dataclass(frozen=True)
class Money:
    """An amount of an asset."""

    amount: Decimal
    asset: str


def charge(market: Market, account: Account, side: str, received: Money, *, maker: bool) -> Money:
    """Return what a trade costs that has brought in an amount of an asset."""
    rates = account.commission
    standard = received.amount * rates.standard.of(side, maker=maker)
    extra = received.amount * (
        rates.special.of(side, maker=maker) + rates.tax.of(side, maker=maker)
    )
    if rates.enabled_for_account:
        rate = _price_in(market, received.asset)
        in_bnb = _rounded((standard * rates.discount + extra) * rate) if rate else None
        if in_bnb is not None and in_bnb <= account.balance(DISCOUNT_ASSET).free:
            return Money(in_bnb, DISCOUNT_ASSET)
    return Money(_rounded(standard + extra), received.asset)


def _price_in(market: Market, asset: str) -> Decimal | None:
    """Return how much BNB one of an asset is worth, by way of another asset if need be."""
    if asset == DISCOUNT_ASSET:
        return Decimal(1)
    direct = _last(market, DISCOUNT_ASSET + asset)
    if direct is not None:
        return 1 / direct
    in_usdt, bnb = _last(market, f"{asset}USDT"), _last(market, f"{DISCOUNT_ASSET}USDT")
    return in_usdt / bnb if in_usdt and bnb else None


def _last(market: Market, symbol: str) -> Decimal | None:
    pair = market.pairs.get(symbol)
    return None if pair is None else pair.last.price


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(_UNIT, rounding=ROUND_FLOOR)
