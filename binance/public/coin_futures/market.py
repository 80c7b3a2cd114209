"""The book, the trades and what is open."""

from pydantic import Field

from binance.models.coin_futures import market
from binance.models.market import AggTrade
from binance.public.contracts import BY_DEPTH, DepthLimit
from binance.request import Moment, Public, Security
from binance.rules import at_most_one, within


class Depth(
    Public[market.OrderBook],
    endpoint="GET /dapi/v1/depth",
    weight=BY_DEPTH,
):
    """Order book around the best price; only some depths can be asked for."""

    symbol: str
    limit: DepthLimit = 500


class Trades(Public[list[market.MarketTrade]], endpoint="GET /dapi/v1/trades", weight=5):
    """Recent trades, oldest first, without those of the insurance fund and of deleveraging."""

    symbol: str
    limit: int | None = Field(None, ge=1)


class HistoricalTrades(
    Public[list[market.MarketTrade]],
    endpoint="GET /dapi/v1/historicalTrades",
    weight=200,
    security=Security.MARKET_DATA,
):
    """Older trades from an id on, up to a month back; dear, and asked for with a key."""

    symbol: str
    limit: int | None = Field(None, ge=1)
    from_id: int | None = None


class AggTrades(
    Public[list[AggTrade]],
    endpoint="GET /dapi/v1/aggTrades",
    weight=20,
    rules=(
        at_most_one("from_id", "start_time"),
        at_most_one("from_id", "end_time"),
        within(hours=1),
    ),
):
    """Trades of one taker at one price within 100 ms, of the last 48 hours.

    From an id, or from a time on: both together may take Binance too long.
    """

    symbol: str
    from_id: int | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: int | None = Field(None, ge=1)


class OpenInterest(Public[market.OpenInterest], endpoint="GET /dapi/v1/openInterest"):
    """How many contracts of a symbol are open now."""

    symbol: str
