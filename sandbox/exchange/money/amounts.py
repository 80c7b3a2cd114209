"""Amounts of money: eight places, rounded against whoever asks, and their two spellings."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_UP, Context, Decimal

ZERO = Decimal(0)
_UNIT = Decimal("1E-8")
_ENOUGH = Context(prec=99)  # for whatever people may ask for, so that it is refused, not fatal


def down(amount: Decimal) -> Decimal:
    """Round what somebody receives."""
    return amount.quantize(_UNIT, rounding=ROUND_DOWN, context=_ENOUGH)


def up(amount: Decimal) -> Decimal:
    """Round what somebody pays."""
    return amount.quantize(_UNIT, rounding=ROUND_UP, context=_ENOUGH)


def number(amount: Decimal) -> str:
    """Spell an amount with all its places, as in 1.50000000."""
    return f"{down(amount):.8f}"


def plain(amount: Decimal) -> str:
    """Spell an amount with the places it needs, as in 1.5."""
    return number(amount).rstrip("0").rstrip(".")
