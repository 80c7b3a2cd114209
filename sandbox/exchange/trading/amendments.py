"""Reducing an open order without losing its place in the book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.exchange.trading.orders import ZERO
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.trading.orders import Order

MAX_AMENDMENTS = 10


@dataclass(frozen=True)
class Amendment:
    """One change of an order's quantity, and of its name."""

    execution_id: int
    time: int
    old_client_id: str
    new_client_id: str
    old_quantity: Decimal
    new_quantity: Decimal


def check(order: Order, quantity: Decimal, client_id: str) -> None:
    """Refuse what an amendment may not do."""
    if not order.open:
        raise errors.amend_rejected("Unknown order sent.")
    if order.pending and order.order_list is not None and order.order_list.pays:
        raise errors.amend_rejected("Order amend (pending OPO order) is not supported.")
    if quantity > order.quantity:
        raise errors.amend_rejected("Order amend (quantity increase) is not supported.")
    if quantity in {ZERO, order.quantity}:
        raise errors.amend_rejected("The requested action would change no state; rejecting")
    others = (each for each in order.account.open_orders() if each is not order)
    if any(each.ticket.client_id == client_id for each in others):
        raise errors.amend_rejected("Duplicate order sent.")
    if len(order.amendments) >= MAX_AMENDMENTS:
        raise errors.amend_rejected("Filter failure: MAX_NUM_ORDER_AMENDS")
