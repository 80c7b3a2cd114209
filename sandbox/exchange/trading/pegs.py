"""Orders that take their price from the book, once, when they enter it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.trading import depth
from sandbox.exchange.trading.orders import OPPOSITE
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.market.book import Book
    from sandbox.exchange.trading.orders import Peg, Ticket
    from sandbox.exchange.trading.resting import Resting


def price(ticket: Ticket, peg: Peg, book: Book, resting: Resting) -> Decimal:
    """Return the price that the book gives an order, not worse than the limit it may have."""
    side = ticket.side if peg.type == "PRIMARY_PEG" else OPPOSITE[ticket.side]
    level = peg.level or 0
    levels = depth.levels(book, resting, ticket.symbol, side, level + 1)
    if len(levels) <= level:
        raise errors.order_rejected("Order book liquidity is too low for this pegged order.")
    pegged = levels[level][0]
    if not ticket.price:
        return pegged
    return min(pegged, ticket.price) if ticket.side == "BUY" else max(pegged, ticket.price)
