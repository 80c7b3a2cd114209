"""Answers about the spot market."""

from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import Field, model_validator

from binance.models.base import Millis, Model, OpenEnum
from binance.models.exchange import ExchangeInfo, RateLimit, SymbolInfo

__all__ = [
    "AggTrade",
    "AvgPrice",
    "BookTicker",
    "ExchangeInfo",
    "Interval",
    "Kline",
    "Level",
    "MarketTrade",
    "OrderBook",
    "RateLimit",
    "ServerTime",
    "SymbolInfo",
    "Ticker24h",
    "TickerPrice",
]


class Interval(OpenEnum):
    """Candle lengths; Binance tells `1m` (minute) from `1M` (month)."""

    S1 = "1s"
    M1 = "1m"
    M3 = "3m"
    M5 = "5m"
    M15 = "15m"
    M30 = "30m"
    H1 = "1h"
    H2 = "2h"
    H4 = "4h"
    H6 = "6h"
    H8 = "8h"
    H12 = "12h"
    D1 = "1d"
    D3 = "3d"
    W1 = "1w"
    MO1 = "1M"


class ServerTime(Model):
    """Binance's clock, in milliseconds, because arithmetic is all it is for."""

    server_time: int


class TickerPrice(Model):
    symbol: str
    price: Decimal


class BookTicker(Model):
    """Best bid and ask."""

    symbol: str
    bid_price: Decimal
    bid_qty: Decimal
    ask_price: Decimal
    ask_qty: Decimal


class Ticker24h(Model):
    """Statistics of the last 24 hours, rolling."""

    symbol: str
    price_change: Decimal
    price_change_percent: Decimal
    weighted_avg_price: Decimal
    prev_close_price: Decimal
    last_price: Decimal
    last_qty: Decimal
    bid_price: Decimal
    bid_qty: Decimal
    ask_price: Decimal
    ask_qty: Decimal
    open_price: Decimal
    high_price: Decimal
    low_price: Decimal
    volume: Decimal
    quote_volume: Decimal
    open_time: Millis
    close_time: Millis
    first_id: int
    last_id: int
    count: int


class AvgPrice(Model):
    """Volume-weighted average price of the last `mins` minutes."""

    mins: int
    price: Decimal
    close_time: Millis


class Level(NamedTuple):
    """One price level of an order book."""

    price: Decimal
    qty: Decimal


class OrderBook(Model):
    """Bids from the highest, asks from the lowest."""

    last_update_id: int
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]


class MarketTrade(Model):
    """A trade on the market, whoever made it."""

    id: int
    price: Decimal
    qty: Decimal
    quote_qty: Decimal
    time: Millis
    is_buyer_maker: bool
    is_best_match: bool


class AggTrade(Model):
    """Trades of one taker order at one price."""

    agg_trade_id: int = Field(alias="a")
    price: Decimal = Field(alias="p")
    qty: Decimal = Field(alias="q")
    first_trade_id: int = Field(alias="f")
    last_trade_id: int = Field(alias="l")
    time: Millis = Field(alias="T")
    is_buyer_maker: bool = Field(alias="m")


class Kline(Model):
    """One candle. Binance sends a list; the order of the fields is the order of the list."""

    open_time: Millis
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal
    close_time: Millis
    quote_asset_volume: Decimal
    number_of_trades: int
    taker_buy_base_asset_volume: Decimal
    taker_buy_quote_asset_volume: Decimal

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, data: Any) -> Any:
        # The twelfth value is documented as unused.
        return dict(zip(cls.model_fields, data, strict=False)) if isinstance(data, list) else data
