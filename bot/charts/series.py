"""The candles of a wish as arrays, and their places from left to right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.charts.layout import Box
    from bot.charts.scale import Floats
    from bot.charts.wish import Candle

WIDEST_STEP = 48.0  # a handful of candles keeps to the right instead of growing fat
BODY_SHARE = 0.76
WHOLE_PIXELS_FROM = 8  # wider bodies have crisp sides; narrower ones need the even spacing more


@dataclass(frozen=True)
class Series:
    """Columns of equal length; `x` is the left edge of each wick, `step` from one to the next."""

    opens: Floats
    highs: Floats
    lows: Floats
    closes: Floats
    volumes: Floats
    x: Floats
    step: float

    @classmethod
    def within(cls, candles: Sequence[Candle], pane: Box) -> Series:
        """Spread the candles over the pane, the latest at its right edge."""
        rows = [(c.open, c.high, c.low, c.close, c.volume) for c in candles]
        opens, highs, lows, closes, volumes = np.array(rows, dtype=np.float64).T
        step = min(pane.width / (len(candles) + 1), WIDEST_STEP)
        x = np.floor(pane.right - step * np.arange(len(candles), 0, -1))
        return cls(opens, highs, lows, closes, volumes, x, step)

    @property
    def rising(self) -> NDArray[np.bool_]:
        return self.closes >= self.opens

    @property
    def body(self) -> float:
        """Tell the width of a candle: odd if whole, for the wick to stand in its middle."""
        room = max(1.0, self.step * BODY_SHARE)
        return room if room < WHOLE_PIXELS_FROM else (room - 1) // 2 * 2 + 1
