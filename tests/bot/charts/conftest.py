from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import sin

import pytest

from bot.charts import Candle, ChartWish


@pytest.fixture
def candles() -> Callable[..., tuple[Candle, ...]]:
    """A gentle wave of as many candles as asked for."""

    def wave(
        count: int, *, price: float = 100.0, step: timedelta = timedelta(hours=1)
    ) -> tuple[Candle, ...]:
        start = datetime(2026, 1, 1, tzinfo=UTC)
        closes = [price * (1 + 0.05 * sin(i / 7)) for i in range(count + 1)]
        return tuple(
            Candle(
                start + i * step,
                closes[i],
                max(closes[i : i + 2]) * 1.01,
                min(closes[i : i + 2]) * 0.99,
                closes[i + 1],
                1000.0 + 10 * i,
            )
            for i in range(count)
        )

    return wave


@pytest.fixture
def wish(candles: Callable[..., tuple[Candle, ...]]) -> Callable[..., ChartWish]:
    """A wish for a chart of the wave; any field may be said otherwise."""

    def make(symbol: str = "BTCUSDT", count: int = 50, **changes: object) -> ChartWish:
        fields: dict[str, object] = {"candles": candles(count), "price_tick": 0.01, **changes}
        return ChartWish(symbol, "1h", **fields)  # type: ignore[arg-type]  # fields of all kinds

    return make
