"""From prices and volumes to pixels, and the round numbers in between."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.charts.layout import PRICES_BOTTOM, PRICES_TOP, TIME_AXIS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.charts.wish import Candle

Floats = NDArray[np.float64]

EDGE = 12  # pixels: a label nearer to the edge would cross it
MARK_ROOM = 36  # pixels above the highest and below the lowest price
VOLUME_HEADROOM = 1.25


@dataclass(frozen=True)
class Scale:
    """The values `low` and `high` stand at the pixels `bottom` and `top`."""

    low: float
    high: float
    bottom: float
    top: float

    def pixels(self, values: Floats) -> Floats:
        share = (values - self.low) / (self.high - self.low)
        pixels: Floats = np.round(self.bottom + share * (self.top - self.bottom))
        return pixels

    def pixel(self, value: float) -> float:
        return float(self.pixels(np.array([value]))[0])

    def ticks(self, gap: float, smallest: float = 0.0, *, lowest: float = 0.0) -> Floats:
        """Choose round values, at least `gap` pixels and one `smallest` apart, from `lowest` up."""
        step = max(round_up((self.high - self.low) * gap / (self.top - self.bottom)), smallest)
        first, last = ceil(max(self.low, lowest) / step), floor(self.high / step)
        values: Floats = np.arange(first, last + 1, dtype=np.float64) * step
        heights = self.pixels(values)
        return values[(heights >= self.bottom + EDGE) & (heights <= self.top - EDGE)]


def price_scale(candles: Sequence[Candle], price_tick: float) -> Scale:
    """Fit the window's range, with room for its marks; a flat market gets a height as well."""
    low, high = min(c.low for c in candles), max(c.high for c in candles)
    if high - low < price_tick:
        air = max(5 * price_tick, high * 0.002)
        low, high = low - air, high + air
    unit = (high - low) / (PRICES_TOP - PRICES_BOTTOM - 2 * MARK_ROOM)
    room = unit * MARK_ROOM
    return Scale(low - room, high + room, PRICES_BOTTOM, PRICES_TOP)


def volume_scale(volumes: Floats) -> Scale:
    """Reach from zero to a little more than the largest volume."""
    most = float(volumes.max()) * VOLUME_HEADROOM or 1.0
    return Scale(0.0, most, TIME_AXIS, PRICES_BOTTOM)


def round_up(value: float) -> float:
    """Go up to the next of 1, 2, 5, 10, 20, 50 and so on."""
    power = 10.0 ** floor(log10(value))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= value * (1 - 1e-9))
