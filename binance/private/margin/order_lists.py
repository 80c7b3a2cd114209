"""Lists of orders that hang together, in margin accounts: OCO, OTO and OTOCO.

The legs bear names of ours too, by which each can be asked for; after an `Unknown` ask for the
list by its own (`QueryOrderList`).
"""

from pydantic import BaseModel, Field

from binance.history import Span
from binance.models.margin import orders
from binance.models.order_terms import OrderType, Side, TimeInForce
from binance.parameters import Amount, BasisPoints, ClientOrderId, new_client_order_id
from binance.private.margin.order_terms import by_side_effect, pending, pending_pair
from binance.private.margin.orders import OnCredit
from binance.private.margin.parameters import ISOLATED_NEEDS_SYMBOL, Limit, OneAccount
from binance.private.orders.list_rules import stop_is_beyond, stop_limit_is_whole
from binance.private.orders.type_rules import among, fits_its_type, tells_enough
from binance.request import Private, Security
from binance.rules import either
from binance.weights import Bucket


class ListFields(OneAccount, OnCredit):
    """What all new lists say; only what the first order lacks is borrowed."""

    symbol: str
    list_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)


class WorkingOrder(BaseModel):
    """The first order of a list; the others reach the book when it has filled whole."""

    working_type: OrderType
    working_side: Side
    working_price: Amount
    working_quantity: Amount
    working_iceberg_qty: Amount | None = None
    working_time_in_force: TimeInForce | None = None
    working_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)


_WORKING = (
    among("working_type", OrderType.LIMIT, OrderType.LIMIT_MAKER),
    fits_its_type("working_"),
)


class NewOco(
    Private[orders.PlacedList],
    ListFields,
    endpoint="POST /sapi/v1/margin/order/oco",
    weight=by_side_effect,
    security=Security.TRADE,
    bucket=Bucket.UID,
    rules=(tells_enough, stop_limit_is_whole, stop_is_beyond),
):
    """Place a limit order and a stop of the same quantity, of which one cancels the other.

    With `stop_limit_price` the stop becomes a limit order when it is triggered, else a market
    order.
    """

    side: Side
    quantity: Amount
    price: Amount
    stop_price: Amount
    limit_iceberg_qty: Amount | None = None
    limit_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)
    stop_limit_price: Amount | None = None
    stop_limit_time_in_force: TimeInForce | None = None
    stop_iceberg_qty: Amount | None = None
    stop_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)


class NewOto(
    Private[orders.PlacedList],
    ListFields,
    WorkingOrder,
    endpoint="POST /sapi/v1/margin/order/oto",
    weight=by_side_effect,
    security=Security.TRADE,
    bucket=Bucket.UID,
    rules=(tells_enough, *_WORKING, pending("pending_")),
):
    """Place an order, and when it has filled whole another one.

    The answer shows the second as PENDING_NEW even where the first filled at once: ask for it.
    """

    pending_type: OrderType
    pending_side: Side
    pending_quantity: Amount
    pending_price: Amount | None = None
    pending_stop_price: Amount | None = None
    pending_trailing_delta: BasisPoints | None = None
    pending_iceberg_qty: Amount | None = None
    pending_time_in_force: TimeInForce | None = None
    pending_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)


class NewOtoco(
    Private[orders.PlacedList],
    ListFields,
    WorkingOrder,
    endpoint="POST /sapi/v1/margin/order/otoco",
    weight=by_side_effect,
    security=Security.TRADE,
    bucket=Bucket.UID,
    rules=(tells_enough, *_WORKING, pending_pair),
):
    """Place an order, and when it has filled whole two more, of which one cancels the other."""

    pending_side: Side
    pending_quantity: Amount
    pending_above_type: OrderType
    pending_above_price: Amount | None = None
    pending_above_stop_price: Amount | None = None
    pending_above_trailing_delta: BasisPoints | None = None
    pending_above_iceberg_qty: Amount | None = None
    pending_above_time_in_force: TimeInForce | None = None
    pending_above_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)
    pending_below_type: OrderType | None = None
    pending_below_price: Amount | None = None
    pending_below_stop_price: Amount | None = None
    pending_below_trailing_delta: BasisPoints | None = None
    pending_below_iceberg_qty: Amount | None = None
    pending_below_time_in_force: TimeInForce | None = None
    pending_below_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)


class CancelOrderList(
    Private[orders.CancelledList],
    OneAccount,
    endpoint="DELETE /sapi/v1/margin/orderList",
    security=Security.TRADE,
    bucket=Bucket.UID,
    rules=(either("order_list_id", "list_client_order_id"),),
):
    """Cancel all orders of a list."""

    symbol: str
    order_list_id: int | None = None
    list_client_order_id: str | None = None
    new_client_order_id: ClientOrderId | None = None
    """A name for the cancellation."""


class QueryOrderList(
    Private[orders.OrderList],
    OneAccount,
    endpoint="GET /sapi/v1/margin/orderList",
    weight=10,
    security=Security.USER_DATA,
    rules=(either("order_list_id", "orig_client_order_id"), ISOLATED_NEEDS_SYMBOL),
):
    """One list; `orig_client_order_id` is the `list_client_order_id` of its placement."""

    symbol: str | None = None
    order_list_id: int | None = None
    orig_client_order_id: str | None = None


class OpenOrderLists(
    Private[list[orders.OrderList]],
    OneAccount,
    endpoint="GET /sapi/v1/margin/openOrderList",
    weight=10,
    security=Security.USER_DATA,
    rules=(ISOLATED_NEEDS_SYMBOL,),
):
    """Lists of which an order is open; for OTO and OTOCO see `OpenOtoLists`."""

    symbol: str | None = None


class OpenOtoLists(
    Private[list[orders.OrderList]],
    endpoint="GET /sapi/v1/margin/oto/openOrderList",
    weight=10,
    security=Security.USER_DATA,
    bucket=Bucket.UID,
):
    """OTO and OTOCO lists of which an order is open, the working order first."""

    symbol: str | None = None


class AllOrderLists(
    Private[list[orders.OrderList]],
    OneAccount,
    Span,
    endpoint="GET /sapi/v1/margin/allOrderList",
    weight=200,
    security=Security.USER_DATA,
    rules=(ISOLATED_NEEDS_SYMBOL,),
):
    """Lists in any state: from an id on, or of a span of time."""

    symbol: str | None = None
    from_id: int | None = None
    limit: Limit | None = None
