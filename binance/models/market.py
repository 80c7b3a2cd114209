"""Answers about the spot market."""

from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import Field, model_validator

from binance.models.base import Millis, Model, OpenEnum
from binance.models.exchange import ExchangeInfo, RateLimit, SymbolInfo
from binance.models.tickers import BookTicker, MiniTicker, Ticker, Ticker24h, TickerPrice

__all__ = [
    "AggTrade",
    "AvgPrice",
    "BlockTrade",
    "BookTicker",
    "CalculationType",
    "ExchangeInfo",
    "Interval",
    "Kline",
    "Level",
    "MarketTrade",
    "MiniTicker",
    "OrderBook",
    "RateLimit",
    "ReferencePrice",
    "ReferencePriceCalculation",
    "ServerTime",
    "SymbolInfo",
    "Ticker",
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


class AvgPrice(Model):
    """Volume-weighted average price of the last `mins` minutes."""

    mins: int
    price: Decimal
    close_time: Millis


class ReferencePrice(Model):
    """The price that filters and execution rules measure by; None while there is none."""

    symbol: str
    reference_price: Decimal | None
    timestamp: Millis


class CalculationType(OpenEnum):
    ARITHMETIC_MEAN = "ARITHMETIC_MEAN"
    EXTERNAL = "EXTERNAL"


class ReferencePriceCalculation(Model):
    """How a reference price comes about: a mean over so many buckets, or from outside."""

    symbol: str
    calculation_type: CalculationType
    bucket_count: int | None = None
    bucket_width_ms: int | None = None
    external_calculation_id: int | None = None


class Level(NamedTuple):
    """One price level of an order book."""

    price: Decimal
    qty: Decimal


class OrderBook(Model):
    """Bids from the highest, asks from the lowest."""

    last_update_id: int
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]


class PublicTrade(Model):
    """A trade, whoever made it."""

    id: int
    price: Decimal
    qty: Decimal
    quote_qty: Decimal
    time: Millis
    is_buyer_maker: bool


class MarketTrade(PublicTrade):
    """A trade on the market's book."""

    is_best_match: bool


class BlockTrade(PublicTrade):
    """A trade agreed upon outside the book; its ids are a series of their own."""


class AggTrade(Model):
    """Trades of one taker order at one price."""

    agg_trade_id: int = Field(alias="a")
    price: Decimal = Field(alias="p")
    qty: Decimal = Field(alias="q")
    first_trade_id: int = Field(alias="f")
    last_trade_id: int = Field(alias="l")
    time: Millis = Field(alias="T")
    is_buyer_maker: bool = Field(alias="m")
    is_best_match: bool = Field(True, alias="M")


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
