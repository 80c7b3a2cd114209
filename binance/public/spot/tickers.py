"""Prices, best offers and statistics; of one symbol an object, of several a list.

`symbol_status` is a filter: for one symbol of another status the answer is the error -1220, of
several symbols those of another status are left out.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from binance.models import market
from binance.models.exchange import SymbolStatus
from binance.public.spot.market import TimeZone
from binance.request import Public
from binance.weights import by_symbols, per_symbol

_DAY = by_symbols((20, 2), (100, 40), every=80)
_EACH = per_symbol(4, cap=200)


class TickerType(StrEnum):
    """How much a ticker tells."""

    FULL = "FULL"
    MINI = "MINI"


WindowSize = Annotated[str, Field(pattern=r"^([1-5]?\dm|1?\dh|2[0-3]h|[1-7]d)$")]
"""1m to 59m, 1h to 23h, or 1d to 7d."""
SomeSymbols = Annotated[tuple[str, ...], Field(min_length=1)]


class OneSymbol(BaseModel):
    symbol: str
    symbol_status: SymbolStatus | None = None


class AllSymbols(BaseModel):
    """Some symbols, or all."""

    symbols: SomeSymbols | None = None
    symbol_status: SymbolStatus | None = None


class NamedSymbols(BaseModel):
    """Some symbols; a hundred at most."""

    symbols: Annotated[tuple[str, ...], Field(min_length=1, max_length=100)]
    symbol_status: SymbolStatus | None = None


class Mini(BaseModel):
    """Asks for the short form."""

    type: TickerType = TickerType.MINI


class Window(BaseModel):
    """How far back; the window begins with a minute, and so may be nearly a minute longer."""

    window_size: WindowSize | None = None


class Zone(BaseModel):
    """Where the day begins at midnight; UTC if it is not said."""

    time_zone: TimeZone | None = None


class Ticker24h(
    Public[market.Ticker24h],
    OneSymbol,
    endpoint="GET /api/v3/ticker/24hr",
    ws_method="ticker.24hr",
    weight=2,
):
    """The last 24 hours of one symbol."""


class Tickers24h(
    Public[list[market.Ticker24h]],
    AllSymbols,
    endpoint="GET /api/v3/ticker/24hr",
    ws_method="ticker.24hr",
    weight=_DAY,
):
    """The last 24 hours of some symbols, or of all."""


class MiniTicker24h(
    Public[market.MiniTicker],
    OneSymbol,
    Mini,
    endpoint="GET /api/v3/ticker/24hr",
    ws_method="ticker.24hr",
    weight=2,
):
    """The last 24 hours of one symbol, in short."""


class MiniTickers24h(
    Public[list[market.MiniTicker]],
    AllSymbols,
    Mini,
    endpoint="GET /api/v3/ticker/24hr",
    ws_method="ticker.24hr",
    weight=_DAY,
):
    """The last 24 hours of some symbols, or of all, in short."""


class RollingTicker(
    Public[market.Ticker],
    OneSymbol,
    Window,
    endpoint="GET /api/v3/ticker",
    ws_method="ticker",
    weight=_EACH,
):
    """A window of one's own choice, a day if none is chosen, of one symbol."""


class RollingTickers(
    Public[list[market.Ticker]],
    NamedSymbols,
    Window,
    endpoint="GET /api/v3/ticker",
    ws_method="ticker",
    weight=_EACH,
):
    """A window of one's own choice, of several symbols; each one is charged."""


class MiniRollingTicker(
    Public[market.MiniTicker],
    OneSymbol,
    Window,
    Mini,
    endpoint="GET /api/v3/ticker",
    ws_method="ticker",
    weight=_EACH,
):
    """A window of one's own choice, of one symbol, in short."""


class MiniRollingTickers(
    Public[list[market.MiniTicker]],
    NamedSymbols,
    Window,
    Mini,
    endpoint="GET /api/v3/ticker",
    ws_method="ticker",
    weight=_EACH,
):
    """A window of one's own choice, of several symbols, in short."""


class TradingDayTicker(
    Public[market.Ticker],
    OneSymbol,
    Zone,
    endpoint="GET /api/v3/ticker/tradingDay",
    ws_method="ticker.tradingDay",
    weight=_EACH,
):
    """Today, since midnight, of one symbol."""


class TradingDayTickers(
    Public[list[market.Ticker]],
    NamedSymbols,
    Zone,
    endpoint="GET /api/v3/ticker/tradingDay",
    ws_method="ticker.tradingDay",
    weight=_EACH,
):
    """Today, since midnight, of several symbols; each one is charged."""


class MiniTradingDayTicker(
    Public[market.MiniTicker],
    OneSymbol,
    Zone,
    Mini,
    endpoint="GET /api/v3/ticker/tradingDay",
    ws_method="ticker.tradingDay",
    weight=_EACH,
):
    """Today, since midnight, of one symbol, in short."""


class MiniTradingDayTickers(
    Public[list[market.MiniTicker]],
    NamedSymbols,
    Zone,
    Mini,
    endpoint="GET /api/v3/ticker/tradingDay",
    ws_method="ticker.tradingDay",
    weight=_EACH,
):
    """Today, since midnight, of several symbols, in short."""


class Price(
    Public[market.TickerPrice],
    OneSymbol,
    endpoint="GET /api/v3/ticker/price",
    ws_method="ticker.price",
    weight=2,
):
    """Latest price of one symbol."""


class Prices(
    Public[list[market.TickerPrice]],
    AllSymbols,
    endpoint="GET /api/v3/ticker/price",
    ws_method="ticker.price",
    weight=4,
):
    """Latest price of some symbols, or of all."""


class BookTicker(
    Public[market.BookTicker],
    OneSymbol,
    endpoint="GET /api/v3/ticker/bookTicker",
    ws_method="ticker.book",
    weight=2,
):
    """Best bid and ask of one symbol."""


class BookTickers(
    Public[list[market.BookTicker]],
    AllSymbols,
    endpoint="GET /api/v3/ticker/bookTicker",
    ws_method="ticker.book",
    weight=4,
):
    """Best bid and ask of some symbols, or of all."""
