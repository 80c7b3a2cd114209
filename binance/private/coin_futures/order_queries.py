"""Looking up orders and executions.

Orders that ended without a fill are forgotten after 3 days, all others after 90.
"""

from binance.models.coin_futures.orders import Order
from binance.models.futures.orders import Amendment, Trade
from binance.models.futures.terms import AutoCloseType
from binance.private.contracts.histories import Rows
from binance.private.orders.one_order import ONE_ORDER, OneOrder
from binance.request import Private, Security
from binance.rules import at_most_one, needs, one_of, within
from binance.weights import by_symbol


class QueryOrder(
    Private[Order],
    OneOrder,
    endpoint="GET /dapi/v1/order",
    ws_method="order.status",
    security=Security.USER_DATA,
    rules=(ONE_ORDER,),
):
    """One order as it is now. A very young order may still be reported as `NoSuchOrder`."""


class OpenOrder(
    Private[Order],
    OneOrder,
    endpoint="GET /dapi/v1/openOrder",
    security=Security.USER_DATA,
    rules=(ONE_ORDER,),
):
    """One order that is open; once it is filled or cancelled, `NoSuchOrder`."""


class OpenOrders(
    Private[list[Order]],
    endpoint="GET /dapi/v1/openOrders",
    weight=by_symbol(1, 40),
    security=Security.USER_DATA,
):
    """Open orders: of one symbol, or, forty times as dear, of a pair's contracts or of all."""

    symbol: str | None = None
    pair: str | None = None


class AllOrders(
    Private[list[Order]],
    Rows,
    endpoint="GET /dapi/v1/allOrders",
    weight=5,
    security=Security.USER_DATA,
    rules=(one_of("symbol", "pair"), at_most_one("pair", "order_id"), within(days=7)),
):
    """Orders in any state: from an id on, or of at most seven days, which are else the last."""

    symbol: str | None = None
    pair: str | None = None
    order_id: int | None = None


class UserTrades(
    Private[list[Trade]],
    Rows,
    endpoint="GET /dapi/v1/userTrades",
    weight=5,
    security=Security.USER_DATA,
    rules=(
        one_of("symbol", "pair"),
        at_most_one("pair", "from_id"),
        needs("order_id", "symbol"),
        at_most_one("from_id", "start_time"),
        at_most_one("from_id", "end_time"),
        within(days=7),
    ),
):
    """One's own trades of the last three months: from an id on, or of at most seven days."""

    symbol: str | None = None
    pair: str | None = None
    order_id: int | None = None
    from_id: int | None = None


class ForceOrders(
    Private[list[Order]],
    Rows,
    endpoint="GET /dapi/v1/forceOrders",
    weight=by_symbol(20, 50),
    security=Security.USER_DATA,
):
    """Orders by which Binance closed one's positions in the last 90 days."""

    symbol: str | None = None
    auto_close_type: AutoCloseType | None = None


class OrderAmendments(
    Private[list[Amendment]],
    OneOrder,
    Rows,
    endpoint="GET /dapi/v1/orderAmendment",
    security=Security.USER_DATA,
    rules=(ONE_ORDER,),
):
    """How an order was changed, newest first; three months are kept."""
