"""Statistics of a pair by period; only the last 30 days are kept.

Without times these are the latest. USD-M has the same paths on its own host.
"""

from binance.models.coin_futures import statistics
from binance.models.futures.statistics import Basis as BasisRow
from binance.models.futures.terms import ContractType
from binance.public.contracts import StatisticsFields, statistics_quota
from binance.request import Public


class _OfPair(StatisticsFields):
    pair: str


class OpenInterestHistory(
    Public[list[statistics.OpenInterestStatistics]],
    _OfPair,
    endpoint="GET /futures/data/openInterestHist",
    api="dapi",
    quota=statistics_quota("/futures/data/openInterestHist"),
):
    """Open contracts of a type, or without one of the whole pair."""

    contract_type: ContractType | None = None


class LongShortRatio(
    Public[list[statistics.AccountRatio]],
    _OfPair,
    endpoint="GET /futures/data/globalLongShortAccountRatio",
    api="dapi",
    quota=statistics_quota("/futures/data/globalLongShortAccountRatio"),
):
    """How many of all accounts are long, how many short."""

    contract_type: ContractType | None = None


class TopAccountRatio(
    Public[list[statistics.AccountRatio]],
    _OfPair,
    endpoint="GET /futures/data/topLongShortAccountRatio",
    api="dapi",
    quota=statistics_quota("/futures/data/topLongShortAccountRatio"),
):
    """How many of the fifth of accounts with the most margin are long, how many short."""

    contract_type: ContractType | None = None


class TopPositionRatio(
    Public[list[statistics.PositionRatio]],
    _OfPair,
    endpoint="GET /futures/data/topLongShortPositionRatio",
    api="dapi",
    quota=statistics_quota("/futures/data/topLongShortPositionRatio"),
):
    """How much of what the fifth of accounts with the most margin holds is long, how much short."""

    contract_type: ContractType | None = None


class TakerVolume(
    Public[list[statistics.TakerVolume]],
    _OfPair,
    endpoint="GET /futures/data/takerBuySellVol",
    api="dapi",
    quota=statistics_quota("/futures/data/takerBuySellVol"),
):
    """What takers bought and sold of contracts of a type, or of `ContractType.ALL`."""

    contract_type: ContractType


class Basis(
    Public[list[BasisRow]],
    _OfPair,
    endpoint="GET /futures/data/basis",
    api="dapi",
    quota=statistics_quota("/futures/data/basis"),
):
    """How far contracts of a type were from their index."""

    contract_type: ContractType
