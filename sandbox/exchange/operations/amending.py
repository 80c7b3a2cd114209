"""Reducing an order that keeps its place in the book."""

from __future__ import annotations

from typing import Any

from sandbox.exchange.operations import lookups
from sandbox.exchange.operations.table import TRADE, Call, Table
from sandbox.exchange.registry import random_text
from sandbox.exchange.trading import filters, list_views, views
from sandbox.exchange.wire import errors

JSON = dict[str, Any]
TABLE = Table()


@TABLE.operation(
    "PUT /api/v3/order/amend/keepPriority",
    "order.amend.keepPriority",
    weight=4,
    parameters="symbol orderId origClientOrderId newClientOrderId newQty",
    permission=TRADE,
)
def amend(call: Call) -> JSON:
    pair, quantity = call.pair(), call.params.required_decimal("newQty")
    name = call.params.client_id("newClientOrderId") or random_text(22)
    order = lookups.find(lookups.orders_of(call, pair.symbol), call.params)
    if order is None:
        raise errors.amend_rejected("Unknown order sent.")
    filters.check_quantity(order.ticket, quantity, pair.listing)
    price = order.price or filters.typical_price(pair)
    filters.check_notional(order.ticket, price, quantity, pair.listing)
    old_name = order.ticket.client_id
    amendment = call.core.engine.amend(order, quantity, name)
    answer = {
        "transactTime": amendment.time,
        "executionId": amendment.execution_id,
        "amendedOrder": views.amended(order, old_name),
    }
    if order.order_list is not None:
        answer["listStatus"] = list_views.amended(order.order_list)
    return answer
