"""The market streams of USD-M futures.

https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams

Each is carried by one of two routes; on the other it is acknowledged and stays silent. Streams of
all contracts tell of COIN-M's too, with `symbol_type` to tell them apart.
"""

from typing import Literal, TypeVar

from binance.models.events import contract_ticks, contracts, indices, klines
from binance.models.futures.terms import ContractType
from binance.models.market import Interval
from binance.streams.contracts import BookSpeed, Dated, LongInterval
from binance.streams.stream import Name, Stream

E_co = TypeVar("E_co", covariant=True)


class Futures(Stream[E_co], api="fapi"):
    """A stream of USD-M's markets."""


class AggTrade(Futures[contract_ticks.AggTrade], name="{symbol}@aggTrade", route="market"):
    """Trades of one taker side at one price within 100 milliseconds, every 100 milliseconds."""

    symbol: Name


class MarkPrice(
    Futures[contracts.MarkPrice],
    name="{symbol}@markPrice@{update_speed}",
    route="market",
    expected=3.0,
):
    """Mark price, index price and funding rate, every 3 seconds or every second."""

    symbol: Name
    update_speed: Literal["1s"] | None = None


class AllMarkPrices(
    Futures[list[contracts.MarkPrice]],
    name="!markPrice@arr@{update_speed}",
    route="market",
    expected=3.0,
):
    """Mark prices of all contracts; those of TradFi contracts come in a message of their own."""

    update_speed: Literal["1s"] | None = None


class Klines(Futures[klines.KlineEvent], name="{symbol}@kline_{interval}", route="market"):
    """The running candle, every 250 milliseconds while there are trades; there is none of 1s."""

    symbol: Name
    interval: LongInterval


class ContinuousKlines(
    Futures[klines.ContinuousKlineEvent],
    name="{pair}_{contract_type}@continuousKline_{interval}",
    route="market",
):
    """Candles of whichever contract of a pair has a type now, every 250 milliseconds."""

    pair: Name
    contract_type: Dated | Literal[ContractType.TRADIFI_PERPETUAL]
    interval: Interval


class MiniTicker(Futures[contracts.MiniTicker], name="{symbol}@miniTicker", route="market"):
    """Statistics of the last 24 hours, the short form, every 2 seconds when they changed."""

    symbol: Name


class AllMiniTickers(
    Futures[list[contracts.MiniTicker]], name="!miniTicker@arr", route="market", expected=1.0
):
    """The short statistics of all contracts that changed, once a second."""


class Ticker(Futures[contracts.Ticker], name="{symbol}@ticker", route="market"):
    """Statistics of the last 24 hours, every 2 seconds when they changed."""

    symbol: Name


class AllTickers(Futures[list[contracts.Ticker]], name="!ticker@arr", route="market", expected=1.0):
    """Statistics of all contracts that changed, once a second."""


class BookTicker(Futures[contract_ticks.BookTicker], name="{symbol}@bookTicker", route="public"):
    """Every change of the best bid or ask, at once."""

    symbol: Name


class AllBookTickers(
    Futures[contract_ticks.BookTicker], name="!bookTicker", route="public", expected=5.0
):
    """Changed best bids and asks of all contracts, one a message, every 5 seconds."""


class ForceOrder(Futures[contracts.ForceOrder], name="{symbol}@forceOrder", route="market"):
    """The latest liquidation of a second; the others of that second are not told."""

    symbol: Name


class AllForceOrders(Futures[contracts.ForceOrder], name="!forceOrder@arr", route="market"):
    """The latest liquidation of a second of each contract, one a message whatever its name says."""


class PartialDepth(
    Futures[contract_ticks.DepthUpdate],
    name="{symbol}@depth{levels}@{update_speed}",
    route="public",
):
    """The best levels of the book, whole each time, every 250 milliseconds or as chosen."""

    symbol: Name
    levels: Literal[5, 10, 20]
    update_speed: BookSpeed | None = None


class Depth(
    Futures[contract_ticks.DepthUpdate], name="{symbol}@depth@{update_speed}", route="public"
):
    """What changed in the book, every 250 milliseconds or as chosen.

    Each event names the one before it in `previous_update_id`; if that is another than the last
    one seen, the snapshot must be taken again.
    """

    symbol: Name
    update_speed: BookSpeed | None = None


class RpiDepth(Futures[contract_ticks.DepthUpdate], name="{symbol}@rpiDepth@500ms", route="public"):
    """What changed in the book with the orders for retail traders in it, every 500 ms.

    It has no snapshot but that of its own, `GET /fapi/v1/rpiDepth`.
    """

    symbol: Name


class CompositeIndex(
    Futures[indices.CompositeIndex],
    name="{symbol}@compositeIndex",
    route="market",
    expected=1.0,
):
    """Of what a composite index such as DEFIUSDT is made now, once a second."""

    symbol: Name


class ContractInfo(Futures[contracts.ContractInfo], name="!contractInfo", route="market"):
    """Listings, settlements and changed brackets, when they happen."""


class AssetIndex(
    Futures[indices.AssetIndex], name="{symbol}@assetIndex", route="market", expected=1.0
):
    """What one asset counts as margin, once a second; its symbol is such as ADAUSD."""

    symbol: Name


class AllAssetIndices(
    Futures[list[indices.AssetIndex]], name="!assetIndex@arr", route="market", expected=1.0
):
    """What each asset counts as margin, once a second."""


class TradingSession(
    Futures[indices.TradingSession], name="tradingSession", route="market", expected=1.0
):
    """Sessions of the markets behind TradFi contracts, one market a message, once a second."""
