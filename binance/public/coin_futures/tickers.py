"""Last prices and statistics: of one symbol, of a pair's contracts, or of all.

Binance answers with a list in every case, and charges a pair as it charges all.
"""

from pydantic import BaseModel

from binance.models.coin_futures import market
from binance.request import Public
from binance.rules import at_most_one
from binance.weights import by_symbol


class _Whose(BaseModel):
    symbol: str | None = None
    pair: str | None = None


_ONE_OF_THEM = (at_most_one("symbol", "pair"),)


class Tickers24h(
    Public[list[market.Ticker24h]],
    _Whose,
    endpoint="GET /dapi/v1/ticker/24hr",
    weight=by_symbol(1, 40),
    rules=_ONE_OF_THEM,
):
    """The last 24 hours; forty times as dear without a symbol."""


class Prices(
    Public[list[market.TickerPrice]],
    _Whose,
    endpoint="GET /dapi/v1/ticker/price",
    weight=by_symbol(1, 2),
    rules=_ONE_OF_THEM,
):
    """Prices of the last trades."""


class BookTickers(
    Public[list[market.BookTicker]],
    _Whose,
    endpoint="GET /dapi/v1/ticker/bookTicker",
    weight=by_symbol(2, 5),
    rules=_ONE_OF_THEM,
):
    """Best bids and asks."""
