"""Average cost: every unit that is held cost the same."""

from decimal import Decimal

from bot.ledger.inventory import NOTHING, Taken, portion


class AverageCost:
    """A sum of units and a sum of costs."""

    def __init__(self) -> None:
        self.qty = self.cost = NOTHING

    def acquire(self, qty: Decimal, cost: Decimal) -> None:
        self.qty += qty
        self.cost += cost

    def dispose(self, qty: Decimal) -> Taken:
        """Take at the average; less than `qty` where there is less."""
        part = min(self.qty, qty)
        cost = portion(self.cost, part, self.qty)
        self.qty -= part
        self.cost -= cost
        return Taken(part, cost)
