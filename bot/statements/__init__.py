"""What accounts did and have open, asked for politely and shown to their owners.

Whatever is told comes from Binance or from what was kept of its answers; what could not be read
is named, never guessed.
"""

from bot.statements.closed import Closed, ClosedOrders, Closings, Place
from bot.statements.export import Export, as_csv
from bot.statements.profits import Profits
from bot.statements.resting import Resting, RestingOrders, Standing
from bot.statements.results import Result, Statement
from bot.statements.service import Statements
from bot.statements.spans import Period
from bot.statements.traded import Traded, TradeHistory

__all__ = [
    "Closed",
    "ClosedOrders",
    "Closings",
    "Export",
    "Period",
    "Place",
    "Profits",
    "Resting",
    "RestingOrders",
    "Result",
    "Standing",
    "Statement",
    "Statements",
    "TradeHistory",
    "Traded",
    "as_csv",
]
