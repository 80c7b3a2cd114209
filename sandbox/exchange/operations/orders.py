"""Placing, testing and cancelling orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.operations import lookups
from sandbox.exchange.operations.fields import Fields
from sandbox.exchange.operations.table import TRADE, Call, Table
from sandbox.exchange.operations.tickets import ORDER_PARAMETERS, read_ticket
from sandbox.exchange.registry import random_text
from sandbox.exchange.trading import commission, filters, list_views, views
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.trading.commission import Rates
    from sandbox.exchange.trading.orders import Order, Ticket
    from sandbox.exchange.wire.params import Params

JSON = dict[str, Any]
TABLE = Table()


@TABLE.operation(
    "POST /api/v3/order",
    "order.place",
    weight=1,
    parameters=ORDER_PARAMETERS,
    permission=TRADE,
    trades=True,
)
def place(call: Call) -> JSON:
    ticket, respond = checked(call)
    call.account.order_count.admit()
    order = call.core.engine.place(call.account, ticket)
    return views.RESPONSES[respond](order)


def test_weight(params: Params) -> int:
    return 20 if params.flag("computeCommissionRates") else 1


@TABLE.operation(
    "POST /api/v3/order/test",
    "order.test",
    weight=test_weight,
    parameters=f"{ORDER_PARAMETERS} computeCommissionRates",
    permission=TRADE,
)
def test(call: Call) -> JSON:
    ticket, _ = checked(call)
    return tested(call, ticket, routed=False)


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
    only = restriction(call.params)
    order = lookups.find(lookups.orders_of(call, call.pair().symbol), call.params)
    return canceled(call, order, name, only)


@TABLE.operation(
    "DELETE /api/v3/openOrders",
    "openOrders.cancelAll",
    weight=1,
    parameters="symbol",
    permission=TRADE,
    trades=True,
)
def cancel_all(call: Call) -> list[JSON]:
    """Cancel everything that is open on a symbol: orders one by one, lists as a whole."""
    symbol, name = call.pair().symbol, random_text(22)
    orders = [order for order in call.account.open_orders() if order.ticket.symbol == symbol]
    if not orders:
        raise errors.cancel_rejected()
    with call.core.engine.act():
        return [canceled(call, order, name) for order in orders if order.open]


def canceled(call: Call, order: Order | None, name: str, only: str | None = None) -> JSON:
    """Cancel an order, or the list it belongs to, and show what was cancelled."""
    if order is None or not order.open:
        raise errors.cancel_rejected()
    if only is not None and order.status != only.removeprefix("ONLY_"):
        raise errors.cancel_rejected("Order was not canceled due to cancel restrictions.")
    call.core.engine.cancel(order, name)
    if order.order_list is None:
        return views.canceled(order, name)
    return list_views.canceled(order.order_list, name)


def restriction(params: Params) -> str | None:
    """Read in which state alone an order is to be cancelled."""
    only = params.text("cancelRestrictions")
    if only not in {None, "ONLY_NEW", "ONLY_PARTIALLY_FILLED"}:
        msg = "`cancelRestrictions` has to be either `ONLY_NEW` or `ONLY_PARTIALLY_FILLED`."
        raise errors.ApiError(-1145, msg)
    return only


def checked(call: Call) -> tuple[Ticket, str]:
    """Read an order and the form of its answer; refuse what the filters do not let through."""
    pair = call.pair()
    ticket = read_ticket(Fields(call.params), pair.symbol)
    usual = "FULL" if ticket.type in {"LIMIT", "MARKET"} else "ACK"
    respond = call.params.choice("newOrderRespType", views.RESPONSES) or usual
    filters.check(ticket, pair.listing, filters.typical_price(pair))
    return ticket, respond


def tested(call: Call, ticket: Ticket, *, routed: bool) -> JSON:
    """Return the answer to an order that was not placed: nothing, or the rates it would pay."""
    if not call.params.flag("computeCommissionRates"):
        return {}
    rates = call.account.commission

    def shown(kind: Rates) -> JSON:
        return {
            "maker": views.number(kind.of(ticket.side, maker=True)),
            "taker": views.number(kind.of(ticket.side, maker=False)),
        }

    special = {} if routed else {"specialCommissionForOrder": shown(rates.special)}
    return {
        "standardCommissionForOrder": shown(rates.standard),
        **special,
        "taxCommissionForOrder": shown(rates.tax),
        "discount": discount(rates),
    }


def discount(rates: commission.Commission) -> JSON:
    return {
        "enabledForAccount": rates.enabled_for_account,
        "enabledForSymbol": True,
        "discountAsset": commission.DISCOUNT_ASSET,
        "discount": views.number(rates.discount),
    }
