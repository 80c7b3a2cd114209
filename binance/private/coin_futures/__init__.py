"""COIN-M futures: trading and the account.

https://developers.binance.com/docs/derivatives/coin-margined-futures
"""

from binance.private.coin_futures.account import (
    Balances,
    GetAccount,
    IncomeHistory,
)
from binance.private.coin_futures.algo_orders import (
    AllAlgoOrders,
    CancelAlgoOrder,
    CancelOpenAlgoOrders,
    NewAlgoOrder,
    OpenAlgoOrders,
    QueryAlgoOrder,
)
from binance.private.coin_futures.batches import (
    CancelOrders,
    ModifyOrders,
    NewOrders,
)
from binance.private.coin_futures.downloads import (
    IncomeDownload,
    IncomeDownloadLink,
    OrderDownload,
    OrderDownloadLink,
    TradeDownload,
    TradeDownloadLink,
)
from binance.private.coin_futures.listen_keys import (
    CloseUserDataStream,
    KeepUserDataStream,
    StartUserDataStream,
)
from binance.private.coin_futures.order_queries import (
    AllOrders,
    ForceOrders,
    OpenOrder,
    OpenOrders,
    OrderAmendments,
    QueryOrder,
    UserTrades,
)
from binance.private.coin_futures.orders import (
    CancelOpenOrders,
    CancelOrder,
    CountdownCancelAll,
    ModifyOrder,
    NewOrder,
)
from binance.private.coin_futures.positions import (
    AdlQuantiles,
    ModifyPositionMargin,
    PositionInformation,
    PositionMarginHistory,
)
from binance.private.coin_futures.settings import (
    ChangeLeverage,
    ChangeMarginType,
    ChangePositionMode,
    CommissionRate,
    GetPositionMode,
    LeverageBrackets,
    PairLeverageBrackets,
)

__all__ = [
    "AdlQuantiles",
    "AllAlgoOrders",
    "AllOrders",
    "Balances",
    "CancelAlgoOrder",
    "CancelOpenAlgoOrders",
    "CancelOpenOrders",
    "CancelOrder",
    "CancelOrders",
    "ChangeLeverage",
    "ChangeMarginType",
    "ChangePositionMode",
    "CloseUserDataStream",
    "CommissionRate",
    "CountdownCancelAll",
    "ForceOrders",
    "GetAccount",
    "GetPositionMode",
    "IncomeDownload",
    "IncomeDownloadLink",
    "IncomeHistory",
    "KeepUserDataStream",
    "LeverageBrackets",
    "ModifyOrder",
    "ModifyOrders",
    "ModifyPositionMargin",
    "NewAlgoOrder",
    "NewOrder",
    "NewOrders",
    "OpenAlgoOrders",
    "OpenOrder",
    "OpenOrders",
    "OrderAmendments",
    "OrderDownload",
    "OrderDownloadLink",
    "PairLeverageBrackets",
    "PositionInformation",
    "PositionMarginHistory",
    "QueryAlgoOrder",
    "QueryOrder",
    "StartUserDataStream",
    "TradeDownload",
    "TradeDownloadLink",
    "UserTrades",
]
