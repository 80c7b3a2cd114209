"""Books: an asset's movements in one currency, and what they earned."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.ledger.fees import Movement, movements
from bot.ledger.inventory import NOTHING, Inventory, portion
from bot.ledger.trades import Trade


@dataclass(frozen=True, slots=True)
class Gain:
    """What one movement earned, and the fee in it.

    `unknown` is how much was sold that had never been bought here: its cost is not known, so that
    it earns nothing, whatever it was sold for.
    """

    at: datetime
    realised: Decimal
    fee: Decimal
    unknown: Decimal = NOTHING


class Book:
    """An asset, bought and sold for one currency."""

    def __init__(self, asset: str, quote: str, inventory: Inventory) -> None:
        self.asset, self.quote, self.inventory = asset, quote, inventory
        self.gains: list[Gain] = []
        self.uncounted = NOTHING  # what was received for what had an unknown cost

    def take(self, movement: Movement) -> None:
        if movement.qty >= 0:
            self.inventory.acquire(movement.qty, movement.worth)
            self.gains.append(Gain(movement.at, NOTHING, movement.fee))
        else:
            self._sell(movement, -movement.qty)

    def _sell(self, movement: Movement, qty: Decimal) -> None:
        taken = self.inventory.dispose(qty)
        covered = portion(movement.worth, taken.qty, qty)
        self.uncounted += movement.worth - covered
        # a fee paid with what came from elsewhere is a cost already, and not a sale to speak of
        unknown = NOTHING if movement.spent_as_fee else qty - taken.qty
        self.gains.append(Gain(movement.at, covered - taken.cost, movement.fee, unknown))


def replay(
    trades: Iterable[Trade], inventory: Callable[[], Inventory]
) -> dict[tuple[str, str], Book]:
    """The books, by asset and currency, after all trades in the order of time."""
    books: dict[tuple[str, str], Book] = {}
    for trade in sorted(trades, key=lambda one: (one.at, one.symbol, one.id)):
        for movement in movements(trade):
            place = movement.asset, movement.quote
            if place not in books:
                books[place] = Book(*place, inventory())
            books[place].take(movement)
    return books
