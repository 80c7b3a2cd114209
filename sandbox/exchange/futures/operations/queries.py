"""Looking up orders and executions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market.rest.venues import one_or_all
from sandbox.exchange.futures.operations import order_views
from sandbox.exchange.futures.operations.finding import find_order, find_working
from sandbox.exchange.futures.operations.orders import IDENTITY
from sandbox.exchange.futures.operations.seats import DAY, Seat, seated
from sandbox.exchange.futures.trading.liquidation import AUTOCLOSE
from sandbox.exchange.operations.table import READ, Table
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.trading.orders import Order

JSON = dict[str, Any]
TABLE = Table()
_WEEK = 7 * DAY
UNFILLED_KEPT, KEPT = 3 * DAY, 90 * DAY


@seated(
    TABLE,
    "GET /fapi/v1/order",
    "order.status",
    twin="GET /dapi/v1/order",
    weight=1,
    parameters=IDENTITY,
    permission=READ,
)
def status(seat: Seat) -> JSON:
    order = find_order(seat)
    if order is None or not _kept(order, seat.clock):
        raise errors.no_such_order()
    return order_views.queried(order)


@seated(
    TABLE,
    "GET /fapi/v1/openOrder",
    twin="GET /dapi/v1/openOrder",
    weight=1,
    parameters=IDENTITY,
    permission=READ,
)
def open_order(seat: Seat) -> JSON:
    return order_views.queried(find_working(seat))


@seated(
    TABLE,
    "GET /fapi/v1/openOrders",
    twin="GET /dapi/v1/openOrders",
    weight=one_or_all(1, 40),
    parameters="symbol",
    twin_parameters="symbol pair",
    permission=READ,
)
def open_orders(seat: Seat) -> list[JSON]:
    symbols = {contract.symbol for contract in seat.contracts()}
    orders = seat.ledger.open_orders()
    return [order_views.queried(order) for order in orders if order.ticket.symbol in symbols]


@seated(
    TABLE,
    "GET /fapi/v1/allOrders",
    twin="GET /dapi/v1/allOrders",
    weight=5,
    parameters="symbol orderId startTime endTime limit",
    twin_parameters="symbol pair orderId startTime endTime limit",
    permission=READ,
)
def all_orders(seat: Seat) -> list[JSON]:
    """Return orders from an id on, or of a period: of the last week if none was sent."""
    wanted = _wanted(seat, "orderId")
    first, limit = seat.params.integer("orderId"), seat.params.limit(500, 1_000)
    start, end = seat.window(_WEEK)
    orders = [
        order
        for order in seat.ledger.orders.values()
        if wanted(order.contract) and _kept(order, seat.clock)
    ]
    if first is not None:
        found = [order for order in orders if order.id >= first][:limit]
    else:
        since, until = period(seat, start, end, _WEEK)
        found = [order for order in orders if since <= order.time <= until]
        found = found[:limit] if start is not None else found[-limit:]
    return [order_views.listed(order) for order in found]


@seated(
    TABLE,
    "GET /fapi/v1/userTrades",
    twin="GET /dapi/v1/userTrades",
    weight=5,
    parameters="symbol orderId startTime endTime fromId limit",
    twin_parameters="symbol pair orderId startTime endTime fromId limit",
    permission=READ,
)
def user_trades(seat: Seat) -> list[JSON]:
    params = seat.params
    if not seat.venue.inverse:
        params.required("symbol")
    wanted = _wanted(seat, "orderId", "fromId")
    order_id, first = params.integer("orderId"), params.integer("fromId")
    limit, (start, end) = params.limit(500, 1_000), seat.window(_WEEK)
    if first is not None and (start is not None or end is not None):
        raise errors.bad_combination()
    since, until = period(seat, start, end, _WEEK)  # of the last week, also from a number on
    since = max(since, seat.clock - KEPT)
    fills = [
        fill
        for fill in seat.ledger.fills
        if wanted(fill.order.contract)
        and order_id in {None, fill.order.id}
        and fill.trade_id >= (first or 0)
        and since <= fill.time <= until
    ]
    found = fills[-limit:] if first is None and start is None else fills[:limit]
    return [order_views.trade(fill) for fill in found]


@seated(
    TABLE,
    "GET /fapi/v1/forceOrders",
    twin="GET /dapi/v1/forceOrders",
    weight=one_or_all(20, 50),
    parameters="symbol autoCloseType startTime endTime limit",
    permission=READ,
)
def force_orders(seat: Seat) -> list[JSON]:
    """Return what was liquidated; nobody is ever deleveraged here."""
    symbol, kind = seat.symbol(), seat.params.choice("autoCloseType", ("LIQUIDATION", "ADL"))
    limit, (start, end) = seat.params.limit(50, 100), seat.window()
    since, until = period(seat, start, end, _WEEK)
    found = [
        order
        for order in seat.ledger.orders.values()
        if order.ticket.client_id.startswith(AUTOCLOSE)
        and kind != "ADL"
        and symbol in {None, order.ticket.symbol}
        and since <= order.time <= until
    ]
    return [order_views.forced(order) for order in found[-limit:]]


@seated(
    TABLE,
    "GET /fapi/v1/orderAmendment",
    twin="GET /dapi/v1/orderAmendment",
    weight=1,
    parameters=f"{IDENTITY} startTime endTime limit",
    permission=READ,
)
def amendments(seat: Seat) -> list[JSON]:
    order = find_order(seat)
    if order is None:
        raise errors.no_such_order()
    limit, (start, end) = seat.params.limit(50, 100), seat.window()
    changes = [
        each
        for each in reversed(order.amendments)
        if (start or 0) <= each.time <= (end or each.time)
    ]
    return [order_views.amendment(order, each) for each in changes[:limit]]


def period(seat: Seat, start: int | None, end: int | None, usual: int) -> tuple[int, int]:
    """Return a period of which one end or both may be missing."""
    until = end if end is not None else seat.clock if start is None else start + usual
    return (start if start is not None else until - usual), until


def _wanted(seat: Seat, *without_pair: str) -> Callable[[Contract], bool]:
    """Return whose history is asked for; COIN-M wants a symbol, or a pair without these ids."""
    if seat.venue.inverse:
        if "pair" not in seat.params and "symbol" not in seat.params:
            raise errors.missing_both("symbol", "pair")
        if "pair" in seat.params and any(each in seat.params for each in ("symbol", *without_pair)):
            raise errors.bad_combination()
    symbol, pair = seat.symbol(), seat.params.text("pair")
    if pair is not None:
        seat.contracts()  # refuses a pair that there is not
    return lambda each: symbol in {None, each.symbol} and pair in {None, each.pair}


def _kept(order: Order, clock: int) -> bool:
    """Tell whether an order is still found: what ended without a trade is soon forgotten."""
    age = clock - order.time
    if order.open:
        return True
    return age <= (KEPT if order.executed else UNFILLED_KEPT)
