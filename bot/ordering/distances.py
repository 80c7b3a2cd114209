"""How far a price lies from the market: far off, it may be a slip, or written in another way."""

from decimal import Decimal

from bot.ordering.exact import EXACT
from bot.reading import dotted

FAR = Decimal("0.3")  # of the market's price, from which on a person is warned
_LIKELY = Decimal("0.5")
_THOUSAND = Decimal(1000)


def away(price: Decimal, market: Decimal) -> Decimal:
    """The distance as a share of the market's price; below it, less than nothing."""
    return EXACT.divide(price - market, market)


def is_far(price: Decimal, market: Decimal) -> bool:
    return bool(market) and abs(away(price, market)) > FAR


def check_dot(price: Decimal, market: Decimal) -> None:
    """Ask back “58.250” where the market is at 60,000: there it means thousands to many people.

    A decimal knows how many digits were written behind its point.
    """
    if not market or price.as_tuple().exponent != -3 or not 1 <= price < _THOUSAND:
        return
    thousands = EXACT.multiply(price, _THOUSAND)
    if abs(away(price, market)) > _LIKELY >= abs(away(thousands, market)):
        raise dotted(f"{price:f}")
