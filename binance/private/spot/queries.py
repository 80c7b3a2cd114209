"""Looking orders, lists and trades up."""

from binance.models.matches import Allocation, PreventedMatch
from binance.models.order_changes import Amendment
from binance.models.order_lists import OrderList
from binance.models.orders import Order, Trade
from binance.private.orders.one_order import ONE_ORDER, OneOrder
from binance.private.spot.terms import Limit
from binance.request import Moment, Private, Security
from binance.rules import either, excludes, needs, one_of, within
from binance.weights import by_symbol

_ONE_DAY = within(hours=24)


class QueryOrder(
    Private[Order],
    OneOrder,
    endpoint="GET /api/v3/order",
    ws_method="order.status",
    weight=4,
    security=Security.USER_DATA,
    rules=(ONE_ORDER,),
):
    """One order as it is now. A very young order may still be reported as `NoSuchOrder`."""


class OpenOrders(
    Private[list[Order]],
    endpoint="GET /api/v3/openOrders",
    ws_method="openOrders.status",
    weight=by_symbol(6, 80),
    security=Security.USER_DATA,
):
    """Open orders of one symbol, or, thirteen times as dear, of all."""

    symbol: str | None = None


class AllOrders(
    Private[list[Order]],
    endpoint="GET /api/v3/allOrders",
    ws_method="allOrders",
    weight=20,
    security=Security.USER_DATA,
    rules=(_ONE_DAY,),
):
    """Orders of one symbol in any state, oldest first; between two times at most 24 hours.

    With `order_id`, those from there on; without anything, the latest.
    """

    symbol: str
    order_id: int | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: Limit = 500


class OrderAmendments(
    Private[list[Amendment]],
    endpoint="GET /api/v3/order/amendments",
    ws_method="order.amendments",
    weight=4,
    security=Security.USER_DATA,
):
    """How an order was reduced, oldest first."""

    symbol: str
    order_id: int
    from_execution_id: int | None = None
    limit: Limit | None = None


class QueryOrderList(
    Private[OrderList],
    endpoint="GET /api/v3/orderList",
    ws_method="orderList.status",
    weight=4,
    security=Security.USER_DATA,
    rules=(either("order_list_id", "orig_client_order_id"),),
):
    """One list as it is now; `orig_client_order_id` is the name of the list, not of an order."""

    order_list_id: int | None = None
    orig_client_order_id: str | None = None


class OpenOrderLists(
    Private[list[OrderList]],
    endpoint="GET /api/v3/openOrderList",
    ws_method="openOrderLists.status",
    weight=6,
    security=Security.USER_DATA,
):
    """The lists that are not done, of all symbols."""


class AllOrderLists(
    Private[list[OrderList]],
    endpoint="GET /api/v3/allOrderList",
    ws_method="allOrderLists",
    weight=20,
    security=Security.USER_DATA,
    rules=(excludes("from_id", "start_time", "end_time"), _ONE_DAY),
):
    """Lists of all symbols in any state; between two times at most 24 hours."""

    from_id: int | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: Limit | None = None


class MyTrades(
    Private[list[Trade]],
    endpoint="GET /api/v3/myTrades",
    ws_method="myTrades",
    weight=by_symbol(5, 20, name="order_id"),
    security=Security.USER_DATA,
    rules=(
        excludes("order_id", "start_time", "end_time"),
        excludes("from_id", "start_time", "end_time"),
        _ONE_DAY,
    ),
):
    """One's own trades of one symbol, oldest first; between two times at most 24 hours.

    With `from_id`, those from there on; without anything, the latest.
    """

    symbol: str
    order_id: int | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    from_id: int | None = None
    limit: Limit = 500


class MyAllocations(
    Private[list[Allocation]],
    endpoint="GET /api/v3/myAllocations",
    ws_method="myAllocations",
    weight=20,
    security=Security.USER_DATA,
    rules=(
        excludes("order_id", "start_time", "end_time"),
        excludes("from_allocation_id", "start_time", "end_time"),
        _ONE_DAY,
    ),
):
    """What routed orders were filled with, oldest first; between two times at most 24 hours."""

    symbol: str
    start_time: Moment | None = None
    end_time: Moment | None = None
    from_allocation_id: int | None = None
    limit: Limit | None = None
    order_id: int | None = None


class MyPreventedMatches(
    Private[list[PreventedMatch]],
    endpoint="GET /api/v3/myPreventedMatches",
    ws_method="myPreventedMatches",
    weight=by_symbol(20, 2, name="order_id"),
    security=Security.USER_DATA,
    rules=(
        one_of("prevented_match_id", "order_id"),
        needs("from_prevented_match_id", "order_id"),
        needs("limit", "from_prevented_match_id"),
    ),
):
    """Trades with oneself that were prevented: one of them, or those of an order."""

    symbol: str
    prevented_match_id: int | None = None
    order_id: int | None = None
    from_prevented_match_id: int | None = None
    limit: Limit | None = None
