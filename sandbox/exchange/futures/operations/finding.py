"""Finding an order by what identifies it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.futures.operations.seats import Seat
    from sandbox.exchange.futures.trading.orders import Order


def find_order(seat: Seat) -> Order | None:
    """Return the order that orderId or origClientOrderId names; orderId prevails.

    Of one name the open order is meant, or else the latest one.
    """
    symbol = seat.traded_symbol()
    order_id, name = seat.params.integer("orderId"), seat.params.text("origClientOrderId")
    if order_id is None and name is None:
        raise errors.missing_both("origClientOrderId", "orderId")
    orders = [each for each in seat.ledger.orders.values() if each.ticket.symbol == symbol]
    if order_id is not None:
        return next((order for order in orders if order.id == order_id), None)
    named = [order for order in orders if order.ticket.client_id == name]
    return next((order for order in named if order.open), named[-1] if named else None)


def find_working(seat: Seat) -> Order:
    """Return the named order if it is still open."""
    order = find_order(seat)
    if order is None or not order.open:
        raise errors.no_such_order()
    return order
