"""Placing, cancelling and looking up orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.day import average_price
from sandbox.exchange.operations.table import READ, TRADE, Call, Table
from sandbox.exchange.operations.tickets import ORDER_PARAMETERS, read_ticket
from sandbox.exchange.registry import random_text
from sandbox.exchange.trading import filters, views
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.trading.orders import Order, Ticket
    from sandbox.exchange.wire.params import Params

JSON = dict[str, Any]
TABLE = Table()
_RESPONSES = {"ACK": views.ack, "RESULT": views.result, "FULL": views.full}


@TABLE.operation(
    "POST /api/v3/order",
    "order.place",
    weight=1,
    parameters=ORDER_PARAMETERS,
    permission=TRADE,
    trades=True,
)
def place(call: Call) -> JSON:
    ticket, respond = _checked(call)
    call.account.order_count.admit()
    order = call.core.engine.place(call.account, ticket)
    return _RESPONSES[respond](order)


def _test_weight(params: Params) -> int:
    return 20 if params.flag("computeCommissionRates") else 1


@TABLE.operation(
    "POST /api/v3/order/test",
    "order.test",
    weight=_test_weight,
    parameters=f"{ORDER_PARAMETERS} computeCommissionRates",
    permission=TRADE,
)
def test(call: Call) -> JSON:
    _checked(call)
    if not call.params.flag("computeCommissionRates"):
        return {}
    none = {"maker": "0.00000000", "taker": "0.00000000"}
    return {
        "standardCommissionForOrder": {"maker": "0.00100000", "taker": "0.00100000"},
        "specialCommissionForOrder": none,
        "taxCommissionForOrder": none,
        "discount": {
            "enabledForAccount": False,
            "enabledForSymbol": False,
            "discountAsset": "BNB",
            "discount": "0.75000000",
        },
    }


@TABLE.operation(
    "GET /api/v3/order",
    "order.status",
    weight=4,
    parameters="symbol orderId origClientOrderId",
    permission=READ,
)
def status(call: Call) -> JSON:
    order = _find(call)
    if order is None:
        raise errors.no_such_order()
    return views.query(order)


@TABLE.operation(
    "DELETE /api/v3/order",
    "order.cancel",
    weight=1,
    parameters="symbol orderId origClientOrderId newClientOrderId cancelRestrictions",
    permission=TRADE,
    trades=True,
)
def cancel(call: Call) -> JSON:
    name = call.params.client_id("newClientOrderId") or random_text(22)
    only = call.params.text("cancelRestrictions")
    if only not in {None, "ONLY_NEW", "ONLY_PARTIALLY_FILLED"}:
        msg = "`cancelRestrictions` has to be either `ONLY_NEW` or `ONLY_PARTIALLY_FILLED`."
        raise errors.ApiError(-1145, msg)
    order = _find(call)
    if order is None or not order.open:
        raise errors.cancel_rejected()
    if only is not None and order.status != only.removeprefix("ONLY_"):
        raise errors.cancel_rejected("Order was not canceled due to cancel restrictions.")
    call.core.engine.cancel(order, name)
    return views.canceled(order, name)


def _open_weight(params: Params) -> int:
    return 6 if "symbol" in params else 80


@TABLE.operation(
    "GET /api/v3/openOrders",
    "openOrders.status",
    weight=_open_weight,
    parameters="symbol",
    permission=READ,
)
def open_orders(call: Call) -> list[JSON]:
    pairs = call.pairs()
    orders = call.core.engine.open_orders(call.account)
    if pairs is not None:
        orders = [order for order in orders if order.ticket.symbol == pairs[0].symbol]
    return [views.query(order) for order in orders]


@TABLE.operation(
    "DELETE /api/v3/openOrders",
    "openOrders.cancelAll",
    weight=1,
    parameters="symbol",
    permission=TRADE,
    trades=True,
)
def cancel_all(call: Call) -> list[JSON]:
    symbol, name = call.pair().symbol, random_text(22)
    open_ = call.core.engine.open_orders(call.account)
    orders = [order for order in open_ if order.ticket.symbol == symbol]
    if not orders:
        raise errors.cancel_rejected()
    for order in orders:
        call.core.engine.cancel(order, name)
    return [views.canceled(order, name) for order in orders]


@TABLE.operation(
    "GET /api/v3/allOrders",
    "allOrders",
    weight=20,
    parameters="symbol orderId startTime endTime limit",
    permission=READ,
)
def all_orders(call: Call) -> list[JSON]:
    symbol, first = call.pair().symbol, call.params.integer("orderId")
    limit = call.params.limit(500, 1_000)
    start, end = a_day_at_most(call.params)
    orders = [order for order in call.account.orders.values() if order.ticket.symbol == symbol]
    if first is not None:
        return [views.query(order) for order in orders if order.id >= first][:limit]
    orders = [order for order in orders if (start or 0) <= order.time <= (end or order.time)]
    rows = [views.query(order) for order in orders]
    return rows[:limit] if start is not None else rows[-limit:]


def a_day_at_most(params: Params) -> tuple[int | None, int | None]:
    """Read a window that may not be longer than 24 hours."""
    start, end = params.window()
    if start is not None and end is not None and end - start > 86_400_000:
        raise errors.more_than_a_day()
    return start, end


def _checked(call: Call) -> tuple[Ticket, str]:
    """Read an order and the form of its answer; refuse what the filters do not let through."""
    pair = call.pair()
    ticket = read_ticket(call.params, pair.symbol)
    usual = "ACK" if ticket.type == "LIMIT_MAKER" else "FULL"
    respond = call.params.choice("newOrderRespType", _RESPONSES) or usual
    filters.check(ticket, pair.listing, average_price(pair))
    return ticket, respond


def _find(call: Call) -> Order | None:
    """Return the order that orderId or origClientOrderId names; the latest of that name."""
    symbol = call.pair().symbol
    order_id, name = call.params.integer("orderId"), call.params.text("origClientOrderId")
    if order_id is None and name is None:
        raise errors.missing_both("origClientOrderId", "orderId")
    orders = [order for order in call.account.orders.values() if order.ticket.symbol == symbol]
    if order_id is None:
        named = [order for order in orders if order.ticket.client_id == name]
        return named[-1] if named else None
    order = next((order for order in orders if order.id == order_id), None)
    if order is not None and name not in {None, order.ticket.client_id}:
        raise errors.ApiError(-2039, "Client order ID is not correct for this order ID.")
    return order
