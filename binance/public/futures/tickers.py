"""Prices and statistics of the last 24 hours: of one symbol, or of all of them.

Binance answers an object for a symbol and a list without one, so that each has two requests.
"""

from binance.models.futures import market
from binance.request import Public


class Ticker24h(Public[market.Ticker24h], endpoint="GET /fapi/v1/ticker/24hr"):
    """The last 24 hours of one symbol."""

    symbol: str


class Tickers24h(Public[list[market.Ticker24h]], endpoint="GET /fapi/v1/ticker/24hr", weight=40):
    """The last 24 hours of all symbols, as dear as forty of one."""


class Price(
    Public[market.TickerPrice], endpoint="GET /fapi/v2/ticker/price", ws_method="ticker.price"
):
    """Price of the last trade of one symbol; the weight that the answer tells is not accurate."""

    symbol: str


class Prices(
    Public[list[market.TickerPrice]],
    endpoint="GET /fapi/v2/ticker/price",
    weight=2,
    ws_method="ticker.price",
):
    """Prices of the last trades of all symbols."""


class PriceV1(
    Public[market.TickerPrice], endpoint="GET /fapi/v1/ticker/price", ws_method="ticker.price"
):
    """What `Price` has replaced."""

    symbol: str


class PricesV1(
    Public[list[market.TickerPrice]],
    endpoint="GET /fapi/v1/ticker/price",
    weight=2,
    ws_method="ticker.price",
):
    """What `Prices` has replaced."""


class BookTicker(
    Public[market.BookTicker],
    endpoint="GET /fapi/v1/ticker/bookTicker",
    weight=2,
    ws_method="ticker.book",
):
    """Best bid and ask of one symbol; the weight that the answer tells is not accurate."""

    symbol: str


class BookTickers(
    Public[list[market.BookTicker]],
    endpoint="GET /fapi/v1/ticker/bookTicker",
    weight=5,
    ws_method="ticker.book",
):
    """Best bids and asks of all symbols."""
