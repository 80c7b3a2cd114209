"""Candles; since COIN-M and USD-M were joined, symbols and pairs of both are accepted.

Without times these are the latest.
"""

from pydantic import BaseModel, Field

from binance.models.futures.klines import PriceKline
from binance.models.futures.terms import ContractType
from binance.models.market import Interval, Kline
from binance.request import Moment, Public
from binance.weights import by_limit

_BY_LIMIT = by_limit((99, 1), (499, 2), (1000, 5), (1500, 10))


class _Period(BaseModel):
    """Which candles; of a second there are only continuous ones."""

    interval: Interval
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: int = Field(500, ge=1, le=1500)


class Klines(Public[list[Kline]], _Period, endpoint="GET /fapi/v1/klines", weight=_BY_LIMIT):
    """Candles of a symbol, oldest first."""

    symbol: str


class ContinuousKlines(
    Public[list[Kline]], _Period, endpoint="GET /fapi/v1/continuousKlines", weight=_BY_LIMIT
):
    """Candles of whichever contract of a pair was of this type at the time."""

    pair: str
    contract_type: ContractType


class IndexPriceKlines(
    Public[list[PriceKline]], _Period, endpoint="GET /fapi/v1/indexPriceKlines", weight=_BY_LIMIT
):
    """Candles of a pair's index price, oldest first."""

    pair: str


class MarkPriceKlines(
    Public[list[PriceKline]], _Period, endpoint="GET /fapi/v1/markPriceKlines", weight=_BY_LIMIT
):
    """Candles of a symbol's mark price, by which positions are valued and liquidated."""

    symbol: str


class PremiumIndexKlines(
    Public[list[PriceKline]], _Period, endpoint="GET /fapi/v1/premiumIndexKlines", weight=_BY_LIMIT
):
    """Candles of a symbol's premium over its index, of which funding is made."""

    symbol: str
