"""What the market data of USD-M and COIN-M futures have in common."""

from typing import Annotated

from pydantic import AfterValidator, Field

from binance.history import Span
from binance.models.futures.terms import Period
from binance.models.market import Interval
from binance.weights import Quota, by_limit

_DEPTHS = (5, 10, 20, 50, 100, 500, 1000)


def _is_depth(limit: int) -> int:
    if limit not in _DEPTHS:
        raise ValueError(f"the limit must be one of {', '.join(map(str, _DEPTHS))}")
    return limit


DepthLimit = Annotated[int, AfterValidator(_is_depth)]
BY_DEPTH = by_limit((50, 2), (100, 5), (500, 10), (1000, 20))

BY_KLINES = by_limit((99, 1), (499, 2), (1000, 5), (1500, 10))


class KlineFields(Span):
    """Which candles; of a second there are only USD-M's continuous ones."""

    interval: Interval
    limit: int = Field(500, ge=1, le=1500)


class StatisticsFields(Span):
    """Which rows of a statistic; Binance keeps 30 days, and without times tells of the latest."""

    period: Period
    limit: int | None = Field(None, ge=1)


def statistics_quota(path: str) -> Quota:
    """Give a path of `/futures/data` the limit that each of them has for itself."""
    return Quota(path, 1000, 300)
