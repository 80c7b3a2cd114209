"""Arithmetic with more digits than decimals have by default, never rounded up."""

from decimal import ROUND_CEILING, ROUND_DOWN, Context, Decimal

EXACT = Context(prec=80, rounding=ROUND_DOWN)
SATOSHI = Decimal("1e-8")


def cut(value: Decimal, digits: int) -> Decimal:
    """A value with at most so many digits behind the point."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_DOWN, context=EXACT)


def ceiled(value: Decimal, step: Decimal) -> Decimal:
    """The next multiple of a step; without a step, the value itself."""
    if not step:
        return value
    whole = EXACT.divide(value, step).to_integral_value(ROUND_CEILING, EXACT)
    return EXACT.multiply(whole, step)
