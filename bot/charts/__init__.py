"""Candles and curves to PNG, drawn in a process of its own so that the event loop never waits.

Importing this package is cheap: numpy and matplotlib are loaded where the drawing happens.
"""

from bot.charts.drawing import draw
from bot.charts.errors import ChartBusy, ChartError, ChartFailed
from bot.charts.studio import ChartStudio
from bot.charts.wish import Candle, ChartWish, CurveWish, Words

__all__ = [
    "Candle",
    "ChartBusy",
    "ChartError",
    "ChartFailed",
    "ChartStudio",
    "ChartWish",
    "CurveWish",
    "Words",
    "draw",
]
