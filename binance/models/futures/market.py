"""Trading on the USD-M markets: books, trades and tickers."""

from decimal import Decimal

from pydantic import Field

from binance.models import market
from binance.models.base import Millis, Model


class OrderBook(market.OrderBook):
    """Bids from the highest, asks from the lowest."""

    event_time: Millis = Field(alias="E")
    transaction_time: Millis = Field(alias="T")


class MarketTrade(Model):
    """A trade on the market, whoever made it; RPI orders are for retail traders only."""

    id: int
    price: Decimal
    qty: Decimal
    quote_qty: Decimal
    time: Millis
    is_buyer_maker: bool
    is_rpi_trade: bool = Field(False, alias="isRPITrade")


class AggTrade(Model):
    """Trades of one taker side at one price within 100 milliseconds."""

    agg_trade_id: int = Field(alias="a")
    price: Decimal = Field(alias="p")
    qty: Decimal = Field(alias="q")
    normal_qty: Decimal | None = Field(None, alias="nq")  # without RPI orders
    first_trade_id: int = Field(alias="f")
    last_trade_id: int = Field(alias="l")
    time: Millis = Field(alias="T")
    is_buyer_maker: bool = Field(alias="m")


class TickerPrice(market.TickerPrice):
    """The price of the last trade, and when it was."""

    time: Millis


class BookTicker(market.BookTicker):
    """Best bid and ask; RPI orders are not among them."""

    last_update_id: int | None = None
    time: Millis


class Ticker24h(Model):
    """Statistics of the last 24 hours, rolling."""

    symbol: str
    price_change: Decimal
    price_change_percent: Decimal
    weighted_avg_price: Decimal
    last_price: Decimal
    last_qty: Decimal
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


class OpenInterest(Model):
    """How much is held, in the base asset."""

    symbol: str
    open_interest: Decimal
    time: Millis
