"""What contracts are worth, gain and cost; linear ones in the quote asset, inverse ones in coin.

Profits of either kind are differences of one function of the price, so that the rest of the code
need not know which kind it deals with.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Protocol

ZERO = Decimal(0)
UNIT = Decimal("1E-8")


class Terms(Protocol):
    """What the arithmetic needs to know of a contract."""

    @property
    def inverse(self) -> bool:
        """Whether it is settled in the coin, as on COIN-M."""
        ...

    @property
    def size(self) -> Decimal:
        """How much of the quote asset (inverse) or of the coin (linear) one contract is."""
        ...


def worth(terms: Terms, price: Decimal) -> Decimal:
    """Return what one contract is worth in the margin asset; it grows with the price."""
    return -terms.size / price if terms.inverse else terms.size * price


def price_at(terms: Terms, worth: Decimal) -> Decimal | None:
    """Return the price at which one contract is worth this much; None if there is none."""
    if terms.inverse:
        return -terms.size / worth if worth < 0 else None
    return worth / terms.size if worth > 0 else None


def notional(terms: Terms, quantity: Decimal, price: Decimal) -> Decimal:
    """Return the value of some contracts in the margin asset, without a sign."""
    return abs(quantity * worth(terms, price))


def rounded(amount: Decimal) -> Decimal:
    """Round money to the eight places in which wallets are kept."""
    return amount.quantize(UNIT)


def rounded_down(amount: Decimal) -> Decimal:
    return amount.quantize(UNIT, rounding=ROUND_DOWN)
