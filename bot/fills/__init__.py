"""What people are told of their orders' fills: one message an order, which grows."""

from bot.fills.profits import Pair
from bot.fills.progress import Closing, Execution, Progress
from bot.fills.telling import Telling

__all__ = ["Closing", "Execution", "Pair", "Progress", "Telling"]
