"""Placing, changing and cancelling orders."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.operations import order_views
from sandbox.exchange.futures.operations.finding import find_order, find_working
from sandbox.exchange.futures.operations.seats import Seat, seated
from sandbox.exchange.futures.operations.tickets import (
    ORDER_PARAMETERS,
    limit_price,
    mandatory,
    read_ticket,
    required_decimal,
)
from sandbox.exchange.futures.trading import rules
from sandbox.exchange.futures.trading.orders import Order
from sandbox.exchange.futures.trading.refusals import refused
from sandbox.exchange.operations.table import FUTURES, Table
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.futures.trading.orders import Ticket

JSON = dict[str, Any]
TABLE = Table()
IDENTITY = "symbol orderId origClientOrderId"
AMEND_PARAMETERS = f"{IDENTITY} side quantity price priceMatch modifyId reduceOnly"
_FINAL_AT_ONCE = frozenset({"IOC", "FOK", "GTX"})


@seated(
    TABLE,
    "POST /fapi/v1/order",
    "order.place",
    twin="POST /dapi/v1/order",
    weight=0,
    parameters=ORDER_PARAMETERS,
    permission=FUTURES,
    trades=True,
)
def place(seat: Seat) -> JSON:
    seat.count_order()
    return place_one(seat)


def place_one(seat: Seat) -> JSON:
    """Place an order and word it as asked for: as accepted, or with what became of it."""
    ticket, result = checked(seat)
    order = seat.floor.engine.place(seat.ledger, ticket)
    final = not ticket.limited or ticket.time_in_force in _FINAL_AT_ONCE
    return order_views.placed(order) if result and final else order_views.accepted(order)


def checked(seat: Seat) -> tuple[Ticket, bool]:
    """Read an order and whether its result is wanted; refuse what breaks the rules."""
    ticket = read_ticket(seat)
    respond = seat.params.text("newOrderRespType") or "ACK"
    if respond not in {"ACK", "RESULT"}:
        raise errors.ApiError(-1136, "Invalid newOrderRespType.")
    rules.check(ticket, seat.contract(), seat.floor.mark(ticket.symbol))
    return ticket, respond == "RESULT"


@seated(
    TABLE,
    "POST /fapi/v1/order/test",
    weight=0,
    parameters=ORDER_PARAMETERS,
    permission=FUTURES,
    trades=True,
)
def test(seat: Seat) -> JSON:
    """Check an order without sending it to the matching engine."""
    seat.count_order()
    ticket, _ = checked(seat)
    number, clock = seat.call.core.next_id(), seat.clock
    order = Order(number, ticket, seat.ledger, seat.contract(), clock, clock, number)
    return order_views.tested(order)


@seated(
    TABLE,
    "PUT /fapi/v1/order",
    "order.modify",
    twin="PUT /dapi/v1/order",
    weight=0,
    twin_weight=1,
    parameters=AMEND_PARAMETERS,
    permission=FUTURES,
    trades=True,
)
def amend(seat: Seat) -> JSON:
    seat.count_order()
    return amend_one(seat)


def amend_one(seat: Seat) -> JSON:
    """Give an order another price and quantity; both have to be sent."""
    params = seat.params
    side = mandatory(params, "side", ("BUY", "SELL"))
    quantity = required_decimal(params, "quantity")
    order = find_working(seat)
    if order.ticket.type != "LIMIT" or order.ticket.side != side:
        raise refused(-5025)
    price, match = limit_price(seat, order.ticket.symbol, side)
    ticket = replace(order.ticket, quantity=quantity, price=price, price_match=match)
    _check_change(seat, order, ticket)
    seat.floor.engine.amend(order, ticket, params.integer("modifyId"))
    return order_views.amended(order)


def _check_change(seat: Seat, order: Order, ticket: Ticket) -> None:
    if (ticket.price, ticket.quantity) == (order.ticket.price, order.ticket.quantity):
        raise refused(-5027)
    if len(order.amendments) >= rules.MAX_AMENDMENTS:
        raise refused(-5026)
    reduces = seat.params.flag("reduceOnly")
    if reduces and not order.ticket.reduce_only:
        raise refused(-5047)
    contract = order.contract
    rules.check(replace(ticket, reduce_only=True), contract, seat.floor.mark(ticket.symbol))
    if not reduces:
        rules.check_notional(ticket, contract, ticket.price)


@seated(
    TABLE,
    "DELETE /fapi/v1/order",
    "order.cancel",
    twin="DELETE /dapi/v1/order",
    weight=1,
    parameters=IDENTITY,
    permission=FUTURES,
    trades=True,
)
def cancel(seat: Seat) -> JSON:
    return cancel_one(seat)


def cancel_one(seat: Seat) -> JSON:
    order = find_order(seat)
    if order is None or not order.open:
        raise errors.cancel_rejected()
    seat.floor.engine.cancel(order)
    return order_views.placed(order)


@seated(
    TABLE,
    "DELETE /fapi/v1/allOpenOrders",
    twin="DELETE /dapi/v1/allOpenOrders",
    weight=1,
    parameters="symbol",
    permission=FUTURES,
    trades=True,
)
def cancel_all(seat: Seat) -> JSON:
    """Cancel a symbol's orders; conditional ones that wait are none of them."""
    for order in seat.ledger.open_orders(seat.contract().symbol):
        seat.floor.engine.cancel(order)
    return {"code": 200, "msg": "The operation of cancel all open order is done."}


@seated(
    TABLE,
    "POST /fapi/v1/countdownCancelAll",
    twin="POST /dapi/v1/countdownCancelAll",
    weight=10,
    parameters="symbol countdownTime",
    permission=FUTURES,
)
def count_down(seat: Seat) -> JSON:
    """Cancel a symbol's orders after some time, unless this is asked for again; 0 ends it."""
    symbol = seat.contract().symbol
    seat.params.required("countdownTime")
    countdown = seat.params.integer("countdownTime") or 0
    seat.ledger.countdowns.pop(symbol, None)
    if countdown:
        seat.ledger.countdowns[symbol] = seat.clock + countdown
    return {"symbol": symbol, "countdownTime": str(countdown)}
