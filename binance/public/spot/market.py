"""The order book, trades and candles of one symbol, and the prices that orders are measured by."""

from typing import Annotated

from pydantic import BaseModel, Field

from binance.models import market
from binance.models.exchange import SymbolStatus
from binance.request import Moment, Public, Security
from binance.weights import by_limit

Limit = Annotated[int, Field(ge=1, le=1000)]
TimeZone = Annotated[str, Field(pattern=r"^[+-]?\d{1,2}(:[0-5]\d)?$")]
"""Hours from UTC, from -12:00 to +14:00: `8`, `-1:00`, `05:45`."""


class Depth(
    Public[market.OrderBook],
    endpoint="GET /api/v3/depth",
    ws_method="depth",
    weight=by_limit((100, 5), (500, 25), (1000, 50), (5000, 250)),
):
    """Order book around the best price."""

    symbol: str
    limit: int = Field(100, ge=1, le=5000)
    symbol_status: SymbolStatus | None = None


class Trades(
    Public[list[market.MarketTrade]],
    endpoint="GET /api/v3/trades",
    ws_method="trades.recent",
    weight=25,
):
    """Recent trades, oldest first."""

    symbol: str
    limit: Limit = 500


class HistoricalTrades(
    Public[list[market.MarketTrade]],
    endpoint="GET /api/v3/historicalTrades",
    ws_method="trades.historical",
    weight=25,
):
    """Trades from an id on, oldest first; without one, the most recent."""

    symbol: str
    limit: Limit = 500
    from_id: int | None = None


class HistoricalBlockTrades(
    Public[list[market.BlockTrade]],
    endpoint="GET /api/v3/historicalBlockTrades",
    ws_method="blockTrades.historical",
    weight=25,
    security=Security.MARKET_DATA,
):
    """Block trades from an id on, oldest first."""

    symbol: str
    from_id: int
    limit: Limit = 500


class AggTrades(
    Public[list[market.AggTrade]],
    endpoint="GET /api/v3/aggTrades",
    ws_method="trades.aggregate",
    weight=4,
):
    """Aggregate trades, oldest first: from an id, from a time, or the most recent."""

    symbol: str
    from_id: int | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: Limit = 500


class KlineFields(BaseModel):
    """Which candles. The two times are UTC whatever the time zone, which moves the days' ends."""

    symbol: str
    interval: market.Interval
    start_time: Moment | None = None
    end_time: Moment | None = None
    time_zone: TimeZone | None = None
    limit: Limit = 500


class Klines(
    Public[list[market.Kline]],
    KlineFields,
    endpoint="GET /api/v3/klines",
    ws_method="klines",
    weight=2,
):
    """Candles, oldest first; without times, the most recent."""


class UiKlines(
    Public[list[market.Kline]],
    KlineFields,
    endpoint="GET /api/v3/uiKlines",
    ws_method="uiKlines",
    weight=2,
):
    """Candles made to look well in a chart; not for arithmetic."""


class AvgPrice(
    Public[market.AvgPrice], endpoint="GET /api/v3/avgPrice", ws_method="avgPrice", weight=2
):
    """Average price of the last minutes, which the filters measure a market order by."""

    symbol: str


class ReferencePrice(
    Public[market.ReferencePrice],
    endpoint="GET /api/v3/referencePrice",
    ws_method="referencePrice",
    weight=2,
):
    """The price that goes before the average one; refused with -2043 where there never was one."""

    symbol: str


class ReferencePriceCalculation(
    Public[market.ReferencePriceCalculation],
    endpoint="GET /api/v3/referencePrice/calculation",
    ws_method="referencePrice.calculation",
    weight=2,
):
    """How the reference price of a symbol is made."""

    symbol: str
    symbol_status: SymbolStatus | None = None
