"""Statistics of a pair by period; only the last 30 days are kept.

Without times these are the latest. USD-M has the same paths on its own host.
"""

from pydantic import BaseModel, Field

from binance.models.coin_futures import statistics
from binance.models.futures.statistics import Basis as BasisRow
from binance.models.futures.terms import ContractType, Period
from binance.request import Moment, Public
from binance.weights import Quota


def _quota(path: str) -> Quota:
    return Quota(path, 1000, 300)


class _Periods(BaseModel):
    pair: str
    period: Period
    limit: int | None = Field(None, ge=1)
    start_time: Moment | None = None
    end_time: Moment | None = None


class OpenInterestHistory(
    Public[list[statistics.OpenInterestStatistics]],
    _Periods,
    endpoint="GET /futures/data/openInterestHist",
    api="dapi",
    quota=_quota("/futures/data/openInterestHist"),
):
    """Open contracts of a type, or without one of the whole pair."""

    contract_type: ContractType | None = None


class LongShortRatio(
    Public[list[statistics.AccountRatio]],
    _Periods,
    endpoint="GET /futures/data/globalLongShortAccountRatio",
    api="dapi",
    quota=_quota("/futures/data/globalLongShortAccountRatio"),
):
    """How many of all accounts are long, how many short."""

    contract_type: ContractType | None = None


class TopAccountRatio(
    Public[list[statistics.AccountRatio]],
    _Periods,
    endpoint="GET /futures/data/topLongShortAccountRatio",
    api="dapi",
    quota=_quota("/futures/data/topLongShortAccountRatio"),
):
    """How many of the fifth of accounts with the most margin are long, how many short."""

    contract_type: ContractType | None = None


class TopPositionRatio(
    Public[list[statistics.PositionRatio]],
    _Periods,
    endpoint="GET /futures/data/topLongShortPositionRatio",
    api="dapi",
    quota=_quota("/futures/data/topLongShortPositionRatio"),
):
    """How much of what the fifth of accounts with the most margin holds is long, how much short."""

    contract_type: ContractType | None = None


class TakerVolume(
    Public[list[statistics.TakerVolume]],
    _Periods,
    endpoint="GET /futures/data/takerBuySellVol",
    api="dapi",
    quota=_quota("/futures/data/takerBuySellVol"),
):
    """What takers bought and sold of contracts of a type, or of `ContractType.ALL`."""

    contract_type: ContractType


class Basis(
    Public[list[BasisRow]],
    _Periods,
    endpoint="GET /futures/data/basis",
    api="dapi",
    quota=_quota("/futures/data/basis"),
):
    """How far contracts of a type were from their index."""

    contract_type: ContractType
