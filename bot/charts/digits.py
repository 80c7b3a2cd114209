"""How numbers are spelt in the picture."""

from __future__ import annotations

from decimal import Decimal
from math import log10

LETTERS = ("", "K", "M", "B", "T", "Q")


def decimals(price_tick: float) -> int:
    """Count the decimals of a price with this tick size: 2 for 0.01, 0 for 10."""
    exponent = Decimal(repr(price_tick)).normalize().as_tuple().exponent
    return max(0, -int(exponent))


def price(value: float, places: int) -> str:
    return f"{value:,.{places}f}"


def percent(ratio: float) -> str:
    return f"{ratio:+,.2%}"


def compact(value: float) -> str:
    """Spell three significant digits and a letter: 1.23K, 45.6M, 0.0123."""
    rounded = float(f"{value:.3g}")  # before the letter is chosen: 999,999 is 1M, not 1000K
    if rounded < 1:
        return f"{rounded:g}"
    thousands = min(int(log10(rounded) // 3), len(LETTERS) - 1)
    return f"{rounded / 1000**thousands:.10g}{LETTERS[thousands]}"
