"""Books, trades and what is held."""

from pydantic import Field

from binance.models.futures import market
from binance.public.contracts import BY_DEPTH, DepthLimit
from binance.request import Moment, Public, Security
from binance.rules import excludes, within


class Depth(
    Public[market.OrderBook],
    endpoint="GET /fapi/v1/depth",
    weight=BY_DEPTH,
    ws_method="depth",
):
    """Order book around the best price, without RPI orders; only some depths can be asked for."""

    symbol: str
    limit: DepthLimit = 500


class RpiDepth(Public[market.OrderBook], endpoint="GET /fapi/v1/rpiDepth", weight=20):
    """Order book with the RPI orders, which only retail traders can trade with."""

    symbol: str
    limit: int = Field(1000, ge=1000, le=1000)


class Trades(Public[list[market.MarketTrade]], endpoint="GET /fapi/v1/trades", weight=5):
    """Recent trades, oldest first, without those of the insurance fund and of deleveraging."""

    symbol: str
    limit: int | None = Field(None, ge=1)


class HistoricalTrades(
    Public[list[market.MarketTrade]],
    endpoint="GET /fapi/v1/historicalTrades",
    weight=200,
    security=Security.MARKET_DATA,
):
    """Older trades from an id on, up to a month back; dear, and asked for with a key."""

    symbol: str
    limit: int | None = Field(None, ge=1)
    from_id: int | None = None


class AggTrades(
    Public[list[market.AggTrade]],
    endpoint="GET /fapi/v1/aggTrades",
    weight=20,
    rules=(
        excludes("from_id", "start_time", "end_time"),
        within(hours=1),
    ),
):
    """Aggregate trades of the last 48 hours: from an id, of less than an hour, or the latest."""

    symbol: str
    from_id: int | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: int | None = Field(None, ge=1)


class OpenInterest(Public[market.OpenInterest], endpoint="GET /fapi/v1/openInterest"):
    """How much of a symbol is held now."""

    symbol: str
