"""How futures spell amounts: money with eight places, prices without needless zeros."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.arithmetic import ZERO, rounded

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.futures.trading.orders import Order
    from sandbox.exchange.trading.accounts import Account

_AVERAGE_PLACES = 5


def money(amount: Decimal) -> str:
    return f"{_unsigned_zero(amount):.8f}"


def plain(amount: Decimal) -> str:
    """Spell a number of at most eight places without zeros at its end."""
    text = f"{_unsigned_zero(amount):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def average(order: Order) -> str:
    """Spell an order's average price, finer than the contract's grid of prices."""
    finest = order.contract.price_precision
    places = finest if order.contract.inverse else max(finest + 2, _AVERAGE_PLACES)
    return f"{order.average_price:.{places}f}"


def alias(account: Account) -> str:
    """Return the short name that balances show instead of the account's number."""
    return hashlib.sha256(str(account.uid).encode()).hexdigest()[:12]


def _unsigned_zero(amount: Decimal) -> Decimal:
    """Round an amount, so that next to nothing is not spelt as -0."""
    return rounded(amount) + ZERO
