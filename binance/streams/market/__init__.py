"""What markets tell: many subscribers, few sockets, one upstream for each stream.

streams = MarketStreams(binance.hosts, history=TradeHistory(binance))
async for event in streams.subscribe(AggTrade(symbol="BTCUSDT")):  # with its run() as a task
...
"""

from binance.streams.events import Resumed
from binance.streams.market.backfill import TradeHistory
from binance.streams.market.conflation import TradeRange
from binance.streams.market.notices import Undelivered
from binance.streams.market.streams import MarketStreams, Notice
from binance.streams.subscriptions import Subscription

__all__ = [
    "MarketStreams",
    "Notice",
    "Resumed",
    "Subscription",
    "TradeHistory",
    "TradeRange",
    "Undelivered",
]
