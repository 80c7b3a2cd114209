"""How much an order is worth at worst, and how far from the market it may fill."""

from decimal import Decimal

from binance.streams.books import Fill
from bot.guards.references import Reference
from bot.guards.stakes import Leg

_ONE = Decimal(1)


def notional(leg: Leg, reference: Reference, fill: Fill | None) -> Decimal:
    """What it comes to in USDT at the worst price that it allows."""
    if leg.quote is not None:
        return leg.quote * reference.rate
    assert leg.quantity is not None, "an order has a quantity, or money instead"
    return reference.worth(leg.quantity, _worst(leg, reference.price, fill))


def astray(leg: Leg, reference: Reference, fill: Fill | None) -> Decimal | None:
    """By how many percent it may fill worse than the market; None where nothing tells that.

    A limit on the harmless side gives less than nothing. An order that waits is measured by the
    price that it waits for, because the market is there when it begins.
    """
    expected = _expected(leg, reference.price)
    if leg.price is not None:
        price = leg.price
    elif leg.conditional:
        return Decimal(0)  # what the book will hold then, nobody knows now
    elif fill is None or not fill.complete or fill.avg_price is None:
        return None
    else:
        price = fill.avg_price
    worse = price - expected if leg.buying else expected - price
    return worse / expected * 100


def needs_the_book(leg: Leg) -> bool:
    """Whether only the book tells what it will get."""
    return leg.price is None and not leg.conditional


def _worst(leg: Leg, market: Decimal, fill: Fill | None) -> Decimal:
    """A buyer pays up to the limit; a seller gives away what may be worth more than it."""
    if leg.price is not None and leg.buying:
        return leg.price
    filled = fill.avg_price if fill is not None else None
    known = (leg.price, leg.trigger, filled, market * (_ONE + (leg.trailing or 0)))
    return max(price for price in known if price is not None)


def _expected(leg: Leg, market: Decimal) -> Decimal:
    """Where the market will be when the order begins."""
    begins = leg.trigger or _after(leg, market)
    if leg.trailing is None:
        return begins
    return begins * (_ONE + leg.trailing if leg.buying else _ONE - leg.trailing)


def _after(leg: Leg, market: Decimal) -> Decimal:
    """What follows another order finds the market at that one's price, or beyond it."""
    if leg.after is None:
        return market
    return max(leg.after, market) if leg.buying else min(leg.after, market)
