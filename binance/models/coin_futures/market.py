"""Trading on the COIN-M markets: books, trades and tickers.

Quantities are numbers of contracts; `contract_size` of exchangeInfo says how many dollars one is.
"""

from decimal import Decimal

from pydantic import Field

from binance.models import market
from binance.models.base import Millis, Model
from binance.models.futures.terms import ContractType


class OrderBook(market.OrderBook):
    """Bids from the highest, asks from the lowest, in contracts."""

    symbol: str
    pair: str
    event_time: Millis = Field(alias="E")
    transaction_time: Millis = Field(alias="T")


class MarketTrade(Model):
    """A trade on the market, whoever made it; `qty` is contracts, `base_qty` their worth."""

    id: int
    price: Decimal
    qty: Decimal
    base_qty: Decimal
    time: Millis
    is_buyer_maker: bool


class Ticker24h(Model):
    """Statistics of the last 24 hours, rolling; `volume` is contracts, `base_volume` coin."""

    symbol: str
    pair: str
    price_change: Decimal
    price_change_percent: Decimal
    weighted_avg_price: Decimal
    last_price: Decimal
    last_qty: Decimal
    open_price: Decimal
    high_price: Decimal
    low_price: Decimal
    volume: Decimal
    base_volume: Decimal
    open_time: Millis
    close_time: Millis
    first_id: int
    last_id: int
    count: int


class TickerPrice(Model):
    """The price of the last trade."""

    symbol: str
    pair: str = Field(alias="ps")
    price: Decimal
    time: Millis


class BookTicker(market.BookTicker):
    """Best bid and ask, in contracts."""

    last_update_id: int
    pair: str
    time: Millis


class OpenInterest(Model):
    """How many contracts are open."""

    symbol: str
    pair: str
    open_interest: Decimal
    contract_type: ContractType
    time: Millis
