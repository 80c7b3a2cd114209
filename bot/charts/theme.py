"""Colours, sizes and fonts, in one place."""

from functools import cache

from matplotlib import font_manager
from matplotlib.font_manager import FontProperties

WIDTH, HEIGHT = 1280, 720

BACKGROUND = "#131722"
GRID = "#222736"
FRAME = "#363c4e"
TEXT = "#d1d4dc"
MUTED = "#8a90a0"
TITLE = "#f0f3fa"
ON_COLOR = "#ffffff"
UP = "#26a69a"
DOWN = "#ef5350"
WARNING = "#f0b90b"
WATERMARK = "#ffffff"

# Generous, because most people see the picture at half its size, on a phone.
TITLE_SIZE = 24.0
LEGEND_SIZE = 18.0
AXIS_SIZE = 17.0
SMALL_SIZE = 15.0

# DejaVu comes with matplotlib; the others are asked for symbols in Chinese, where installed.
FAMILIES = ("DejaVu Sans", "Noto Sans CJK SC", "WenQuanYi Zen Hei", "PingFang SC")


def font(size: float, *, bold: bool = False) -> FontProperties:
    """Choose the font of a text; `size` is in pixels."""
    return FontProperties(family=_installed(), size=size, weight="bold" if bold else "normal")


def direction(*, rising: bool) -> str:
    return UP if rising else DOWN


@cache
def _installed() -> list[str]:
    """Leave out the families that are not there; matplotlib would complain of each."""
    return [family for family in FAMILIES if family in font_manager.get_font_names()]
