"""What trades earned: pure arithmetic over what was traded, by two rules of which cost is whose."""

from collections.abc import Callable

from bot.ledger.average import AverageCost
from bot.ledger.books import Book, Gain, replay
from bot.ledger.fees import Movement, movements
from bot.ledger.fifo import Fifo
from bot.ledger.inventory import Inventory, Taken
from bot.ledger.trades import Trade

METHODS: dict[str, Callable[[], Inventory]] = {"fifo": Fifo, "average": AverageCost}

__all__ = [
    "METHODS",
    "AverageCost",
    "Book",
    "Fifo",
    "Gain",
    "Inventory",
    "Movement",
    "Taken",
    "Trade",
    "movements",
    "replay",
]
