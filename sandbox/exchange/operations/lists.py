"""Placing lists of orders: OCO, OTO, OTOCO; OPO and OPOCO, where the first pays for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.operations.fields import Fields, names, prefixed
from sandbox.exchange.operations.pairs import check_types, stop_first
from sandbox.exchange.operations.table import TRADE, Call, Table
from sandbox.exchange.operations.tickets import SIDES, read_ticket
from sandbox.exchange.registry import random_text
from sandbox.exchange.trading import filters, list_views, views
from sandbox.exchange.trading.lists import Plan
from sandbox.exchange.trading.orders import ORDER_TYPES
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.trading.orders import Ticket

JSON = dict[str, Any]
TABLE = Table()
_OF_ALL = "symbol listClientOrderId newOrderRespType selfTradePreventionMode"
_WORKING = f"workingSide {names('working', without=('stopPrice', 'trailingDelta'))}"
_PENDING = f"pendingSide {names('pending')}"
_PENDING_PAIR = (
    f"pendingSide pendingQuantity {names('pendingAbove', without=('quantity',))} "
    f"{names('pendingBelow', without=('quantity',))}"
)
_PAIR = f"side quantity {names('above', ('quantity',))} {names('below', ('quantity',))}"


@TABLE.operation(
    "POST /api/v3/orderList/oco",
    "orderList.place.oco",
    weight=1,
    parameters=f"{_OF_ALL} {_PAIR}",
    permission=TRADE,
    trades=True,
)
def place_oco(call: Call) -> JSON:
    return placed(call, None, _pair(call, "", {"side": "side", "quantity": "quantity"}))


@TABLE.operation(
    "POST /api/v3/orderList/oto",
    "orderList.place.oto",
    weight=1,
    parameters=f"{_OF_ALL} {_WORKING} {_PENDING}",
    permission=TRADE,
    trades=True,
)
def place_oto(call: Call) -> JSON:
    return placed(call, _working(call), [_pending(call)])


@TABLE.operation(
    "POST /api/v3/orderList/otoco",
    "orderList.place.otoco",
    weight=1,
    parameters=f"{_OF_ALL} {_WORKING} {_PENDING_PAIR}",
    permission=TRADE,
    trades=True,
)
def place_otoco(call: Call) -> JSON:
    shared = {"side": "pendingSide", "quantity": "pendingQuantity"}
    return placed(call, _working(call), _pair(call, "pending", shared))


@TABLE.operation(
    "POST /api/v3/orderList/opo",
    "orderList.place.opo",
    weight=1,
    parameters=f"{_OF_ALL} {_WORKING} {_PENDING.replace('pendingQuantity ', '')}",
    permission=TRADE,
    trades=True,
)
def place_opo(call: Call) -> JSON:
    return _paid(call, [_pending(call, bought=True)])


@TABLE.operation(
    "POST /api/v3/orderList/opoco",
    "orderList.place.opoco",
    weight=1,
    parameters=f"{_OF_ALL} {_WORKING} {_PENDING_PAIR.replace('pendingQuantity ', '')}",
    permission=TRADE,
    trades=True,
)
def place_opoco(call: Call) -> JSON:
    return _paid(call, _pair(call, "pending", {"side": "pendingSide"}, bought=True))


def placed(call: Call, working: Ticket | None, others: list[Ticket], *, pays: bool = False) -> JSON:
    """Place a list that was read, and show it as it is then; what it sets off comes later."""
    params, pair = call.params, call.pair()
    name = params.client_id("listClientOrderId") or random_text(22)
    respond = params.choice("newOrderRespType", views.RESPONSES) or "RESULT"
    plan = Plan(pair.symbol, name, working, others, pays=pays)
    typical = filters.typical_price(pair)
    for ticket in plan.tickets:
        filters.check(ticket, pair.listing, typical, bought=pays and ticket is not working)
    call.account.order_count.admit()
    with call.core.engine.act():
        orders = call.core.engine.place_list(call.account, plan)
        return list_views.placed(orders, views.RESPONSES[respond])


def _paid(call: Call, others: list[Ticket]) -> JSON:
    working = _working(call)
    if working.side != "BUY":
        raise errors.ApiError(-1222, "Working order in an OPO list must be a bid.")
    if any(ticket.side != "SELL" for ticket in others):
        raise errors.ApiError(-1223, "Pending orders in an OPO list must be asks.")
    return placed(call, working, others, pays=True)


def _working(call: Call) -> Ticket:
    fields = _fields(call, "working", {"side": "workingSide"})
    return read_ticket(fields, call.pair().symbol, types=("LIMIT", "LIMIT_MAKER"))


def _pending(call: Call, *, bought: bool = False) -> Ticket:
    if not bought:
        call.params.required("pendingQuantity")
    fields = _fields(call, "pending", {"side": "pendingSide"})
    return read_ticket(fields, call.pair().symbol, types=ORDER_TYPES, bought=bought)


def _pair(call: Call, prefix: str, shared: dict[str, str], *, bought: bool = False) -> list[Ticket]:
    """Read two orders of which one cancels the other."""
    above = _fields(call, f"{prefix}Above" if prefix else "above", shared)
    below = _fields(call, f"{prefix}Below" if prefix else "below", shared)
    check_types(
        above.required_choice("type", ORDER_TYPES),
        below.required_choice("type", ORDER_TYPES),
        above.required_choice("side", SIDES),
    )
    symbol = call.pair().symbol
    return stop_first(*(read_ticket(each, symbol, bought=bought) for each in (above, below)))


def _fields(call: Call, prefix: str, shared: dict[str, str]) -> Fields:
    return prefixed(call.params, prefix, shared)
