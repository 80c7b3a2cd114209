"""Statistics of a market by period; only the last 30 days are kept.

Without times these are the latest. Each path has a limit of its own and no weight; COIN-M has the
same paths on its own host.
"""

from binance.models.futures import statistics
from binance.models.futures.terms import ContractType
from binance.public.contracts import StatisticsFields, statistics_quota
from binance.request import Public, Security


class OpenInterestHistory(
    Public[list[statistics.OpenInterestStatistics]],
    StatisticsFields,
    endpoint="GET /futures/data/openInterestHist",
    api="fapi",
    weight=0,
    quota=statistics_quota("/futures/data/openInterestHist"),
):
    """How much of a symbol was held; a period without trades is left out."""

    symbol: str


class LongShortRatio(
    Public[list[statistics.LongShortRatio]],
    StatisticsFields,
    endpoint="GET /futures/data/globalLongShortAccountRatio",
    api="fapi",
    weight=0,
    quota=statistics_quota("/futures/data/globalLongShortAccountRatio"),
):
    """How many of all accounts are long, how many short."""

    symbol: str


class TopAccountRatio(
    Public[list[statistics.LongShortRatio]],
    StatisticsFields,
    endpoint="GET /futures/data/topLongShortAccountRatio",
    api="fapi",
    weight=0,
    security=Security.MARKET_DATA,
    quota=statistics_quota("/futures/data/topLongShortAccountRatio"),
):
    """How many of the fifth of accounts with the most margin are long, how many short."""

    symbol: str


class TopPositionRatio(
    Public[list[statistics.LongShortRatio]],
    StatisticsFields,
    endpoint="GET /futures/data/topLongShortPositionRatio",
    api="fapi",
    weight=0,
    security=Security.MARKET_DATA,
    quota=statistics_quota("/futures/data/topLongShortPositionRatio"),
):
    """How much of what the fifth of accounts with the most margin holds is long, how much short."""

    symbol: str


class TakerVolume(
    Public[list[statistics.TakerVolume]],
    StatisticsFields,
    endpoint="GET /futures/data/takerlongshortRatio",
    api="fapi",
    weight=0,
    quota=statistics_quota("/futures/data/takerlongshortRatio"),
):
    """What takers bought and sold of a symbol."""

    symbol: str


class Basis(
    Public[list[statistics.Basis]],
    StatisticsFields,
    endpoint="GET /futures/data/basis",
    api="fapi",
    weight=0,
    quota=statistics_quota("/futures/data/basis"),
):
    """How far a pair's contract of a type was from its index."""

    pair: str
    contract_type: ContractType


class DeliveryPrices(
    Public[list[statistics.DeliveryPrice]],
    endpoint="GET /futures/data/delivery-price",
    api="fapi",
    weight=0,
    quota=statistics_quota("/futures/data/delivery-price"),
):
    """What a pair's quarterly contracts were settled at."""

    pair: str
