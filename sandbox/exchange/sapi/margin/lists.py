"""Lists of orders of a margin account: they are read and placed as those of spot are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.exchange.operations import list_queries, lists, old_oco
from sandbox.exchange.operations.table import READ, TRADE, Call, Handler, Table
from sandbox.exchange.sapi.margin import lending, order_views, seats, side_effects
from sandbox.exchange.sapi.margin.orders import order_weight
from sandbox.exchange.trading.orders import Ticket
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.sapi.margin.accounts import Margin

JSON = dict[str, Any]
TABLE = Table()
_ROOT = "/sapi/v1/margin"
_OF_ALL = (
    "symbol isIsolated listClientOrderId newOrderRespType sideEffectType "
    "selfTradePreventionMode autoRepayAtCancel"
)
_WORKING = (
    "workingType workingSide workingPrice workingQuantity workingIcebergQty "
    "workingClientOrderId workingTimeInForce"
)


@TABLE.operation(
    f"POST {_ROOT}/order/oco",
    weight=order_weight,
    by_uid=True,
    parameters=(
        f"{_OF_ALL} side quantity price stopPrice limitClientOrderId limitIcebergQty "
        "stopClientOrderId stopLimitPrice stopIcebergQty stopLimitTimeInForce"
    ),
    permission=TRADE,
)
def place_oco(call: Call) -> JSON:
    params = call.params
    asked = [params.decimal(name) for name in ("price", "stopPrice", "stopLimitPrice")]
    dearest = max((each for each in asked if each is not None), default=None)
    if dearest is None:
        raise errors.missing("price")
    return _place(call, old_oco.place, _first(call, "side", "quantity", dearest))


@TABLE.operation(
    f"POST {_ROOT}/order/oto",
    weight=order_weight,
    by_uid=True,
    parameters=(
        f"{_OF_ALL} {_WORKING} pendingType pendingSide pendingQuantity pendingClientOrderId "
        "pendingPrice pendingStopPrice pendingTrailingDelta pendingIcebergQty pendingTimeInForce"
    ),
    permission=TRADE,
)
def place_oto(call: Call) -> JSON:
    return _place(call, lists.place_oto, _working(call))


@TABLE.operation(
    f"POST {_ROOT}/order/otoco",
    weight=order_weight,
    by_uid=True,
    parameters=(
        f"{_OF_ALL} {_WORKING} pendingSide pendingQuantity pendingAboveType "
        "pendingAboveClientOrderId pendingAbovePrice pendingAboveStopPrice "
        "pendingAboveTrailingDelta pendingAboveIcebergQty pendingAboveTimeInForce "
        "pendingBelowType pendingBelowClientOrderId pendingBelowPrice pendingBelowStopPrice "
        "pendingBelowTrailingDelta pendingBelowIcebergQty pendingBelowTimeInForce"
    ),
    permission=TRADE,
)
def place_otoco(call: Call) -> JSON:
    return _place(call, lists.place_otoco, _working(call))


@TABLE.operation(
    f"GET {_ROOT}/orderList",
    weight=10,
    parameters="isIsolated symbol orderListId origClientOrderId",
    permission=READ,
)
def status(call: Call) -> JSON:
    margin = seats.asked(call)
    return order_views.of_list(list_queries.status(_seated(call, margin)), margin)


@TABLE.operation(
    f"GET {_ROOT}/openOrderList", weight=10, parameters="isIsolated symbol", permission=READ
)
def open_lists(call: Call) -> list[JSON]:
    margin = seats.asked(call)
    found = list_queries.open_lists(_seated(call, margin))
    return [order_views.of_list(each, margin) for each in found]


@TABLE.operation(
    f"GET {_ROOT}/allOrderList",
    weight=200,
    parameters="isIsolated symbol fromId startTime endTime limit",
    permission=READ,
)
def all_lists(call: Call) -> list[JSON]:
    margin = seats.asked(call)
    found = list_queries.all_lists(_seated(call, margin))
    return [order_views.of_list(each, margin) for each in found]


@TABLE.operation(
    f"DELETE {_ROOT}/orderList",
    weight=1,
    by_uid=True,
    parameters="symbol isIsolated orderListId listClientOrderId newClientOrderId",
    permission=TRADE,
)
def cancel(call: Call) -> JSON:
    margin = seats.asked(call)
    shown = list_queries.cancel(_seated(call, margin))
    lending.keep_promises(call.core, margin)
    return order_views.of_list(shown, margin)


def _place(call: Call, place: Handler, first: Ticket) -> JSON:
    """Place a list, borrowing what its first order lacks if that is wanted."""
    seats.asked_pair(call)
    margin = seats.asked(call)
    kind = call.params.choice("sideEffectType", side_effects.KINDS) or "NO_SIDE_EFFECT"
    at_cancel = call.params.flag("autoRepayAtCancel", default=True)
    with side_effects.borrowed(call.core, margin, first, kind) as loan:
        shown = place(_seated(call, margin))
    orders = [margin.seat.orders[each["orderId"]] for each in shown["orders"]]
    for order in orders:  # the first one alone was borrowed for
        own = loan if order is orders[0] else None
        side_effects.promise(margin, order, kind, own, at_cancel=at_cancel)
    lending.keep_promises(call.core, margin)
    return order_views.of_list(shown, margin, loan)


def _seated(call: Call, margin: Margin) -> Call:
    """Return the call as if the margin account were the one that asks."""
    return replace(call, key=replace(call.owner, account=margin.seat))


def _working(call: Call) -> Ticket:
    price = call.params.required_decimal("workingPrice")
    return _first(call, "workingSide", "workingQuantity", price)


def _first(call: Call, side: str, quantity: str, price: Decimal) -> Ticket:
    """Return what a list needs money for at first, as a limit order."""
    return Ticket(
        symbol=call.pair().symbol,
        side=call.params.required(side),
        type="LIMIT",
        client_id="",
        price=price,
        quantity=call.params.required_decimal(quantity),
    )
