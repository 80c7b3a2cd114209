"""What the ledger must know of a trade."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Trade:
    """One spot trade.

    `fee_value` is what a fee in a third asset was worth in the quote currency at that time, and
    None where nobody knows; for fees in the base or the quote it is not needed.
    """

    id: int
    at: datetime
    symbol: str
    base: str
    quote: str
    buying: bool
    qty: Decimal
    quote_qty: Decimal
    fee: Decimal
    fee_asset: str | None
    fee_value: Decimal | None = None

    @property
    def fee_is_foreign(self) -> bool:
        """Whether the fee was paid in neither of the two currencies that were traded."""
        return bool(self.fee) and self.fee_asset not in {self.base, self.quote}
