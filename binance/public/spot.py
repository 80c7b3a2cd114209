"""Spot market data.

https://developers.binance.com/docs/binance-spot-api-docs/rest-api
"""

from datetime import datetime
from typing import Any

from pydantic import Field

from binance.models import market
from binance.request import Public


class Ping(Public[dict[str, Any]], endpoint="GET /api/v3/ping"):
    """Whether Binance answers at all."""


class Time(Public[market.ServerTime], endpoint="GET /api/v3/time"):
    """Binance's clock."""


class ExchangeInfo(Public[market.ExchangeInfo], endpoint="GET /api/v3/exchangeInfo", weight=20):
    """Limits, symbols and filters; without the permission sets a quarter of the size."""

    symbol: str | None = None
    symbols: tuple[str, ...] | None = None
    show_permission_sets: bool = False


class Depth(Public[market.OrderBook], endpoint="GET /api/v3/depth", weight=5):
    """Order book around the best price."""

    symbol: str
    limit: int = Field(100, ge=1, le=5000)

    @property
    def cost(self) -> int:
        # Binance prices the book by depth: 1-100, 101-500, 501-1000, 1001-5000.
        steps = ((100, 5), (500, 25), (1000, 50), (5000, 250))
        return next(weight for top, weight in steps if self.limit <= top)


class Trades(Public[list[market.MarketTrade]], endpoint="GET /api/v3/trades", weight=25):
    """Recent trades, oldest first."""

    symbol: str
    limit: int = Field(500, ge=1, le=1000)


class AggTrades(Public[list[market.AggTrade]], endpoint="GET /api/v3/aggTrades", weight=4):
    """Aggregate trades, oldest first: from an id, from a time, or the most recent."""

    symbol: str
    from_id: int | None = None
    start_time: datetime | int | None = None
    end_time: datetime | int | None = None
    limit: int = Field(500, ge=1, le=1000)


class Klines(Public[list[market.Kline]], endpoint="GET /api/v3/klines", weight=2):
    """Candles, oldest first."""

    symbol: str
    interval: market.Interval
    start_time: datetime | int | None = None
    end_time: datetime | int | None = None
    limit: int = Field(500, ge=1, le=1000)


class AvgPrice(Public[market.AvgPrice], endpoint="GET /api/v3/avgPrice", weight=2):
    """Average price of the last minutes, which the filters measure a market order by."""

    symbol: str


class Ticker24h(Public[market.Ticker24h], endpoint="GET /api/v3/ticker/24hr", weight=2):
    """The last 24 hours of one symbol."""

    symbol: str


class Tickers24h(Public[list[market.Ticker24h]], endpoint="GET /api/v3/ticker/24hr", weight=80):
    """The last 24 hours of some symbols, or of all."""

    symbols: tuple[str, ...] | None = Field(None, min_length=1)

    @property
    def cost(self) -> int:
        # 1-20 symbols, 21-100, more or all.
        count = len(self.symbols or ())
        return 2 if 1 <= count <= 20 else 40 if 21 <= count <= 100 else 80


class Price(Public[market.TickerPrice], endpoint="GET /api/v3/ticker/price", weight=2):
    """Latest price of one symbol."""

    symbol: str


class Prices(Public[list[market.TickerPrice]], endpoint="GET /api/v3/ticker/price", weight=4):
    """Latest price of some symbols, or of all."""

    symbols: tuple[str, ...] | None = Field(None, min_length=1)


class BookTicker(Public[market.BookTicker], endpoint="GET /api/v3/ticker/bookTicker", weight=2):
    """Best bid and ask of one symbol."""

    symbol: str
