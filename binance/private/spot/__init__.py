"""Spot trading.

https://developers.binance.com/docs/binance-spot-api-docs/rest-api
"""

from binance.private.spot.account import (
    AccountCommission,
    GetAccount,
    MyFilters,
    UnfilledOrderCount,
)
from binance.private.spot.changes import (
    AmendOrder,
    CancelReplace,
    CancelReplaceMode,
    OrderRateLimitExceededMode,
)
from binance.private.spot.lists import (
    CancelOrderList,
    NewLegacyOco,
    NewOco,
    NewOpo,
    NewOpoco,
    NewOto,
    NewOtoco,
)
from binance.private.spot.orders import (
    CancelOpenOrders,
    CancelOrder,
    NewOrder,
    NewOrderUnwatched,
    OrderFields,
    TestOrder,
)
from binance.private.spot.queries import (
    AllOrderLists,
    AllOrders,
    MyAllocations,
    MyPreventedMatches,
    MyTrades,
    OpenOrderLists,
    OpenOrders,
    OrderAmendments,
    QueryOrder,
    QueryOrderList,
)
from binance.private.spot.routed import NewRoutedOrder, TestRoutedOrder

__all__ = [
    "AccountCommission",
    "AllOrderLists",
    "AllOrders",
    "AmendOrder",
    "CancelOpenOrders",
    "CancelOrder",
    "CancelOrderList",
    "CancelReplace",
    "CancelReplaceMode",
    "GetAccount",
    "MyAllocations",
    "MyFilters",
    "MyPreventedMatches",
    "MyTrades",
    "NewLegacyOco",
    "NewOco",
    "NewOpo",
    "NewOpoco",
    "NewOrder",
    "NewOrderUnwatched",
    "NewOto",
    "NewOtoco",
    "NewRoutedOrder",
    "OpenOrderLists",
    "OpenOrders",
    "OrderAmendments",
    "OrderFields",
    "OrderRateLimitExceededMode",
    "QueryOrder",
    "QueryOrderList",
    "TestOrder",
    "TestRoutedOrder",
    "UnfilledOrderCount",
]
