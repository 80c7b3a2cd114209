"""Orders that smart order routing may fill from several books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.operations import orders
from sandbox.exchange.operations.fields import Fields
from sandbox.exchange.operations.table import TRADE, Call, Table
from sandbox.exchange.operations.tickets import read_ticket
from sandbox.exchange.trading import filters, routing, views
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.trading.orders import Ticket

JSON = dict[str, Any]
TABLE = Table()
_PARAMETERS = (
    "symbol side type timeInForce quantity price newClientOrderId strategyId strategyType "
    "icebergQty newOrderRespType selfTradePreventionMode"
)
_TYPES = ("LIMIT", "MARKET")


def _placed(call: Call) -> JSON:
    ticket = _checked(call)
    respond = call.params.choice("newOrderRespType", views.RESPONSES) or "FULL"
    call.account.order_count.admit()
    return views.RESPONSES[respond](call.core.engine.place(call.account, ticket))


@TABLE.operation(
    "POST /api/v3/sor/order",
    "sor.order.place",
    weight=1,
    parameters=_PARAMETERS,
    permission=TRADE,
    trades=True,
)
def place_by_method(call: Call) -> list[JSON]:
    """Place an order; only in the WebSocket API does the answer come as a list."""
    return [_placed(call)]


@TABLE.operation(
    "POST /api/v3/sor/order", weight=1, parameters=_PARAMETERS, permission=TRADE, trades=True
)
def place(call: Call) -> JSON:
    return _placed(call)


@TABLE.operation(
    "POST /api/v3/sor/order/test",
    "sor.order.test",
    weight=orders.test_weight,
    parameters=f"{_PARAMETERS} computeCommissionRates",
    permission=TRADE,
)
def test(call: Call) -> JSON:
    return orders.tested(call, _checked(call), routed=True)


def _checked(call: Call) -> Ticket:
    pair = call.pair()
    if not routing.route(pair.symbol):
        raise errors.order_rejected("This symbol is not permitted for this account.")
    call.params.required("quantity")
    ticket = read_ticket(Fields(call.params), pair.symbol, types=_TYPES, routed=True)
    filters.check(ticket, pair.listing, filters.typical_price(pair))
    return ticket
