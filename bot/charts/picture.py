"""The whole picture, from the back to the front."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from bot.charts import axes, candles, curve, digits, header, marks, theme
from bot.charts.canvas import Canvas
from bot.charts.layout import Layout
from bot.charts.scale import price_scale, volume_scale
from bot.charts.series import Series
from bot.charts.wish import CurveWish

if TYPE_CHECKING:
    from bot.charts.scale import Scale
    from bot.charts.wish import ChartWish, Wish


def paint(wish: Wish) -> bytes:
    """Paint from back to front; nothing outside of the wish has a say in it."""
    with warnings.catch_warnings():
        # A sign that no font here has becomes a box; the picture is still worth showing.
        warnings.filterwarnings("ignore", r"Glyph \d+", UserWarning)
        canvas = curve.compose(wish) if isinstance(wish, CurveWish) else _compose(wish)
        return canvas.png()


def _compose(wish: ChartWish) -> Canvas:
    canvas = Canvas()
    prices = price_scale(wish.candles, wish.price_tick)
    layout = Layout.with_gutter(_gutter(canvas, prices, wish))
    series = Series.within(wish.candles, layout.prices)
    volume = volume_scale(series.volumes)

    marks.draw_watermark(canvas, layout, wish.symbol)
    axes.draw_time_axis(canvas, layout, series, wish)
    axes.draw_price_axis(canvas, layout, prices, wish)
    axes.draw_volume_axis(canvas, layout, volume, wish)
    axes.draw_frame(canvas, layout)
    candles.draw_volume(canvas, series, volume)
    marks.draw_last_price(canvas, layout, prices, wish)
    candles.draw_candles(canvas, series, prices)
    marks.draw_extremes(canvas, layout, series, prices, wish)
    header.draw_header(canvas, layout, wish)
    return canvas


def _gutter(canvas: Canvas, prices: Scale, wish: ChartWish) -> float:
    """Make room for the longest price that may stand there."""
    longest = digits.price(prices.high, digits.decimals(wish.price_tick))
    return canvas.width_of(longest, theme.AXIS_SIZE) + 2 * axes.LABEL_INDENT
