"""What an order can trade against: the house's levels and other people's resting orders."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import merge
from typing import TYPE_CHECKING

from sandbox.exchange.trading.orders import ZERO, notional
from sandbox.exchange.trading.resting import rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from sandbox.exchange.market.book import Book
    from sandbox.exchange.market.listing import Listing
    from sandbox.exchange.trading.orders import Order
    from sandbox.exchange.trading.resting import Resting


@dataclass(frozen=True)
class Offer:
    """Something to trade against; the house's own offers have no order."""

    symbol: str
    price: Decimal
    quantity: Decimal
    order: Order | None = None


def shown(book: Book, resting: Resting, symbol: str, side: str) -> Iterator[Offer]:
    """Yield what everybody sees of a side, best price first; people come before the house."""
    return merge(
        (Offer(symbol, each.price, each.visible, each) for each in resting.of(symbol, side)),
        (Offer(symbol, level.price, level.quantity) for level in book.levels(side)),
        key=lambda offer: rank(side, offer.price),
    )


def offers(book: Book, resting: Resting, symbol: str, side: str) -> Iterator[Offer]:
    """Yield what lies on one side; at each price, what icebergs hide comes last."""
    return merge(
        shown(book, resting, symbol, side),
        (
            Offer(symbol, each.price, hidden, each)
            for each in resting.of(symbol, side)
            if (hidden := each.remaining - each.visible)
        ),
        key=lambda offer: rank(side, offer.price),
    )


def levels(
    book: Book, resting: Resting, symbol: str, side: str, limit: int
) -> list[tuple[Decimal, Decimal]]:
    """Return prices and quantities as everybody sees them."""
    rows: dict[Decimal, Decimal] = dict(book.top(side, limit))
    house = len(rows)
    for order in resting.of(symbol, side):
        rows[order.price] = rows.get(order.price, ZERO) + order.visible
    if len(rows) == house:  # all people's prices are the house's as well
        return list(rows.items())
    return sorted(rows.items(), key=lambda row: rank(side, row[0]))[:limit]


def grid(book: Book, resting: Resting, listing: Listing, side: str) -> dict[int, int]:
    """Return a whole side as everybody sees it, in ticks and steps."""
    grid = book.grid(side)
    for order in resting.of(listing.symbol, side):
        ticks = int(order.price / listing.tick)
        grid[ticks] = grid.get(ticks, 0) + int(order.visible / listing.step)
    return grid


def total(offers: Iterable[Offer]) -> Decimal:
    return sum((offer.quantity for offer in offers), ZERO)


def affordable(amount: Decimal, offers: Iterable[Offer], step: Decimal) -> Decimal:
    """Return how much an amount of the quote asset comes to, in whole steps."""
    left, quantity = amount, ZERO
    for offer in offers:
        part = min(offer.quantity, left / offer.price)
        quantity += part
        left -= part * offer.price
    return quantity // step * step


def cost(quantity: Decimal, offers: Iterable[Offer]) -> Decimal:
    """Return what the market asks for a quantity, or for as much of it as there is."""
    spent, left = ZERO, quantity
    for offer in offers:
        part = min(offer.quantity, left)
        spent += notional(offer.price, part)
        left -= part
    return spent
