"""What is written down about a margin account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True)
class Loan:
    """Money borrowed or repaid."""

    id: int
    type: str  # BORROW or REPAY
    kind: str  # MANUAL or AUTO
    asset: str
    principal: Decimal
    interest: Decimal
    time: int

    @property
    def amount(self) -> Decimal:
        return self.principal + self.interest


@dataclass(frozen=True)
class Interest:
    """Interest that was charged."""

    id: int
    asset: str  # it was charged in
    raw_asset: str  # that is owed
    principal: Decimal
    amount: Decimal
    rate: Decimal  # of a day
    type: str  # ON_BORROW or PERIODIC, and _CONVERTED if BNB paid
    time: int
