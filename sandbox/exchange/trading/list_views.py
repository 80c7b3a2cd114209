"""Lists of orders as the API spells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.trading import views

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.trading.lists import OrderList
    from sandbox.exchange.trading.orders import Order

JSON = dict[str, Any]


def query(orders: OrderList) -> JSON:
    """Return a list as it is looked up."""
    symbol = orders.plan.symbol
    return {
        "orderListId": orders.id,
        "contingencyType": orders.contingency,
        "listStatusType": "ALL_DONE" if orders.done else "EXEC_STARTED",
        "listOrderStatus": "ALL_DONE" if orders.done else "EXECUTING",
        "listClientOrderId": orders.plan.client_id,
        "transactionTime": orders.updated,
        "symbol": symbol,
        "orders": [
            {"symbol": symbol, "orderId": order.id, "clientOrderId": order.ticket.client_id}
            for order in orders.orders
        ],
    }


def placed(orders: OrderList, show: Callable[[Order], JSON]) -> JSON:
    """Return a new list with its orders in the form that was asked for."""
    return query(orders) | {"orderReports": [show(order) for order in orders.orders]}


def canceled(orders: OrderList, cancel_id: str) -> JSON:
    reports = [views.canceled(order, cancel_id) for order in orders.orders]
    return query(orders) | {"orderReports": reports}


def amended(orders: OrderList) -> JSON:
    """Return a list as the answer to an amendment of one of its orders shows it."""
    shown = query(orders)
    return {
        name: value
        for name, value in shown.items()
        if name not in {"listStatusType", "transactionTime"}
    }
