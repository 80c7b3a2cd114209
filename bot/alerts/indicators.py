"""Indicators of closes, by TA-Lib.

Each is computed over a window of closes long enough that what came before would not show in the
value: the start of a smoothed one has by then faded to 10**-8 of itself. So it is the same whoever
began to watch when. (`talib.stream` is no way there: it starts anew at every call.)
"""

from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np
import talib
from numpy.typing import NDArray

from bot.alerts.conditions import Average, Gap, Rsi

Prices: TypeAlias = NDArray[np.float64]
Formula: TypeAlias = Callable[[Prices], float | None]
"""Computes an indicator as of the last of the closes; None while there are too few."""

_LENGTHS: dict[Literal["rsi", "ema", "sma"], int] = {"rsi": 21, "ema": 11, "sma": 1}


def history(measure: Rsi | Gap) -> int:
    """Return how many closes give a measure the value that all closes would give it."""
    parts = (measure,) if isinstance(measure, Rsi) else (measure.fast, measure.slow)
    return max(_LENGTHS[part.kind] * part.length + 1 for part in parts if part is not None)


def formula(measure: Rsi | Gap) -> Formula:
    if isinstance(measure, Rsi):
        return lambda closes: rsi(closes, measure.length)
    return lambda closes: gap(closes, measure.fast, measure.slow)


def rsi(closes: Prices, length: int) -> float | None:
    """Wilder's index, 0 to 100; None where it has no meaning, as after no movement at all."""
    if len(closes) <= length or closes.min() == closes.max():
        return None
    return float(talib.RSI(closes, length)[-1])


def ema(closes: Prices, length: int) -> float | None:
    return float(talib.EMA(closes, length)[-1]) if len(closes) >= length else None


def sma(closes: Prices, length: int) -> float | None:
    return float(closes[-length:].mean()) if len(closes) >= length else None


def gap(closes: Prices, fast: Average | None, slow: Average) -> float | None:
    """Return by how many percent an average, or the close itself, lies above another average."""
    below = _average(closes, slow)
    if not below:
        return None
    above = float(closes[-1]) if fast is None else _average(closes, fast)
    return None if above is None else (above - below) / below * 100


def _average(closes: Prices, average: Average) -> float | None:
    return (ema if average.kind == "ema" else sma)(closes, average.length)


class Closes:
    """The latest closes of one kind of candle, as many as are kept, oldest first."""

    def __init__(self, kept: int) -> None:
        self._prices = np.zeros(kept + 1)  # the last place is the open candle's
        self._count = 0
        self.end_ms = 0  # when the latest closed candle ended

    def close(self, end_ms: int, price: float) -> None:
        """Add a closed candle; the latest one told again is corrected, an older one ignored."""
        if end_ms > self.end_ms:
            self._prices[:-1] = self._prices[1:]
            self._count = min(self._count + 1, len(self._prices) - 1)
            self.end_ms = end_ms
        if end_ms == self.end_ms:
            self._prices[-2] = price

    @property
    def closed(self) -> Prices:
        """A view of them, good until the next is added."""
        return self._prices[len(self._prices) - 1 - self._count : -1]

    def with_open(self, price: float) -> Prices:
        """Return them followed by the price at which the open candle stands."""
        self._prices[-1] = price
        return self._prices[len(self._prices) - 1 - self._count :]
