"""What orders of margin accounts cost, and where they differ from those of spot."""

from typing import Any

from binance.models.margin.terms import BORROWING
from binance.models.order_terms import OrderType
from binance.private.orders.list_rules import is_a_pair
from binance.private.orders.type_rules import Ordered, fits_its_type
from binance.rules import Rule

_AT_MARKET = {OrderType.STOP_LOSS, OrderType.TAKE_PROFIT}


def by_side_effect(request: Any) -> int:
    """Charge orders that may borrow 250 times as much as others."""
    return 1500 if request.side_effect_type in BORROWING else 6


def pending(leg: str) -> Rule:
    """Let a pending order fit its type; one that trails the market needs a price too."""
    fits = fits_its_type(leg)

    def check(request: Any) -> None:
        order = Ordered(request, leg)
        if order["trailing_delta"] is not None:
            order.needs("price")
            if order.type in _AT_MARKET:  # on spot these take no price
                return
        fits(request)

    return check


def pending_pair(request: Any) -> None:
    """Let both pending orders fit; the documents do not insist on the one below."""
    pending("pending_above_")(request)
    if request.pending_below_type is not None:
        pending("pending_below_")(request)
        is_a_pair("pending_above_", "pending_below_", "pending_side")(request)
