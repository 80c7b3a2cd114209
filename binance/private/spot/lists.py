"""Placing lists of orders that hang together, and cancelling them.

An OCO is a pair of which one order cancels the other. In an OTO a working order triggers a
pending one, in an OTOCO a pending pair. OPO and OPOCO are the same, but what the working order
buys pays for what waits, so that it need not be in the account before.

List and orders bear names of ours: after an `Unknown` ask for the list with `QueryOrderList`, by
its `list_client_order_id`, before anything is sent again.
"""

from pydantic import Field

from binance.models.order_lists import CancelledList, PlacedList
from binance.models.order_terms import OrderType, Side, TimeInForce
from binance.parameters import Amount, BasisPoints, ClientOrderId, new_client_order_id
from binance.private.orders.list_rules import (
    is_a_pair,
    pays,
    stop_is_beyond,
    stop_limit_is_whole,
)
from binance.private.orders.type_rules import among, fits_its_type, tells_enough
from binance.private.spot.legs import (
    AboveAndBelow,
    ListFields,
    PendingOrder,
    PendingPair,
    WorkingOrder,
)
from binance.private.spot.terms import StrategyType
from binance.request import Private, Security
from binance.rules import either

_WORKING = (
    among("working_type", OrderType.LIMIT, OrderType.LIMIT_MAKER),
    fits_its_type("working_"),
)
_PENDING_PAIR = (
    is_a_pair("pending_above_", "pending_below_", "pending_side"),
    fits_its_type("pending_above_"),
    fits_its_type("pending_below_"),
)


class NewOco(
    Private[PlacedList],
    ListFields,
    AboveAndBelow,
    endpoint="POST /api/v3/orderList/oco",
    ws_method="orderList.place.oco",
    security=Security.TRADE,
    orders=2,
    free_on_success=True,
    rules=(
        tells_enough,
        is_a_pair("above_", "below_", "side"),
        fits_its_type("above_"),
        fits_its_type("below_"),
    ),
):
    """Place a pair around the market: one order takes the profit, the other one stops the loss."""

    side: Side
    quantity: Amount


class NewOto(
    Private[PlacedList],
    ListFields,
    WorkingOrder,
    PendingOrder,
    endpoint="POST /api/v3/orderList/oto",
    ws_method="orderList.place.oto",
    security=Security.TRADE,
    orders=2,
    free_on_success=True,
    rules=(tells_enough, *_WORKING, fits_its_type("pending_")),
):
    """Place an order, and another one that follows once the first is wholly filled."""

    pending_quantity: Amount


class NewOtoco(
    Private[PlacedList],
    ListFields,
    WorkingOrder,
    PendingPair,
    endpoint="POST /api/v3/orderList/otoco",
    ws_method="orderList.place.otoco",
    security=Security.TRADE,
    orders=3,
    free_on_success=True,
    rules=(tells_enough, *_WORKING, *_PENDING_PAIR),
):
    """Place an order, and a pair that follows once it is wholly filled."""

    pending_quantity: Amount


class NewOpo(
    Private[PlacedList],
    ListFields,
    WorkingOrder,
    PendingOrder,
    endpoint="POST /api/v3/orderList/opo",
    ws_method="orderList.place.opo",
    security=Security.TRADE,
    orders=2,
    free_on_success=True,
    rules=(tells_enough, *_WORKING, pays, fits_its_type("pending_")),
):
    """Buy, and sell what was bought: the second order's quantity is what the first one gains."""


class NewOpoco(
    Private[PlacedList],
    ListFields,
    WorkingOrder,
    PendingPair,
    endpoint="POST /api/v3/orderList/opoco",
    ws_method="orderList.place.opoco",
    security=Security.TRADE,
    orders=3,
    free_on_success=True,
    rules=(tells_enough, *_WORKING, pays, *_PENDING_PAIR),
):
    """Buy, and sell what was bought by a pair of orders."""


class NewLegacyOco(
    Private[PlacedList],
    ListFields,
    endpoint="POST /api/v3/order/oco",
    ws_method="orderList.place",
    security=Security.TRADE,
    orders=2,
    free_on_success=True,
    rules=(tells_enough, stop_limit_is_whole, stop_is_beyond),
):
    """Place a limit maker and a stop loss the old way: deprecated, `NewOco` does all of it."""

    side: Side
    quantity: Amount
    price: Amount
    stop_price: Amount
    limit_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)
    limit_strategy_id: int | None = None
    limit_strategy_type: StrategyType | None = None
    limit_iceberg_qty: Amount | None = None
    trailing_delta: BasisPoints | None = None
    stop_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)
    stop_strategy_id: int | None = None
    stop_strategy_type: StrategyType | None = None
    stop_limit_price: Amount | None = None
    stop_iceberg_qty: Amount | None = None
    stop_limit_time_in_force: TimeInForce | None = None


class CancelOrderList(
    Private[CancelledList],
    endpoint="DELETE /api/v3/orderList",
    ws_method="orderList.cancel",
    security=Security.TRADE,
    free_on_success=True,
    rules=(either("order_list_id", "list_client_order_id"),),
):
    """Cancel all orders of a list; with both names, they must be of one list."""

    symbol: str
    order_list_id: int | None = None
    list_client_order_id: str | None = None
    new_client_order_id: ClientOrderId | None = None
    """A name for the cancellation."""
