"""Finding an account's orders and lists of orders by what a request says of them."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.exchange.operations.table import Call
    from sandbox.exchange.trading.lists import OrderList
    from sandbox.exchange.trading.orders import Order
    from sandbox.exchange.wire.params import Params

DAY = 86_400_000
_ARCHIVED = 90 * DAY


def a_day_at_most(params: Params) -> tuple[int | None, int | None]:
    """Read a window that may not be longer than 24 hours."""
    start, end = params.window()
    if start is not None and end is not None and end - start > DAY:
        raise errors.more_than_a_day()
    return start, end


def within(time: int, window: tuple[int | None, int | None]) -> bool:
    """Tell whether a time is in a window, which may be open on either side."""
    start, end = window
    return (start or 0) <= time and (end is None or time <= end)


def find(
    orders: Sequence[Order],
    params: Params,
    by_id: str = "orderId",
    by_name: str = "origClientOrderId",
) -> Order | None:
    """Return the order that an id or a name means: the open one of that name, or the latest."""
    order_id, name = params.integer(by_id), params.client_id(by_name)
    if order_id is None and name is None:
        raise errors.missing_both(by_name, by_id)
    if order_id is None:
        named = (order for order in orders if order.ticket.client_id == name)
        return max(named, key=lambda order: (order.open, order.id), default=None)
    order = next((order for order in orders if order.id == order_id), None)
    if order is not None and name not in {None, order.ticket.client_id}:
        raise errors.ApiError(-2039, "Client order ID is not correct for this order ID.")
    return order


def find_list(call: Call, by_name: str) -> OrderList | None:
    """Return the list that an id or a name means, the latest of that name."""
    list_id, name = call.params.integer("orderListId"), call.params.client_id(by_name)
    if list_id is None and name is None:
        raise errors.missing_both(by_name, "orderListId")
    lists = call.account.order_lists
    if list_id is None:
        named = [each for each in lists.values() if each.plan.client_id == name]
        return named[-1] if named else None
    found = lists.get(list_id)
    return found if found is None or name in {None, found.plan.client_id} else None


def orders_of(call: Call, symbol: str) -> list[Order]:
    return [order for order in call.account.orders.values() if order.ticket.symbol == symbol]


def seen(call: Call, path: str, orders: Sequence[Order]) -> list[Order]:
    """Return the orders that queries know of: after a fault of that kind, not the youngest."""
    until = known_until(call, path)
    return [order for order in orders if order.time <= until]


def known_until(call: Call, path: str) -> float:
    """Return until when a query knows what happened: after a fault of that kind, not to the end."""
    lag = call.core.faults.take("GET", path, kinds=frozenset({"read_lag"}))
    return inf if lag is None else call.core.clock() - lag.seconds * 1_000


def archived(call: Call, order: Order) -> bool:
    """Tell whether an order has come to nothing so long ago that it is not kept at hand."""
    over = not order.open and not order.executed
    return over and call.core.clock() - order.updated > _ARCHIVED
