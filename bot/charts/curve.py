"""A sum as it grew: a line above and below zero, with time below and values on the right."""

from __future__ import annotations

from math import ceil, inf
from typing import TYPE_CHECKING

import numpy as np

from bot.charts import digits, theme, timeline
from bot.charts.axes import EDGE, LABEL_HEIGHT, LABEL_INDENT, PRICE_GAP, TIME_GAP
from bot.charts.canvas import Canvas
from bot.charts.header import GAP, Piece, draw_tag, write_pieces
from bot.charts.layout import PRICES_TOP, TIME_AXIS, Box, Layout
from bot.charts.scale import MARK_ROOM, Scale

if TYPE_CHECKING:
    from bot.charts.scale import Floats
    from bot.charts.wish import CurveWish

AREA_ALPHA = 0.22
LINE_WIDTH = 2.5


def compose(wish: CurveWish) -> Canvas:
    """Draw from back to front."""
    canvas = Canvas()
    values = np.array(wish.values, dtype=np.float64)
    scale = fitting(values)
    layout = Layout.with_gutter(_gutter(canvas, scale))
    pane = Box(0, TIME_AXIS, layout.gutter.left, PRICES_TOP)
    x = np.round(np.linspace(pane.left + EDGE, pane.right - EDGE, len(values)))
    _draw_times(canvas, layout, pane, x, wish)
    _draw_values(canvas, layout, scale)
    _draw_frame(canvas, pane)
    _draw_area(canvas, x, values, scale)
    color = theme.direction(rising=wish.values[-1] >= 0)
    canvas.curve(np.column_stack((x, scale.pixels(values))), color, width=LINE_WIDTH)
    _draw_last(canvas, layout, scale, wish.values[-1], color)
    _draw_header(canvas, layout, wish, color)
    return canvas


def fitting(values: Floats) -> Scale:
    """Reach from the lowest to the highest value, zero among them, with room for labels."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    if low == high:
        high = 1.0
    room = (high - low) / (PRICES_TOP - TIME_AXIS - 2 * MARK_ROOM) * MARK_ROOM
    return Scale(low - room, high + room, TIME_AXIS, PRICES_TOP)


def spell(value: float, scale: Scale) -> str:
    """As many decimals as tell two labels from one another."""
    span = scale.high - scale.low
    places = 0 if span >= 100 else 2 if span >= 1 else 6
    return digits.price(value + 0.0, places)


def _gutter(canvas: Canvas, scale: Scale) -> float:
    widest = max((spell(scale.low, scale), spell(scale.high, scale)), key=len)
    return canvas.width_of(widest, theme.AXIS_SIZE) + 2 * LABEL_INDENT


def _draw_times(canvas: Canvas, layout: Layout, pane: Box, x: Floats, wish: CurveWish) -> None:
    times = [at.astimezone(wish.zone) for at in wish.times]
    step = (pane.width - 2 * EDGE) / (len(times) - 1)
    marks = timeline.marks(times, apart=ceil(TIME_GAP / step))
    y = layout.times.middle[1]
    for mark in marks:
        place = float(x[mark.index])
        canvas.lines([((place, pane.bottom), (place, pane.top))], theme.GRID)
        color = theme.TEXT if mark.rank >= timeline.DAY else theme.MUTED
        words = timeline.name(mark, times[mark.index], wish.words.months)
        canvas.write(place, y, words, size=theme.AXIS_SIZE, color=color, align="center")


def _draw_values(canvas: Canvas, layout: Layout, scale: Scale) -> None:
    side = layout.gutter.left
    for value in scale.ticks(PRICE_GAP, lowest=-inf):
        y = scale.pixel(float(value))
        canvas.lines([((0.0, y), (side, y))], theme.GRID)
        words = spell(float(value), scale)
        canvas.write(side + LABEL_INDENT, y, words, size=theme.AXIS_SIZE, color=theme.MUTED)
    zero = scale.pixel(0.0)
    canvas.lines([((0.0, zero), (side, zero))], theme.MUTED, dashes=(2.0, 3.0))


def _draw_frame(canvas: Canvas, pane: Box) -> None:
    across = [((0.0, y), (theme.WIDTH, y)) for y in (pane.bottom, pane.top)]
    canvas.lines([*across, ((pane.right, 0.0), (pane.right, pane.top))], theme.FRAME)


def _draw_area(canvas: Canvas, x: Floats, values: Floats, scale: Scale) -> None:
    """Fill between the curve and zero, in the colour of gain or of loss."""
    zero, heights = scale.pixel(0.0), scale.pixels(values)
    floors, tops = np.minimum(heights, zero), np.maximum(heights, zero)
    corners = np.column_stack((x[:-1], floors[1:], x[1:], tops[1:]))
    for gain, color in ((True, theme.UP), (False, theme.DOWN)):
        canvas.rectangles(corners[(values[1:] >= 0) == gain], color, alpha=AREA_ALPHA)


def _draw_last(canvas: Canvas, layout: Layout, scale: Scale, last: float, color: str) -> None:
    gutter, y = layout.gutter, scale.pixel(last)
    half = LABEL_HEIGHT / 2
    canvas.label(Box(gutter.left + 1, y - half, gutter.right - 2, y + half), fill=color)
    words = spell(last, scale)
    canvas.write(gutter.left + LABEL_INDENT, y, words, size=theme.AXIS_SIZE, color=theme.ON_COLOR)


def _draw_header(canvas: Canvas, layout: Layout, wish: CurveWish, color: str) -> None:
    right = layout.header.right
    if wish.environment:
        right = draw_tag(canvas, layout, wish.environment) - GAP
    total = f"{wish.values[-1]:+,.2f} {wish.unit}"
    line = [
        Piece(wish.title, theme.TITLE, theme.TITLE_SIZE, bold=True, gap=2 * GAP),
        Piece(total, color, theme.TITLE_SIZE, bold=True),
    ]
    write_pieces(canvas, layout, line, right)
