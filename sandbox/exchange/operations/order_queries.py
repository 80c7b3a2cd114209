"""Looking up orders, and what has become of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.operations import lookups
from sandbox.exchange.operations.orders import discount
from sandbox.exchange.operations.table import READ, Call, Table
from sandbox.exchange.trading import filters, views
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.trading.orders import Order
    from sandbox.exchange.wire.params import Params

JSON = dict[str, Any]
TABLE = Table()


@TABLE.operation(
    "GET /api/v3/order",
    "order.status",
    weight=4,
    parameters="symbol orderId origClientOrderId",
    permission=READ,
)
def status(call: Call) -> JSON:
    order = _found(call, "/api/v3/order")
    if lookups.archived(call, order):
        msg = (
            "Order was canceled or expired with no executed qty over 90 days ago "
            "and has been archived."
        )
        raise errors.ApiError(-2026, msg)
    return views.query(order)


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
    orders = lookups.seen(call, "/api/v3/openOrders", call.account.open_orders())
    if pairs is not None:
        orders = [order for order in orders if order.ticket.symbol == pairs[0].symbol]
    return [views.query(order) for order in orders]


@TABLE.operation(
    "GET /api/v3/allOrders",
    "allOrders",
    weight=20,
    parameters="symbol orderId startTime endTime limit",
    permission=READ,
)
def all_orders(call: Call) -> list[JSON]:
    symbol, first = call.pair().symbol, call.params.integer("orderId")
    limit, window = call.params.limit(500, 1_000), lookups.a_day_at_most(call.params)
    orders = lookups.seen(call, "/api/v3/allOrders", lookups.orders_of(call, symbol))
    orders = [
        order
        for order in orders
        if order.id >= (first or 0)
        and lookups.within(order.time, window)
        and not lookups.archived(call, order)
    ]
    oldest_first = first is not None or window[0] is not None
    return [views.query(order) for order in (orders[:limit] if oldest_first else orders[-limit:])]


@TABLE.operation(
    "GET /api/v3/order/amendments",
    "order.amendments",
    weight=4,
    parameters="symbol orderId fromExecutionId limit",
    permission=READ,
)
def amendments(call: Call) -> list[JSON]:
    call.params.required("orderId")
    order, first = _found(call, "/api/v3/order/amendments"), call.params.integer("fromExecutionId")
    rows = [
        {
            "symbol": order.ticket.symbol,
            "orderId": order.id,
            "executionId": each.execution_id,
            "origClientOrderId": each.old_client_id,
            "newClientOrderId": each.new_client_id,
            "origQty": views.number(each.old_quantity),
            "newQty": views.number(each.new_quantity),
            "time": each.time,
        }
        for each in order.amendments
        if each.execution_id >= (first or 0)
    ]
    return rows[: call.params.limit(500, 1_000)]


def _prevented_weight(params: Params) -> int:
    return 20 if "orderId" in params else 2


@TABLE.operation(
    "GET /api/v3/myPreventedMatches",
    "myPreventedMatches",
    weight=_prevented_weight,
    parameters="symbol preventedMatchId orderId fromPreventedMatchId limit",
    permission=READ,
)
def prevented_matches(call: Call) -> list[JSON]:
    symbol, params = call.pair().symbol, call.params
    match_id, order_id = params.integer("preventedMatchId"), params.integer("orderId")
    first, limit = params.integer("fromPreventedMatchId"), params.limit(500, 1_000)
    if match_id is None and order_id is None:
        raise errors.missing_both("preventedMatchId", "orderId")
    if match_id is not None and (order_id is not None or first is not None):
        raise errors.bad_combination()
    matches = {
        match.id: match
        for order in lookups.orders_of(call, symbol)
        for match in order.matches
        if order_id in {None, order.id}
    }
    wanted = [each for each in sorted(matches) if match_id in {None, each} and each >= (first or 0)]
    return [views.prevented_match(matches[each], symbol) for each in wanted[:limit]]


@TABLE.operation(
    "GET /api/v3/myAllocations",
    "myAllocations",
    weight=20,
    parameters="symbol startTime endTime fromAllocationId limit orderId",
    permission=READ,
)
def allocations(call: Call) -> list[JSON]:
    symbol, params = call.pair().symbol, call.params
    order_id, first = params.integer("orderId"), params.integer("fromAllocationId")
    window = lookups.a_day_at_most(params)
    if window != (None, None) and (order_id is not None or first is not None):
        raise errors.bad_combination()
    fills = [
        fill
        for order in lookups.orders_of(call, symbol)
        if order_id in {None, order.id}
        for fill in order.fills
        if fill.allocation is not None
        and fill.allocation >= (first or 0)
        and lookups.within(fill.time, window)
    ]
    fills.sort(key=lambda fill: fill.allocation or 0)
    limit, newest = params.limit(500, 1_000), window[0] is None is not window[1]
    return [views.allocation(fill) for fill in (fills[-limit:] if newest else fills[:limit])]


@TABLE.operation(
    "GET /api/v3/account/commission",
    "account.commission",
    weight=20,
    parameters="symbol",
    permission=READ,
)
def commission(call: Call) -> JSON:
    symbol, rates = call.pair().symbol, call.account.commission
    return {
        "symbol": symbol,
        "standardCommission": views.rates(rates.standard),
        "specialCommission": views.rates(rates.special),
        "taxCommission": views.rates(rates.tax),
        "discount": discount(rates),
    }


@TABLE.operation(
    "GET /api/v3/myFilters", "myFilters", weight=40, parameters="symbol", permission=READ
)
def my_filters(call: Call) -> JSON:
    """Return the filters that apply to the account; no asset is limited for anybody here."""
    return {
        "exchangeFilters": filters.EXCHANGE_FILTERS,
        "symbolFilters": call.pair().listing.filters(),
        "assetFilters": [],
    }


def _found(call: Call, path: str) -> Order:
    orders = lookups.seen(call, path, lookups.orders_of(call, call.pair().symbol))
    order = lookups.find(orders, call.params)
    if order is None:
        raise errors.no_such_order()
    return order
