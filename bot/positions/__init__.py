"""Positions in futures as people want them: from words to the very requests that will be sent.

Stops and targets close the whole position (`closePosition`), whatever part of the entry is filled
by then: they can neither open anything nor be refused for being larger than what there is. Their
triggers watch the mark price, by which Binance liquidates too, so that a stop comes first and no
single trade far off pulls it.
"""

from bot.positions.grammar import parse
from bot.positions.held import Held, Holdings, Positions
from bot.positions.listed import Listed, Listing
from bot.positions.previews import ContractPreviews
from bot.positions.questions import Closing, Opening
from bot.positions.settings import Choices, Settings
from bot.positions.wishes import Close, CloseAll, Direction, Exits, Open, Wish

__all__ = [
    "Choices",
    "Close",
    "CloseAll",
    "Closing",
    "ContractPreviews",
    "Direction",
    "Exits",
    "Held",
    "Holdings",
    "Listed",
    "Listing",
    "Open",
    "Opening",
    "Positions",
    "Settings",
    "Wish",
    "parse",
]
