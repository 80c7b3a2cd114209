"""What a picture is made of. A wish is a value: the key of its picture in the cache as well."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from binance.models.market import Kline

MOST_CANDLES = 1000  # more would be narrower than a pixel each
STEPS = 240  # of a curve, equally far from one another in time


@dataclass(frozen=True)
class Candle:
    """A kline for the eye; money has no business here."""

    open_time: datetime
    open: float
    high: float
    low: float
    close: float
    volume: float

    @classmethod
    def of(cls, kline: Kline) -> Candle:
        """Make floats of prices: this is the one door where that happens."""
        prices = (kline.open, kline.high, kline.low, kline.close, kline.volume)
        return cls(kline.open_time, *map(float, prices))


@dataclass(frozen=True)
class Words:
    """Everything in the picture that a translator may want to change."""

    open: str = "O"
    high: str = "H"
    low: str = "L"
    close: str = "C"
    volume: str = "Volume"
    months: tuple[str, ...] = (
        "Jan", "Feb", "Mar", "Apr", "May", "Jun",
        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    )  # fmt: skip


@dataclass(frozen=True)
class ChartWish:
    """One picture: `price_tick` sets the digits of prices, `environment` is empty when live."""

    symbol: str
    interval: str
    candles: tuple[Candle, ...]
    price_tick: float
    environment: str = ""
    words: Words = Words()
    zone: tzinfo = UTC

    def __post_init__(self) -> None:
        if not 1 <= len(self.candles) <= MOST_CANDLES:
            raise ValueError(f"a chart shows 1 to {MOST_CANDLES} candles, not {len(self.candles)}")


@dataclass(frozen=True)
class CurveWish:
    """A sum as it grew: its value at equally distant times, from `begin` to `end`."""

    title: str
    begin: datetime
    end: datetime
    values: tuple[float, ...]
    unit: str
    environment: str = ""
    words: Words = Words()
    zone: tzinfo = UTC

    @classmethod
    def of(
        cls,
        title: str,
        changes: Sequence[tuple[datetime, Decimal]],
        begin: datetime,
        end: datetime,
        *,
        unit: str,
        environment: str = "",
        words: Words = Words(),  # a frozen value
    ) -> CurveWish:
        """Take the sum's latest value at each step; it is zero before the first change."""
        end = max(end, begin + timedelta(minutes=1))
        step = (end - begin) / (STEPS - 1)
        times = [at for at, _ in changes]
        sums = [0.0, *(float(value) for _, value in changes)]
        values = tuple(sums[bisect_right(times, begin + step * n)] for n in range(STEPS))
        return cls(title, begin, end, values, unit, environment, words)

    @property
    def times(self) -> list[datetime]:
        step = (self.end - self.begin) / (len(self.values) - 1)
        return [self.begin + step * n for n in range(len(self.values))]


Wish: TypeAlias = ChartWish | CurveWish
