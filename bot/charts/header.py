"""The line on top: symbol and interval, the last candle in numbers, its time, the environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.charts import digits, theme
from bot.charts.layout import Box

if TYPE_CHECKING:
    from bot.charts.canvas import Canvas
    from bot.charts.layout import Layout
    from bot.charts.wish import ChartWish

GAP = 16.0
TAG_PADDING, TAG_HEIGHT = 12.0, 28.0


@dataclass(frozen=True)
class Piece:
    """Words of one style; `gap` pixels follow."""

    words: str
    color: str
    size: float = theme.LEGEND_SIZE
    bold: bool = False
    gap: float = GAP


def draw_header(canvas: Canvas, layout: Layout, wish: ChartWish) -> None:
    """Write all in one line; what must give way to long numbers is the time."""
    right = layout.header.right
    if wish.environment:
        right = draw_tag(canvas, layout, wish.environment) - GAP
    end = write_pieces(canvas, layout, _pieces(wish), right)
    time = _spell_time(wish)
    if end + GAP + canvas.width_of(time, theme.SMALL_SIZE) <= right:
        y = layout.header.middle[1]
        canvas.write(right, y, time, size=theme.SMALL_SIZE, color=theme.MUTED, align="right")


def _pieces(wish: ChartWish) -> list[Piece]:
    """List symbol and interval, each price after its letter, and what the candle changed."""
    last, words, places = wish.candles[-1], wish.words, digits.decimals(wish.price_tick)
    color = theme.direction(rising=last.close >= last.open)
    line = [
        Piece(wish.symbol, theme.TITLE, theme.TITLE_SIZE, bold=True, gap=10),
        Piece(f"· {wish.interval}", theme.MUTED, theme.TITLE_SIZE, gap=2 * GAP),
    ]
    letters = (words.open, words.high, words.low, words.close)
    values = (last.open, last.high, last.low, last.close)
    for letter, value in zip(letters, values, strict=True):
        line += [Piece(letter, theme.MUTED, gap=6), Piece(digits.price(value, places), color)]
    if last.open > 0:
        line.append(Piece(digits.percent(last.close / last.open - 1), color, bold=True))
    return line


def write_pieces(canvas: Canvas, layout: Layout, line: list[Piece], right: float) -> float:
    """Write from the left, smaller where it would not fit, and return the right edge."""
    widths = [canvas.width_of(p.words, p.size, bold=p.bold) + p.gap for p in line]
    shrink = min(1.0, (right - layout.header.left) / sum(widths))
    x, y = layout.header.left, layout.header.middle[1]
    for piece, width in zip(line, widths, strict=True):
        size = piece.size * shrink
        canvas.write(x, y, piece.words, size=size, color=piece.color, bold=piece.bold)
        x += width * shrink
    return x


def _spell_time(wish: ChartWish) -> str:
    """Say when the last candle opened; the time axis may show no date at all."""
    time = wish.candles[-1].open_time.astimezone(wish.zone)
    return f"{time.day} {wish.words.months[time.month - 1]} {time:%Y %H:%M}"


def draw_tag(canvas: Canvas, layout: Layout, environment: str) -> float:
    """Say that this is not the real market, and return the left edge of that."""
    right, y = layout.header.right, layout.header.middle[1]
    width = canvas.width_of(environment, theme.SMALL_SIZE, bold=True) + 2 * TAG_PADDING
    box = Box(right - width, y - TAG_HEIGHT / 2, right, y + TAG_HEIGHT / 2)
    canvas.label(box, fill=theme.BACKGROUND, edge=theme.WARNING)
    canvas.write(
        *box.middle,
        environment,
        size=theme.SMALL_SIZE,
        color=theme.WARNING,
        bold=True,
        align="center",
    )
    return box.left
