"""Placing and cancelling orders of a margin account, in the same books as those of spot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.operations import lookups
from sandbox.exchange.operations.orders import checked
from sandbox.exchange.operations.table import READ, TRADE, Call, Table
from sandbox.exchange.registry import random_text
from sandbox.exchange.sapi.margin import lending, order_views, seats, side_effects
from sandbox.exchange.trading import list_views
from sandbox.exchange.wire import errors
from sandbox.exchange.wire.limits import ORDER_LIMITS

if TYPE_CHECKING:
    from sandbox.exchange.sapi.margin.accounts import Margin
    from sandbox.exchange.trading.orders import Order
    from sandbox.exchange.wire.params import Params

JSON = dict[str, Any]
TABLE = Table()
_ROOT = "/sapi/v1/margin"


def order_weight(params: Params) -> int:
    borrows = params.text("sideEffectType") in side_effects.BORROWING
    return 1_500 if borrows else 6


@TABLE.operation(
    f"POST {_ROOT}/order",
    weight=order_weight,
    by_uid=True,
    parameters=(
        "symbol side type timeInForce quantity quoteOrderQty price newClientOrderId stopPrice "
        "trailingDelta icebergQty newOrderRespType selfTradePreventionMode isIsolated "
        "sideEffectType autoRepayAtCancel"
    ),
    permission=TRADE,
)
def place(call: Call) -> JSON:
    seats.asked_pair(call)
    margin, (ticket, form) = seats.asked(call), checked(call)
    kind = call.params.choice("sideEffectType", side_effects.KINDS) or "NO_SIDE_EFFECT"
    at_cancel = call.params.flag("autoRepayAtCancel", default=True)
    margin.seat.order_count.admit()
    with side_effects.borrowed(call.core, margin, ticket, kind) as loan:
        order = call.core.engine.place(margin.seat, ticket)
    side_effects.promise(margin, order, kind, loan, at_cancel=at_cancel)
    lending.keep_promises(call.core, margin)
    return order_views.placed(order, margin, form, loan)


@TABLE.operation(
    f"DELETE {_ROOT}/order",
    weight=10,
    parameters="symbol isIsolated orderId origClientOrderId newClientOrderId",
    permission=TRADE,
)
def cancel(call: Call) -> JSON:
    margin, name = seats.asked(call), call.params.client_id("newClientOrderId") or random_text(22)
    order = lookups.find(_orders(call, margin), call.params)
    if order is None or not order.open:
        raise errors.cancel_rejected()
    call.core.engine.cancel(order, name)
    lending.keep_promises(call.core, margin)
    return _list_of(order, margin, name) or order_views.canceled(order, margin, name)


@TABLE.operation(
    f"DELETE {_ROOT}/openOrders", weight=1, parameters="symbol isIsolated", permission=TRADE
)
def cancel_all(call: Call) -> list[JSON]:
    margin, name = seats.asked(call), random_text(22)
    orders = [order for order in _orders(call, margin) if order.open]
    if not orders:
        raise errors.cancel_rejected()
    gone = []
    for order in orders:
        if order.open:  # the others of a list go with the first
            call.core.engine.cancel(order, name)
            gone.append(order)
    lending.keep_promises(call.core, margin)
    return [
        _list_of(order, margin, name) or order_views.canceled_with_others(order, margin, name)
        for order in gone
    ]


@TABLE.operation(
    f"GET {_ROOT}/order",
    weight=10,
    parameters="symbol isIsolated orderId origClientOrderId",
    permission=READ,
)
def status(call: Call) -> JSON:
    margin = seats.asked(call)
    order = lookups.find(_orders(call, margin), call.params)
    if order is None:
        raise errors.no_such_order()
    return order_views.query(order, margin)


@TABLE.operation(
    f"GET {_ROOT}/openOrders", weight=10, parameters="symbol isIsolated", permission=READ
)
def open_orders(call: Call) -> list[JSON]:
    margin = seats.asked(call)
    orders = _orders(call, margin) if "symbol" in call.params else margin.seat.open_orders()
    return [order_views.query(order, margin) for order in orders if order.open]


@TABLE.operation(
    f"GET {_ROOT}/allOrders",
    weight=200,
    parameters="symbol isIsolated orderId startTime endTime limit",
    permission=READ,
)
def all_orders(call: Call) -> list[JSON]:
    margin, first = seats.asked(call), call.params.integer("orderId")
    limit, (start, end) = call.params.limit(500, 500), lookups.a_day_at_most(call.params)
    if first is None and start is None and end is None:
        start = call.core.clock() - lookups.DAY
    found = [
        order
        for order in _orders(call, margin)
        if order.id >= (first or 0)
        and (start or 0) <= order.time <= (order.time if end is None else end)
    ]
    rows = found[:limit] if first is not None else found[-limit:]
    return [order_views.query(order, margin) for order in rows]


@TABLE.operation(
    f"GET {_ROOT}/myTrades",
    weight=10,
    parameters="symbol isIsolated orderId startTime endTime fromId limit",
    permission=READ,
)
def my_trades(call: Call) -> list[JSON]:
    margin, symbol, params = seats.asked(call), call.pair().symbol, call.params
    order_id, first = params.integer("orderId"), params.integer("fromId")
    limit, (start, end) = params.limit(500, 1_000), lookups.a_day_at_most(params)
    if first is None and order_id is None and start is None and end is None:
        start = call.core.clock() - lookups.DAY
    found = [
        fill
        for fill in margin.seat.fills
        if fill.order.ticket.symbol == symbol
        and order_id in {None, fill.order.id}
        and fill.trade_id >= (first or 0)
        and (start or 0) <= fill.time <= (fill.time if end is None else end)
    ]
    rows = found[:limit] if first is not None else found[-limit:]
    return [order_views.fill(each, margin) for each in rows]


@TABLE.operation(
    f"GET {_ROOT}/rateLimit/order", weight=20, parameters="isIsolated symbol", permission=TRADE
)
def order_counts(call: Call) -> list[JSON]:
    used = seats.asked(call).seat.order_count.used()
    spans = {"10S": ("SECOND", 10), "1D": ("DAY", 1)}
    return [
        {
            "rateLimitType": "ORDERS",
            "interval": spans[name][0],
            "intervalNum": spans[name][1],
            "limit": ORDER_LIMITS[name][1],
            "count": used[name],
        }
        for name in spans
    ]


def _orders(call: Call, margin: Margin) -> list[Order]:
    symbol = call.pair().symbol
    return [order for order in margin.seat.orders.values() if order.ticket.symbol == symbol]


def _list_of(order: Order, margin: Margin, cancel_id: str) -> JSON | None:
    """Return the list, if there is one, that was cancelled with an order."""
    if order.order_list is None:
        return None
    return order_views.of_list(list_views.canceled(order.order_list, cancel_id), margin)
