"""Grid and axes: prices and volume on the right, time below."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from bot.charts import digits, theme, timeline
from bot.charts.layout import MARGIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.charts.canvas import Canvas
    from bot.charts.layout import Layout
    from bot.charts.scale import Floats, Scale
    from bot.charts.series import Series
    from bot.charts.wish import ChartWish

LABEL_INDENT = 10
PRICE_GAP, VOLUME_GAP, TIME_GAP = 44, 32, 100  # pixels between two labels, at least
LABEL_HEIGHT = 26
EDGE = 36  # a label nearer to the edge would be cut


def draw_frame(canvas: Canvas, layout: Layout) -> None:
    """Draw the lines that part header, panes and axes."""
    side, top = layout.gutter.left, layout.gutter.top
    floors = (layout.times.top, layout.volume.top, layout.prices.top)
    across = [((0.0, y), (theme.WIDTH, y)) for y in floors]
    canvas.lines([*across, ((side, 0.0), (side, top))], theme.FRAME)


def draw_price_axis(canvas: Canvas, layout: Layout, scale: Scale, wish: ChartWish) -> None:
    """Draw grid and prices, leaving room for the label of the last price."""
    places = digits.decimals(wish.price_tick)
    values = scale.ticks(PRICE_GAP, wish.price_tick)
    taken = scale.pixel(wish.candles[-1].close)
    free = values[abs(scale.pixels(values) - taken) >= LABEL_HEIGHT]
    _draw_grid(canvas, layout, scale.pixels(values))
    _draw_values(canvas, layout, scale, free, lambda value: digits.price(value, places))


def draw_volume_axis(canvas: Canvas, layout: Layout, scale: Scale, wish: ChartWish) -> None:
    """Draw grid and amounts, and on the left the volume of the last candle."""
    if any(candle.volume for candle in wish.candles):
        values = scale.ticks(VOLUME_GAP)
        _draw_grid(canvas, layout, scale.pixels(values))
        _draw_values(canvas, layout, scale, values, digits.compact)
    legend = f"{wish.words.volume} {digits.compact(wish.candles[-1].volume)}"
    y = layout.volume.top - LABEL_HEIGHT / 2
    canvas.write(MARGIN, y, legend, size=theme.SMALL_SIZE, color=theme.MUTED)


def draw_time_axis(canvas: Canvas, layout: Layout, series: Series, wish: ChartWish) -> None:
    """Name some moments, days and more in a brighter tone, and the time zone in the corner."""
    times = [candle.open_time.astimezone(wish.zone) for candle in wish.candles]
    marks = timeline.marks(times, apart=ceil(TIME_GAP / series.step))
    places = [float(series.x[mark.index]) for mark in marks]
    low, high = layout.volume.bottom, layout.prices.top
    canvas.lines([((x, low), (x, high)) for x in places], theme.GRID)
    y = layout.times.middle[1]
    for mark, x in zip(marks, places, strict=True):
        if EDGE <= x <= layout.times.right - EDGE:
            color = theme.TEXT if mark.rank >= timeline.DAY else theme.MUTED
            words = timeline.name(mark, times[mark.index], wish.words.months)
            canvas.write(x, y, words, size=theme.AXIS_SIZE, color=color, align="center")
    x = layout.gutter.left + LABEL_INDENT
    canvas.write(x, y, f"{times[-1]:%Z}", size=theme.AXIS_SIZE, color=theme.MUTED)


def _draw_grid(canvas: Canvas, layout: Layout, heights: Floats) -> None:
    canvas.lines([((0.0, y), (layout.gutter.left, y)) for y in heights], theme.GRID)


def _draw_values(
    canvas: Canvas, layout: Layout, scale: Scale, values: Floats, spell: Callable[[float], str]
) -> None:
    x = layout.gutter.left + LABEL_INDENT
    for value in values:
        words = spell(float(value))
        canvas.write(x, scale.pixel(value), words, size=theme.AXIS_SIZE, color=theme.MUTED)
