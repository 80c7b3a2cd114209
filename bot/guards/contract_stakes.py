"""What is at stake in orders of futures."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from binance.models.futures.terms import PositionSide
from binance.models.order_terms import Side
from bot.guards.stakes import Harmless, Leg, Leverage, Orders, Stake, Venue

Read = Callable[[Any], Stake]

_REDUCING = {(PositionSide.LONG, Side.SELL), (PositionSide.SHORT, Side.BUY)}


def reduces(request: Any) -> bool:
    """Whether Binance lets it do nothing but make a position smaller.

    In hedge mode the side tells; an account in the other mode refuses a position side.
    """
    if request.reduce_only or getattr(request, "close_position", None):
        return True
    return (request.position_side, request.side) in _REDUCING


def order(venue: Venue) -> Read:
    """Read an order, conditional or not."""

    def read(request: Any) -> Stake:
        return Harmless() if reduces(request) else Orders(((_leg(venue, request),),))

    return read


def orders(venue: Venue) -> Read:
    """Read a batch: its orders fill or fail each on its own."""

    def read(request: Any) -> Stake:
        risky = [one for one in request.batch_orders if not reduces(one)]
        if not risky:
            return Harmless()
        return Orders(tuple((_leg(venue, one),) for one in risky), count=len(risky))

    return read


def modification(venue: Venue) -> Read:
    """Read a changed order. Its `reduce_only` binds nothing: only what was placed tells that."""

    def read(request: Any) -> Stake:
        return Orders(((_modified(venue, request),),))

    return read


def modifications(venue: Venue) -> Read:
    """Read a batch of changes."""

    def read(request: Any) -> Stake:
        groups = tuple((_modified(venue, one),) for one in request.batch_orders)
        return Orders(groups, count=len(groups))

    return read


def leverage(venue: Venue) -> Read:
    """Read a change of leverage."""

    def read(request: Any) -> Stake:
        return Leverage(venue, request.symbol, request.leverage)

    return read


def _leg(venue: Venue, request: Any) -> Leg:
    def given(*names: str) -> Any:
        found = (getattr(request, name, None) for name in names)
        return next((value for value in found if value is not None), None)

    rate = given("callback_rate")
    return Leg(
        venue,
        request.symbol,
        request.side,
        quantity=request.quantity,
        price=request.price,
        trigger=given("trigger_price", "stop_price", "activate_price", "activation_price"),
        trailing=None if rate is None else Decimal(rate) / 100,
    )


def _modified(venue: Venue, request: Any) -> Leg:
    return Leg(venue, request.symbol, request.side, quantity=request.quantity, price=request.price)
