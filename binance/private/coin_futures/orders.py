"""Placing, changing and cancelling orders, one at a time."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from binance.models.futures.answers import Done
from binance.models.futures.orders import PlacedOrder
from binance.models.futures.settings import Countdown
from binance.models.orders import Side
from binance.parameters import Amount, ClientOrderId, new_client_order_id
from binance.private.contracts.order_terms import (
    COMMON_RULES,
    BookPrice,
    CommonTerms,
    ConditionalTerms,
    conditional_rules,
)
from binance.private.orders.one_order import ONE_ORDER, OneOrder
from binance.request import Private, Security
from binance.rules import one_of


class NewOrder(
    Private[PlacedOrder],
    CommonTerms,
    ConditionalTerms,
    endpoint="POST /dapi/v1/order",
    ws_method="order.place",
    weight=0,
    security=Security.TRADE,
    orders=1,
    rules=(*COMMON_RULES, *conditional_rules("stop_price", "activation_price")),
):
    """Place an order; quantities are contracts, not coin.

    Conditional types belong to `NewAlgoOrder`: as Binance moves them there, it refuses them here
    (-4120). Never send an order twice: after an `Unknown`, ask for it with `QueryOrder` by its
    client order id. The answer does not tell the price paid.
    """

    callback_rate: Annotated[Amount, Field(ge=Decimal("0.1"), le=10)] | None = None
    stop_price: Amount | None = None
    activation_price: Amount | None = None
    new_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)


class ModifyOrder(
    Private[PlacedOrder],
    OneOrder,
    endpoint="PUT /dapi/v1/order",
    ws_method="order.modify",
    security=Security.TRADE,
    orders=1,
    rules=(ONE_ORDER, one_of("price", "price_match")),
):
    """Give a limit order another price and quantity; both are sent, changed or not.

    It loses its place in the queue, and is cancelled if no more than what was filled is left of
    it. The side cannot be changed.
    After an `Unknown` ask with `QueryOrder` what it is now.
    """

    side: Side
    quantity: Amount
    price: Amount | None = None
    price_match: BookPrice | None = None
    modify_id: int | None = None


class CancelOrder(
    Private[PlacedOrder],
    OneOrder,
    endpoint="DELETE /dapi/v1/order",
    ws_method="order.cancel",
    security=Security.TRADE,
    rules=(ONE_ORDER,),
):
    """Cancel an open order; if it is not open any more, `NoSuchOrder`.

    After an `Unknown` it may be cancelled again; whether it was filled instead, `QueryOrder` tells.
    """


class CancelOpenOrders(
    Private[Done], endpoint="DELETE /dapi/v1/allOpenOrders", security=Security.TRADE
):
    """Cancel all open orders of a symbol; conditional ones need `CancelOpenAlgoOrders`."""

    symbol: str


class CountdownCancelAll(
    Private[Countdown],
    endpoint="POST /dapi/v1/countdownCancelAll",
    weight=10,
    security=Security.TRADE,
):
    """Cancel a symbol's orders after so many milliseconds, unless this is sent again before.

    Zero ends the countdown. It protects against one's own silence: send it as a heartbeat.
    """

    symbol: str
    countdown_time: int = Field(ge=0)
