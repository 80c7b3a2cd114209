"""What is at stake in orders of spot and of margin, alone and in lists."""

from decimal import Decimal
from typing import Any

from binance.models.order_terms import Side
from binance.private.orders.type_rules import Ordered
from bot.guards.stakes import Leg, Orders, Venue

_BASIS_POINTS = Decimal(10_000)


def one_order(request: Any) -> Orders:
    """Read an order that stands alone."""
    return Orders(((_leg(request, "", request.side, request.quantity),),))


def pair(request: Any) -> Orders:
    """Read an OCO: one order above the market, one below."""
    return Orders((_pair(request, "", request.side, request.quantity),))


def legacy_pair(request: Any) -> Orders:
    """Read an OCO of the old kind: a limit order and a stop, which may have a limit of its own."""
    limit = Leg(
        Venue.SPOT, request.symbol, request.side, quantity=request.quantity, price=request.price
    )
    stop = Leg(
        Venue.SPOT,
        request.symbol,
        request.side,
        quantity=request.quantity,
        price=request.stop_limit_price,
        trigger=request.stop_price,
        trailing=_share(getattr(request, "trailing_delta", None)),
    )
    return Orders(((limit, stop),))


def one_after_another(request: Any) -> Orders:
    """Read an OTO or OPO: an order, and another one once the first has filled."""
    follower = _leg(
        request, "pending_", request.pending_side, _pending(request), after=request.working_price
    )
    return Orders(((_working(request),), (follower,)))


def pair_after_one(request: Any) -> Orders:
    """Read an OTOCO or OPOCO: an order, and a pair once the first has filled."""
    side, price = request.pending_side, request.working_price
    followers = _pair(request, "pending_", side, _pending(request), after=price)
    return Orders(((_working(request),), followers))


def _working(request: Any) -> Leg:
    return _leg(request, "working_", request.working_side, request.working_quantity)


def _pending(request: Any) -> Decimal | None:
    """Where none is told, what the first order buys is sold again."""
    quantity: Decimal | None = getattr(request, "pending_quantity", request.working_quantity)
    return quantity


def _pair(
    request: Any, prefix: str, side: Side, quantity: Decimal | None, after: Decimal | None = None
) -> tuple[Leg, ...]:
    return tuple(
        _leg(request, f"{prefix}{where}", side, quantity, after=after)
        for where in ("above_", "below_")
        if getattr(request, f"{prefix}{where}type") is not None
    )


def _leg(
    request: Any, prefix: str, side: Side, quantity: Decimal | None, *, after: Decimal | None = None
) -> Leg:
    order = Ordered(request, prefix)
    pegged = order["peg_price_type"] is not None  # its price is the book's, whatever it says
    return Leg(
        Venue.SPOT,
        request.symbol,
        side,
        quantity=quantity,
        quote=order["quote_order_qty"],
        price=None if pegged else order["price"],
        trigger=order["stop_price"],
        trailing=_share(order["trailing_delta"]),
        after=after,
    )


def _share(basis_points: int | None) -> Decimal | None:
    return None if basis_points is None else Decimal(basis_points) / _BASIS_POINTS
