"""Candles and volume bars, one collection for all of a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.charts import theme

if TYPE_CHECKING:
    from bot.charts.canvas import Canvas
    from bot.charts.scale import Floats, Scale
    from bot.charts.series import Series

VOLUME_ALPHA = 0.5


def draw_candles(canvas: Canvas, series: Series, scale: Scale) -> None:
    """Draw wicks and bodies; a candle that closed where it opened is a line of one pixel."""
    bottoms = scale.pixels(np.minimum(series.opens, series.closes))
    tops = scale.pixels(np.maximum(series.opens, series.closes))
    wick_bottoms, wick_tops = scale.pixels(series.lows), scale.pixels(series.highs)
    _draw_bars(canvas, series, wick_bottoms, wick_tops, width=1)
    _draw_bars(canvas, series, bottoms, np.maximum(tops, bottoms + 1), width=series.body)


def draw_volume(canvas: Canvas, series: Series, scale: Scale) -> None:
    """Draw a bar of a pixel at least where anything was traded, and none elsewhere."""
    floor = np.full_like(series.volumes, scale.bottom)
    tops = np.maximum(scale.pixels(series.volumes), floor + (series.volumes > 0))
    _draw_bars(canvas, series, floor, tops, width=series.body, alpha=VOLUME_ALPHA)


def _draw_bars(
    canvas: Canvas,
    series: Series,
    bottoms: Floats,
    tops: Floats,
    *,
    width: float,
    alpha: float = 1.0,
) -> None:
    left = series.x + (1 - width) / 2
    corners = np.column_stack((left, bottoms, left + width, tops))
    for rising, color in ((True, theme.UP), (False, theme.DOWN)):
        canvas.rectangles(corners[series.rising == rising], color, alpha=alpha)
