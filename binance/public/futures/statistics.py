"""Statistics of a market by period; only the last 30 days are kept.

Without times these are the latest. Each path has a limit of its own and no weight; COIN-M has the
same paths on its own host.
"""

from pydantic import BaseModel, Field

from binance.models.futures import statistics
from binance.models.futures.terms import ContractType, Period
from binance.request import Moment, Public, Security
from binance.weights import Quota


def _quota(path: str) -> Quota:
    return Quota(path, 1000, 300)


class _Periods(BaseModel):
    period: Period
    limit: int | None = Field(None, ge=1)
    start_time: Moment | None = None
    end_time: Moment | None = None


class OpenInterestHistory(
    Public[list[statistics.OpenInterestStatistics]],
    _Periods,
    endpoint="GET /futures/data/openInterestHist",
    api="fapi",
    weight=0,
    quota=_quota("/futures/data/openInterestHist"),
):
    """How much of a symbol was held; a period without trades is left out."""

    symbol: str


class LongShortRatio(
    Public[list[statistics.LongShortRatio]],
    _Periods,
    endpoint="GET /futures/data/globalLongShortAccountRatio",
    api="fapi",
    weight=0,
    quota=_quota("/futures/data/globalLongShortAccountRatio"),
):
    """How many of all accounts are long, how many short."""

    symbol: str


class TopAccountRatio(
    Public[list[statistics.LongShortRatio]],
    _Periods,
    endpoint="GET /futures/data/topLongShortAccountRatio",
    api="fapi",
    weight=0,
    security=Security.MARKET_DATA,
    quota=_quota("/futures/data/topLongShortAccountRatio"),
):
    """How many of the fifth of accounts with the most margin are long, how many short."""

    symbol: str


class TopPositionRatio(
    Public[list[statistics.LongShortRatio]],
    _Periods,
    endpoint="GET /futures/data/topLongShortPositionRatio",
    api="fapi",
    weight=0,
    security=Security.MARKET_DATA,
    quota=_quota("/futures/data/topLongShortPositionRatio"),
):
    """How much of what the fifth of accounts with the most margin holds is long, how much short."""

    symbol: str


class TakerVolume(
    Public[list[statistics.TakerVolume]],
    _Periods,
    endpoint="GET /futures/data/takerlongshortRatio",
    api="fapi",
    weight=0,
    quota=_quota("/futures/data/takerlongshortRatio"),
):
    """What takers bought and sold of a symbol."""

    symbol: str


class Basis(
    Public[list[statistics.Basis]],
    _Periods,
    endpoint="GET /futures/data/basis",
    api="fapi",
    weight=0,
    quota=_quota("/futures/data/basis"),
):
    """How far a pair's contract of a type was from its index."""

    pair: str
    contract_type: ContractType


class DeliveryPrices(
    Public[list[statistics.DeliveryPrice]],
    endpoint="GET /futures/data/delivery-price",
    api="fapi",
    weight=0,
    quota=_quota("/futures/data/delivery-price"),
):
    """What a pair's quarterly contracts were settled at."""

    pair: str
