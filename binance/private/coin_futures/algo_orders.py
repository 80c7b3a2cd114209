"""Conditional orders: they wait in a store of their own until a price triggers them.

A triggered one becomes an ordinary order with an id of its own. Binance documents this family in
outline; weights, and what is not said, are those of USD-M.
"""

from binance.models.futures.algo_orders import AlgoOrder, AlgoOrderState, CancelledAlgoOrder
from binance.models.futures.answers import Done
from binance.private.contracts.algo_orders import (
    ONE_ALGO_ORDER,
    AlgoTerms,
    OneAlgoOrder,
    is_conditional,
)
from binance.private.contracts.order_terms import (
    COMMON_RULES,
    CommonTerms,
    conditional_rules,
)
from binance.request import Private, Security
from binance.weights import by_symbol


class NewAlgoOrder(
    Private[AlgoOrderState],
    CommonTerms,
    AlgoTerms,
    endpoint="POST /dapi/v1/algoOrder",
    weight=0,
    security=Security.TRADE,
    orders=1,
    rules=(
        is_conditional,
        *COMMON_RULES,
        *conditional_rules("trigger_price", "activate_price"),
    ),
):
    """Place an order that waits for a price; margin is looked at only when it is triggered.

    Never send it twice: after an `Unknown`, ask for it with `QueryAlgoOrder` by its client id.
    """


class CancelAlgoOrder(
    Private[CancelledAlgoOrder],
    OneAlgoOrder,
    endpoint="DELETE /dapi/v1/algoOrder",
    security=Security.TRADE,
    rules=(ONE_ALGO_ORDER,),
):
    """Cancel an order that has not been triggered."""


class CancelOpenAlgoOrders(
    Private[Done], endpoint="DELETE /dapi/v1/algoOpenOrders", security=Security.TRADE
):
    """Cancel all conditional orders of a symbol that have not been triggered."""

    symbol: str


class QueryAlgoOrder(
    Private[AlgoOrder],
    OneAlgoOrder,
    endpoint="GET /dapi/v1/algoOrder",
    security=Security.USER_DATA,
    rules=(ONE_ALGO_ORDER,),
):
    """One conditional order as it is now, and the ordinary one it has become."""


class OpenAlgoOrders(
    Private[list[AlgoOrder]],
    endpoint="GET /dapi/v1/openAlgoOrders",
    weight=by_symbol(1, 40),
    security=Security.USER_DATA,
):
    """Conditional orders that wait: of one symbol, or, forty times as dear, of all."""

    symbol: str | None = None


class AllAlgoOrders(
    Private[list[AlgoOrder]],
    endpoint="GET /dapi/v1/allAlgoOrders",
    weight=5,
    security=Security.USER_DATA,
):
    """Conditional orders of a symbol in any state, of the last seven days."""

    symbol: str
