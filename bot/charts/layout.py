"""Where things stand in the picture, in pixels from the lower left."""

from __future__ import annotations

from dataclasses import dataclass

from bot.charts import theme

MARGIN = 16
HEADER = 56
TIME_AXIS = 36
VOLUME = 128
PRICES_BOTTOM = TIME_AXIS + VOLUME
PRICES_TOP = theme.HEIGHT - HEADER


@dataclass(frozen=True)
class Box:
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


@dataclass(frozen=True)
class Layout:
    """The panes, and beside them the gutter with the numbers."""

    header: Box
    prices: Box
    volume: Box
    gutter: Box
    times: Box

    @classmethod
    def with_gutter(cls, gutter: float) -> Layout:
        """Make the panes as wide as the gutter leaves them."""
        right = theme.WIDTH - round(gutter)
        return cls(
            header=Box(MARGIN, PRICES_TOP, theme.WIDTH - MARGIN, theme.HEIGHT),
            prices=Box(0, PRICES_BOTTOM, right, PRICES_TOP),
            volume=Box(0, TIME_AXIS, right, PRICES_BOTTOM),
            gutter=Box(right, TIME_AXIS, theme.WIDTH, PRICES_TOP),
            times=Box(0, 0, right, TIME_AXIS),
        )
