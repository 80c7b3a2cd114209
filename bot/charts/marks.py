"""What is written over the candles: the last price, the extremes of the window, the watermark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.charts import digits, theme
from bot.charts.axes import LABEL_HEIGHT, LABEL_INDENT
from bot.charts.layout import Box

if TYPE_CHECKING:
    from bot.charts.canvas import Canvas
    from bot.charts.layout import Layout
    from bot.charts.scale import Scale
    from bot.charts.series import Series
    from bot.charts.wish import ChartWish

AWAY = 14  # pixels from a wick's end to the middle of its price
WATERMARK_SIZE = 120.0
WATERMARK_ALPHA = 0.045


def draw_watermark(canvas: Canvas, layout: Layout, symbol: str) -> None:
    """Write the symbol behind the candles, as large as its length allows."""
    room = 0.8 * layout.prices.width
    size = min(WATERMARK_SIZE, WATERMARK_SIZE * room / canvas.width_of(symbol, WATERMARK_SIZE))
    canvas.write(
        *layout.prices.middle,
        symbol,
        size=size,
        color=theme.WATERMARK,
        bold=True,
        alpha=WATERMARK_ALPHA,
        align="center",
    )


def draw_extremes(
    canvas: Canvas, layout: Layout, series: Series, scale: Scale, wish: ChartWish
) -> None:
    """Write the highest and the lowest price of the window at their candles."""
    highest, lowest = int(series.highs.argmax()), int(series.lows.argmin())
    if series.highs[highest] == series.lows[lowest]:
        return  # a flat window has no extremes
    places = digits.decimals(wish.price_tick)
    for index, value, away in (
        (highest, float(series.highs[highest]), AWAY),
        (lowest, float(series.lows[lowest]), -AWAY),
    ):
        words = digits.price(value, places)
        half = canvas.width_of(words, theme.AXIS_SIZE) / 2 + LABEL_INDENT
        x = min(max(float(series.x[index]), half), layout.prices.right - half)
        y = scale.pixel(value) + away
        canvas.write(x, y, words, size=theme.AXIS_SIZE, color=theme.TEXT, align="center")


def draw_last_price(canvas: Canvas, layout: Layout, scale: Scale, wish: ChartWish) -> None:
    """Draw a dashed line across the pane, ending in a filled label on the axis."""
    last = wish.candles[-1]
    color = theme.direction(rising=last.close >= last.open)
    gutter, y = layout.gutter, scale.pixel(last.close)
    canvas.lines([((0.0, y), (gutter.left, y))], color, dashes=(2.0, 3.0))
    half = LABEL_HEIGHT / 2
    canvas.label(Box(gutter.left + 1, y - half, gutter.right - 2, y + half), fill=color)
    words = digits.price(last.close, digits.decimals(wish.price_tick))
    x = gutter.left + LABEL_INDENT
    canvas.write(x, y, words, size=theme.AXIS_SIZE, color=theme.ON_COLOR)
