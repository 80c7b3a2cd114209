"""Placing, changing and cancelling orders, one at a time."""

from typing import Any

from pydantic import Field

from binance.models.futures.answers import Done
from binance.models.futures.orders import PlacedOrder, TestedOrder
from binance.models.futures.settings import Countdown
from binance.models.futures.terms import OrderType
from binance.models.order_terms import Side
from binance.parameters import Amount, ClientOrderId, new_client_order_id
from binance.private.contracts.order_terms import (
    ORDER_RULES,
    BookPrice,
    ConditionalTerms,
    OrderTerms,
    conditional_rules,
)
from binance.private.orders.one_order import ONE_ORDER, OneOrder
from binance.request import Private, Security
from binance.rules import one_of


def _unconditional(request: Any) -> None:
    if request.type not in (OrderType.LIMIT, OrderType.MARKET):  # Binance refuses it with -4120
        raise ValueError(f"{request.type} is placed with NewAlgoOrder, if at all")


class NewOrder(
    Private[PlacedOrder],
    OrderTerms,
    endpoint="POST /fapi/v1/order",
    ws_method="order.place",
    weight=0,
    security=Security.TRADE,
    orders=1,
    rules=(_unconditional, *ORDER_RULES),
):
    """Place a LIMIT or MARKET order; conditional ones are placed with `NewAlgoOrder`.

    Never send it twice: after an `Unknown`, ask for it with `QueryOrder` by its client order id,
    which Binance holds unique among open orders only. The answer does not tell the price paid.
    """

    new_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)


class TestOrder(
    Private[TestedOrder],
    OrderTerms,
    ConditionalTerms,
    endpoint="POST /fapi/v1/order/test",
    weight=0,
    security=Security.TRADE,
    reads=True,
    orders=1,
    rules=(*ORDER_RULES, *conditional_rules("stop_price", "activation_price")),
):
    """Have an order checked without placing it."""

    stop_price: Amount | None = None
    activation_price: Amount | None = None
    new_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)


class ModifyOrder(
    Private[PlacedOrder],
    OneOrder,
    endpoint="PUT /fapi/v1/order",
    ws_method="order.modify",
    weight=0,
    security=Security.TRADE,
    orders=1,
    rules=(ONE_ORDER, one_of("price", "price_match")),
):
    """Give a limit order another price and quantity; both are sent, changed or not.

    It loses its place in the queue, and is cancelled if no more than what was filled is left of
    it. The side cannot be changed, and `reduce_only` only repeats what the order is: it spares it
    the check of the least notional.
    After an `Unknown` ask with `QueryOrder` what it is now.
    """

    side: Side
    quantity: Amount
    price: Amount | None = None
    price_match: BookPrice | None = None
    modify_id: int | None = None
    reduce_only: bool | None = None


class CancelOrder(
    Private[PlacedOrder],
    OneOrder,
    endpoint="DELETE /fapi/v1/order",
    ws_method="order.cancel",
    security=Security.TRADE,
    rules=(ONE_ORDER,),
):
    """Cancel an open order; if it is not open any more, `NoSuchOrder`.

    After an `Unknown` it may be cancelled again; whether it was filled instead, `QueryOrder` tells.
    """


class CancelOpenOrders(
    Private[Done], endpoint="DELETE /fapi/v1/allOpenOrders", security=Security.TRADE
):
    """Cancel all open orders of a symbol; conditional ones need `CancelOpenAlgoOrders`."""

    symbol: str


class CountdownCancelAll(
    Private[Countdown],
    endpoint="POST /fapi/v1/countdownCancelAll",
    weight=10,
    security=Security.TRADE,
):
    """Cancel a symbol's orders after so many milliseconds, unless this is sent again before.

    Zero ends the countdown. It protects against one's own silence: send it as a heartbeat.
    """

    symbol: str
    countdown_time: int = Field(ge=0)
