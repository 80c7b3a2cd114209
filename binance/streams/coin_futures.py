"""The market streams of COIN-M futures.

https://developers.binance.com/docs/derivatives/coin-margined-futures/websocket-market-streams

Streams of all contracts tell of USD-M's too, with `symbol_type` to tell them apart.
"""

from typing import Literal, TypeVar

from binance.models.events import contract_ticks, contracts, indices, klines
from binance.streams.contracts import BookSpeed, Dated, LongInterval
from binance.streams.stream import Name, Stream

E_co = TypeVar("E_co", covariant=True)


class CoinFutures(Stream[E_co], api="dapi"):
    """A stream of COIN-M's markets; they have one route."""


class AggTrade(CoinFutures[contract_ticks.AggTrade], name="{symbol}@aggTrade"):
    """Trades of one taker side at one price within 100 milliseconds, every 100 milliseconds."""

    symbol: Name


class IndexPrice(
    CoinFutures[indices.IndexPrice], name="{pair}@indexPrice@{update_speed}", expected=3.0
):
    """The index price of a pair, every 3 seconds or every second."""

    pair: Name
    update_speed: Literal["1s"] | None = None


class MarkPrice(
    CoinFutures[contracts.MarkPrice], name="{symbol}@markPrice@{update_speed}", expected=3.0
):
    """Mark price, index price and funding rate, every 3 seconds or every second."""

    symbol: Name
    update_speed: Literal["1s"] | None = None


class PairMarkPrices(
    CoinFutures[list[contracts.MarkPrice]], name="{pair}@markPrice@{update_speed}", expected=3.0
):
    """Mark prices of all contracts of a pair, every 3 seconds or every second."""

    pair: Name
    update_speed: Literal["1s"] | None = None


class Klines(CoinFutures[klines.KlineEvent], name="{symbol}@kline_{interval}"):
    """The running candle, every 250 milliseconds while there are trades; there is none of 1s."""

    symbol: Name
    interval: LongInterval


class ContinuousKlines(
    CoinFutures[klines.ContinuousKlineEvent],
    name="{pair}_{contract_type}@continuousKline_{interval}",
):
    """Candles of whichever contract of a pair has a type now, every 250 milliseconds."""

    pair: Name
    contract_type: Dated
    interval: LongInterval


class IndexPriceKlines(
    CoinFutures[klines.IndexPriceKlineEvent], name="{pair}@indexPriceKline_{interval}"
):
    """The running candle of a pair's index price, every 250 milliseconds."""

    pair: Name
    interval: LongInterval


class MarkPriceKlines(
    CoinFutures[klines.MarkPriceKlineEvent], name="{symbol}@markPriceKline_{interval}"
):
    """The running candle of a contract's mark price, every 250 milliseconds."""

    symbol: Name
    interval: LongInterval


class MiniTicker(CoinFutures[contracts.MiniTicker], name="{symbol}@miniTicker"):
    """Statistics of the last 24 hours, the short form, every 500 ms when they changed."""

    symbol: Name


class AllMiniTickers(CoinFutures[list[contracts.MiniTicker]], name="!miniTicker@arr", expected=1.0):
    """The short statistics of all contracts that changed, once a second."""


class Ticker(CoinFutures[contracts.Ticker], name="{symbol}@ticker"):
    """Statistics of the last 24 hours, every 500 milliseconds when they changed."""

    symbol: Name


class AllTickers(CoinFutures[list[contracts.Ticker]], name="!ticker@arr", expected=1.0):
    """Statistics of all contracts that changed, once a second."""


class BookTicker(CoinFutures[contract_ticks.BookTicker], name="{symbol}@bookTicker"):
    """Every change of the best bid or ask, at once."""

    symbol: Name


class AllBookTickers(CoinFutures[contract_ticks.BookTicker], name="!bookTicker"):
    """Every change of the best bid or ask of all contracts, one a message, at once."""


class ForceOrder(CoinFutures[contracts.ForceOrder], name="{symbol}@forceOrder"):
    """The latest liquidation of a second; the others of that second are not told."""

    symbol: Name


class AllForceOrders(CoinFutures[contracts.ForceOrder], name="!forceOrder@arr"):
    """The latest liquidation of a second of each contract, one a message whatever its name says."""


class ContractInfo(CoinFutures[contracts.ContractInfo], name="!contractInfo"):
    """Listings, settlements and changed brackets, when they happen."""


class PartialDepth(
    CoinFutures[contract_ticks.DepthUpdate], name="{symbol}@depth{levels}@{update_speed}"
):
    """The best levels of the book, whole each time, every 250 milliseconds or as chosen."""

    symbol: Name
    levels: Literal[5, 10, 20]
    update_speed: BookSpeed | None = None


class Depth(CoinFutures[contract_ticks.DepthUpdate], name="{symbol}@depth@{update_speed}"):
    """What changed in the book, every 250 milliseconds or as chosen.

    Each event names the one before it in `previous_update_id`; if that is another than the last
    one seen, the snapshot must be taken again.
    """

    symbol: Name
    update_speed: BookSpeed | None = None
