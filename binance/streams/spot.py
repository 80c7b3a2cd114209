"""The market streams of spot.

https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
"""

from typing import Literal, TypeVar

from binance.models import market
from binance.models.events import klines, spot, ticks
from binance.models.market import Interval
from binance.streams.stream import Name, Stream

E_co = TypeVar("E_co", covariant=True)

WindowSize = Literal["1h", "4h", "1d"]


class Spot(Stream[E_co], api="api"):
    """A stream of spot's market."""


class AggTrade(Spot[ticks.AggTrade], name="{symbol}@aggTrade"):
    """Every aggregate trade, as it happens; a gap between ids means that some were missed."""

    symbol: Name


class Trade(Spot[ticks.Trade], name="{symbol}@trade"):
    """Every single trade, as it happens; `AggTrade` tells the same in fewer messages."""

    symbol: Name


class BlockTrade(Spot[spot.BlockTrade], name="{symbol}@blockTrade"):
    """Every trade agreed upon outside the book; most symbols have none for days."""

    symbol: Name


class Klines(Spot[klines.KlineEvent], name="{symbol}@kline_{interval}@{time_zone}"):
    """The running candle while there are trades: every 2 seconds, of one second every second.

    In the time zone of +08:00 days and longer begin there; times stay UTC.
    """

    symbol: Name
    interval: Interval
    time_zone: Literal["+08:00"] | None = None


class MiniTicker(Spot[spot.MiniTicker], name="{symbol}@miniTicker"):
    """Statistics of the last 24 hours, the short form, once a second when they changed."""

    symbol: Name


class AllMiniTickers(Spot[list[spot.MiniTicker]], name="!miniTicker@arr", expected=1.0):
    """The short statistics of all symbols that changed, once a second.

    There is no such stream of whole tickers any more: it ended in March 2026.
    """


class Ticker(Spot[spot.Ticker], name="{symbol}@ticker"):
    """Statistics of the last 24 hours and the best offers, once a second when they changed."""

    symbol: Name


class RollingTicker(Spot[spot.RollingTicker], name="{symbol}@ticker_{window_size}"):
    """Statistics of a window, once a second when they changed; it may be a minute too wide."""

    symbol: Name
    window_size: WindowSize


class AllRollingTickers(
    Spot[list[spot.RollingTicker]], name="!ticker_{window_size}@arr", expected=1.0
):
    """Statistics of a window, of all symbols that changed, once a second."""

    window_size: WindowSize


class BookTicker(Spot[ticks.BookTicker], name="{symbol}@bookTicker"):
    """Every change of the best bid or ask, at once and without a time."""

    symbol: Name


class AvgPrice(Spot[spot.AvgPrice], name="{symbol}@avgPrice"):
    """The average price that filters measure by, once a second when it changed."""

    symbol: Name


class ReferencePrice(Spot[spot.ReferencePrice], name="{symbol}@referencePrice"):
    """The price that goes before the average one, once a second; not every symbol has it."""

    symbol: Name


class PartialDepth(Spot[market.OrderBook], name="{symbol}@depth{levels}@{update_speed}"):
    """The best levels of the book, whole each time: every second, or every 100 milliseconds.

    They name neither symbol nor time: what they are of, only the stream's name says.
    """

    symbol: Name
    levels: Literal[5, 10, 20]
    update_speed: Literal["100ms"] | None = None


class Depth(Spot[ticks.DepthUpdate], name="{symbol}@depth@{update_speed}"):
    """What changed in the book, every second or every 100 milliseconds.

    Laid upon a snapshot it is a book of one's own: an event that begins after the local
    `final_update_id` + 1 means that one was missed, and the snapshot must be taken again.
    """

    symbol: Name
    update_speed: Literal["100ms"] | None = None
