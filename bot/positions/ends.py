"""Prices for stops and targets that are chosen by a button."""

from decimal import Decimal

from bot.positions import rules
from bot.positions.held import Held


def price_away(held: Held, percent: Decimal, *, gains: bool) -> Decimal:
    """So many percent from the mark price, on the contract's grid."""
    up = gains == (held.direction.sign > 0)
    factor = 1 + percent / 100 if up else 1 - percent / 100
    return rules.floored(held.mark * factor, rules.tick_of(held.contract))
