"""Events of the market streams and of the user streams.

`read` picks the type of any of them. Those of spot's market and account can be imported from here;
what the futures say is in the modules whose names begin with `contract`, and in `indices`.
"""

from binance.models.events.balances import (
    AccountPosition,
    BalanceUpdate,
    ExternalLockUpdate,
    MarginLevelStatusChange,
    PositionBalance,
    UserLiabilityChange,
)
from binance.models.events.control import EventStreamTerminated, ListenKeyExpired, ServerShutdown
from binance.models.events.klines import KlineEvent, StreamKline
from binance.models.events.orders import ExecutionReport, ExecutionType, ListedOrder, ListStatus
from binance.models.events.reading import Product, UnknownEvent, read
from binance.models.events.spot import (
    AvgPrice,
    BlockTrade,
    MiniTicker,
    ReferencePrice,
    RollingTicker,
    Ticker,
)
from binance.models.events.ticks import AggTrade, BookTicker, DepthUpdate, Trade

__all__ = [
    "AccountPosition",
    "AggTrade",
    "AvgPrice",
    "BalanceUpdate",
    "BlockTrade",
    "BookTicker",
    "DepthUpdate",
    "EventStreamTerminated",
    "ExecutionReport",
    "ExecutionType",
    "ExternalLockUpdate",
    "KlineEvent",
    "ListStatus",
    "ListedOrder",
    "ListenKeyExpired",
    "MarginLevelStatusChange",
    "MiniTicker",
    "PositionBalance",
    "Product",
    "ReferencePrice",
    "RollingTicker",
    "ServerShutdown",
    "StreamKline",
    "Ticker",
    "Trade",
    "UnknownEvent",
    "UserLiabilityChange",
    "read",
]
