"""Shapes and words at pixel positions, with (0, 0) at the lower left."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from bot.charts import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist

    from bot.charts.layout import Box
    from bot.charts.scale import Floats

DPI = 72  # a point is a pixel, so that sizes and widths need no conversion

Point = tuple[float, float]


class Canvas:
    """A matplotlib figure without axes: we place every pixel, which is crisp and quick.

    What is drawn later covers what was drawn before.
    """

    def __init__(self) -> None:
        size = (theme.WIDTH / DPI, theme.HEIGHT / DPI)
        self._figure = Figure(size, DPI, facecolor=theme.BACKGROUND)
        self._agg = FigureCanvasAgg(self._figure)
        self._placed = 0

    def rectangles(self, corners: Floats, color: str, *, alpha: float = 1.0) -> None:
        """Fill boxes, one row of left, bottom, right and top each."""
        outlines = corners[:, [[0, 1], [0, 3], [2, 3], [2, 1]]]
        # An array is what makes it quick; the stub knows sequences only.
        shapes = PolyCollection(outlines, facecolors=color, linewidths=0, alpha=alpha)  # type: ignore[arg-type]
        self._place(shapes)

    def lines(
        self,
        segments: Sequence[tuple[Point, Point]],
        color: str,
        *,
        dashes: tuple[float, float] | None = None,
    ) -> None:
        """Draw upright or level lines, one pixel wide."""
        style = "solid" if dashes is None else (0.0, dashes)
        self._place(LineCollection(segments, colors=color, linewidths=1, linestyles=[style]))

    def curve(self, points: Floats, color: str, *, width: float) -> None:
        """Draw through points, one row of x and y each."""
        self._place(LineCollection([points], colors=color, linewidths=width))

    def label(self, box: Box, *, fill: str, edge: str = "none") -> None:
        """Fill a box with round corners, to write upon."""
        self._place(
            FancyBboxPatch(
                (box.left, box.bottom),
                box.width,
                box.height,
                boxstyle="round,pad=0,rounding_size=4",
                facecolor=fill,
                edgecolor=edge,
                linewidth=1.5,
            )
        )

    def write(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float,
        color: str,
        bold: bool = False,
        alpha: float = 1.0,
        align: Literal["left", "center", "right"] = "left",
    ) -> None:
        """Write one line with its middle at the height y."""
        text = Text(
            x,
            y,
            words,
            color=color,
            fontproperties=theme.font(size, bold=bold),
            horizontalalignment=align,
            verticalalignment="center_baseline",
            parse_math=False,  # a dollar sign in a symbol is a dollar sign
        )
        text.set_alpha(alpha)
        self._place(text)

    def width_of(self, words: str, size: float, *, bold: bool = False) -> float:
        text = Text(0, 0, words, fontproperties=theme.font(size, bold=bold), parse_math=False)
        text.set_figure(self._figure)
        return text.get_window_extent().width

    def png(self) -> bytes:
        page = io.BytesIO()
        # Level 1 is several times quicker than the default, and flat colours pack well anyway.
        self._agg.print_png(page, pil_kwargs={"compress_level": 1})  # type: ignore[no-untyped-call]
        return page.getvalue()

    def _place(self, artist: Artist) -> None:
        artist.set_transform(IdentityTransform())
        artist.set_zorder(self._placed)  # matplotlib would put every line above every shape
        self._placed += 1
        self._figure.add_artist(artist)
