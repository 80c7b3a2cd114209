"""What an order can trade against: the house's levels and other people's resting orders."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import merge
from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.arithmetic import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from sandbox.exchange.futures.trading.orders import Order
    from sandbox.exchange.market.book import Book


@dataclass(frozen=True)
class Offer:
    """Something to trade against; the house's own offers have no order."""

    price: Decimal
    quantity: Decimal
    order: Order | None = None


def offers(book: Book, resting: Iterable[Order], side: str) -> Iterator[Offer]:
    """Yield what lies on one side, best price first; at one price people come before the house."""
    people = sorted(
        (order for order in resting if order.ticket.side == side),
        key=lambda order: (_rank(side, order.ticket.price), order.queued),
    )
    return merge(
        (Offer(order.ticket.price, order.remaining, order) for order in people),
        (Offer(level.price, level.quantity) for level in book.levels(side)),
        key=lambda offer: _rank(side, offer.price),
    )


def levels(
    book: Book, resting: Iterable[Order], side: str, limit: int
) -> list[tuple[Decimal, Decimal]]:
    """Return prices and quantities as everybody sees them."""
    house: dict[Decimal, Decimal] = dict(book.top(side, limit))
    people = [order for order in resting if order.ticket.side == side]
    if not people:
        return list(house.items())
    for order in people:
        house[order.ticket.price] = house.get(order.ticket.price, ZERO) + order.remaining
    return sorted(house.items(), key=lambda level: _rank(side, level[0]))[:limit]


def total(offers: Iterable[Offer]) -> Decimal:
    return sum((offer.quantity for offer in offers), ZERO)


def _rank(side: str, price: Decimal) -> Decimal:
    return -price if side == "BUY" else price
