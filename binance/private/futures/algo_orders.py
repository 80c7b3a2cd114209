"""Conditional orders: they wait in a store of their own until a price triggers them.

A triggered one becomes an ordinary order with an id of its own. Those that ended without a fill
are forgotten after 3 days, all others after 90.
"""

from pydantic import Field

from binance.models.futures.algo_orders import AlgoOrder, AlgoOrderState, CancelledAlgoOrder
from binance.models.futures.answers import Done
from binance.models.futures.terms import AlgoType
from binance.private.contracts.algo_orders import (
    ONE_ALGO_ORDER,
    AlgoTerms,
    OneAlgoOrder,
    is_conditional,
)
from binance.private.contracts.order_terms import ORDER_RULES, OrderTerms, conditional_rules
from binance.request import Moment, Private, Security
from binance.rules import within
from binance.weights import by_symbol


class NewAlgoOrder(
    Private[AlgoOrderState],
    OrderTerms,
    AlgoTerms,
    endpoint="POST /fapi/v1/algoOrder",
    ws_method="algoOrder.place",
    weight=0,
    security=Security.TRADE,
    orders=1,
    rules=(
        is_conditional,
        *ORDER_RULES,
        *conditional_rules("trigger_price", "activate_price"),
    ),
):
    """Place an order that waits for a price; margin is looked at only when it is triggered.

    Never send it twice: after an `Unknown`, ask for it with `QueryAlgoOrder` by its client id.
    It cannot be modified, and `CancelOpenOrders` leaves it alone.
    """


class CancelAlgoOrder(
    Private[CancelledAlgoOrder],
    OneAlgoOrder,
    endpoint="DELETE /fapi/v1/algoOrder",
    ws_method="algoOrder.cancel",
    security=Security.TRADE,
    rules=(ONE_ALGO_ORDER,),
):
    """Cancel an order that has not been triggered."""


class CancelOpenAlgoOrders(
    Private[Done], endpoint="DELETE /fapi/v1/algoOpenOrders", security=Security.TRADE
):
    """Cancel all conditional orders of a symbol that have not been triggered."""

    symbol: str


class QueryAlgoOrder(
    Private[AlgoOrder],
    OneAlgoOrder,
    endpoint="GET /fapi/v1/algoOrder",
    security=Security.USER_DATA,
    rules=(ONE_ALGO_ORDER,),
):
    """One conditional order as it is now, and the ordinary one it has become."""


class OpenAlgoOrders(
    Private[list[AlgoOrder]],
    endpoint="GET /fapi/v1/openAlgoOrders",
    weight=by_symbol(1, 40),
    security=Security.USER_DATA,
):
    """Conditional orders that wait: of one symbol, or, forty times as dear, of all."""

    symbol: str | None = None
    algo_type: AlgoType | None = None
    algo_id: int | None = None


class AllAlgoOrders(
    Private[list[AlgoOrder]],
    endpoint="GET /fapi/v1/allAlgoOrders",
    weight=5,
    security=Security.USER_DATA,
    rules=(within(days=7),),
):
    """A symbol's conditional orders in any state: from an id on, or of at most seven days."""

    symbol: str
    algo_id: int | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: int | None = Field(None, ge=1)
