"""Looking up lists of orders, and cancelling them."""

from __future__ import annotations

from typing import Any

from sandbox.exchange.operations import lookups
from sandbox.exchange.operations.table import READ, TRADE, Call, Table
from sandbox.exchange.registry import random_text
from sandbox.exchange.trading import list_views
from sandbox.exchange.wire import errors

JSON = dict[str, Any]
TABLE = Table()


@TABLE.operation(
    "GET /api/v3/orderList",
    "orderList.status",
    weight=4,
    parameters="orderListId origClientOrderId",
    permission=READ,
)
def status(call: Call) -> JSON:
    found = lookups.find_list(call, "origClientOrderId")
    if found is None or not lookups.seen(call, "/api/v3/orderList", found.orders):
        raise errors.no_such_order()
    return list_views.query(found)


@TABLE.operation(
    "DELETE /api/v3/orderList",
    "orderList.cancel",
    weight=1,
    parameters="symbol orderListId listClientOrderId newClientOrderId",
    permission=TRADE,
    trades=True,
)
def cancel(call: Call) -> JSON:
    symbol, name = call.pair().symbol, call.params.client_id("newClientOrderId") or random_text(22)
    found = lookups.find_list(call, "listClientOrderId")
    if found is None or found.done or found.plan.symbol != symbol:
        raise errors.cancel_rejected()
    call.core.engine.cancel(found.open_orders()[0], name)
    return list_views.canceled(found, name)


@TABLE.operation(
    "GET /api/v3/allOrderList",
    "allOrderLists",
    weight=20,
    parameters="fromId startTime endTime limit",
    permission=READ,
)
def all_lists(call: Call) -> list[JSON]:
    first, limit = call.params.integer("fromId"), call.params.limit(500, 1_000)
    window = lookups.a_day_at_most(call.params)
    if first is not None and window != (None, None):
        raise errors.bad_combination()
    found = [
        each
        for each in call.account.order_lists.values()
        if each.id >= (first or 0) and lookups.within(each.time, window)
    ]
    oldest_first = first is not None or window[0] is not None
    return [list_views.query(each) for each in (found[:limit] if oldest_first else found[-limit:])]


@TABLE.operation("GET /api/v3/openOrderList", "openOrderLists.status", weight=6, permission=READ)
def open_lists(call: Call) -> list[JSON]:
    lists = call.account.order_lists.values()
    return [list_views.query(each) for each in lists if not each.done]
