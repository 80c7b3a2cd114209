"""What a trade with its fee did to the assets that it touched.

A fee in the base currency makes what was bought less, one in the quote makes it dearer. One in a
third asset (BNB) is charged at its worth, and leaves the book of that asset at the same worth, so
that its own gain or loss is not lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.ledger.inventory import NOTHING, portion
from bot.ledger.trades import Trade


@dataclass(frozen=True, slots=True)
class Movement:
    """What came to an asset (positive) or left it, what was paid or received for that, fee counted.

    `fee` is the part of it that was the fee; `spent_as_fee` marks an asset that paid for a trade.
    """

    at: datetime
    asset: str
    quote: str
    qty: Decimal
    worth: Decimal
    fee: Decimal = NOTHING
    spent_as_fee: bool = False


def movements(trade: Trade) -> Iterator[Movement]:
    """One movement of the base currency, and one of a third asset that paid the fee."""
    fee = fee_in_quote(trade) or NOTHING
    in_base = trade.fee if trade.fee_asset == trade.base else NOTHING
    paid = NOTHING if in_base else fee
    if trade.buying:
        qty, worth = max(trade.qty - in_base, NOTHING), trade.quote_qty + paid
    else:
        qty, worth = -(trade.qty + in_base), trade.quote_qty - paid
    yield Movement(trade.at, trade.base, trade.quote, qty, worth, fee)
    if trade.fee_is_foreign and trade.fee_asset and fee:
        yield Movement(trade.at, trade.fee_asset, trade.quote, -trade.fee, fee, spent_as_fee=True)


def fee_in_quote(trade: Trade) -> Decimal | None:
    """What the fee was worth in the quote currency; None where that is not known."""
    if not trade.fee or trade.fee_asset == trade.quote:
        return trade.fee
    if trade.fee_asset == trade.base:
        return portion(trade.quote_qty, trade.fee, trade.qty)
    return trade.fee_value
