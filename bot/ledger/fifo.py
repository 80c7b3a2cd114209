"""First in, first out: what was bought first is sold first."""

from collections import deque
from decimal import Decimal

from bot.ledger.inventory import NOTHING, Taken, portion


class Fifo:
    """Lots in the order in which they came."""

    def __init__(self) -> None:
        self._lots: deque[tuple[Decimal, Decimal]] = deque()  # how much, and its whole cost
        self.qty = self.cost = NOTHING

    def acquire(self, qty: Decimal, cost: Decimal) -> None:
        self._lots.append((qty, cost))
        self.qty += qty
        self.cost += cost

    def dispose(self, qty: Decimal) -> Taken:
        """Take from the oldest lots; less than `qty` where there is less."""
        left, cost = qty, NOTHING
        while left and self._lots:
            there, whole = self._lots.popleft()
            part = min(there, left)
            of_it = portion(whole, part, there)
            if part < there:
                self._lots.appendleft((there - part, whole - of_it))
            left -= part
            cost += of_it
        self.qty -= qty - left
        self.cost -= cost
        return Taken(qty - left, cost)
