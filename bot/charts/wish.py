"""What a picture is made of. A wish is a value: the key of its picture in the cache as well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from binance.models.market import Kline

MOST_CANDLES = 1000  # more would be narrower than a pixel each


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
