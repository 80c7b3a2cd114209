"""What is held and what it cost; which part of that cost leaves first is the method's to say."""

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Protocol

NOTHING = Decimal(0)
PLACE = Decimal("1e-12")  # of a cost that had to be divided; sums of such are exact
_WIDE = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Taken:
    """How much of what was wanted was there, and what it had cost."""

    qty: Decimal
    cost: Decimal


class Inventory(Protocol):
    """One asset with its cost in one currency."""

    @property
    def qty(self) -> Decimal: ...

    @property
    def cost(self) -> Decimal: ...

    def acquire(self, qty: Decimal, cost: Decimal) -> None: ...

    def dispose(self, qty: Decimal) -> Taken:
        """Take out as much as there is, up to `qty`."""
        ...


def portion(whole: Decimal, part: Decimal, of: Decimal) -> Decimal:
    """The share `part / of` of a whole, rounded once; what is left is found by subtraction."""
    if part == of:
        return whole
    share = _WIDE.divide(_WIDE.multiply(whole, part), of)
    return share.quantize(PLACE, context=_WIDE)
