"""What an order can trade against: the house's levels and other people's resting orders."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import merge
from itertools import groupby, islice
from typing import TYPE_CHECKING

from sandbox.exchange.trading.orders import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from sandbox.exchange.market.book import Book
    from sandbox.exchange.trading.accounts import Account
    from sandbox.exchange.trading.orders import Order


@dataclass(frozen=True)
class Offer:
    """Something to trade against; the house's own offers have no order."""

    price: Decimal
    quantity: Decimal
    order: Order | None = None

    def of(self, account: Account) -> bool:
        """Tell whether this is the account's own order, with which it cannot trade."""
        return self.order is not None and self.order.account is account


def offers(book: Book, resting: Iterable[Order], side: str) -> Iterator[Offer]:
    """Yield what lies on one side, best price first; at one price people come before the house."""
    people = sorted(
        (order for order in resting if order.ticket.side == side),
        key=lambda order: (_rank(side, order.ticket.price), order.id),
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
    priced = groupby(offers(book, resting, side), key=lambda offer: offer.price)
    return [(price, total(group)) for price, group in islice(priced, limit)]


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
        spent += part * offer.price
        left -= part
    return spent


def _rank(side: str, price: Decimal) -> Decimal:
    return -price if side == "BUY" else price
