"""People's orders on the book: by price, and at one price in turn."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from sandbox.exchange.trading.orders import Order

    Place = tuple[Decimal, int]


def rank(side: str, price: Decimal) -> Decimal:
    """Return a number that is the lower the better a price is for whoever takes it."""
    return -price if side == "BUY" else price


class Resting:
    """The orders that wait for somebody to trade with."""

    def __init__(self) -> None:
        self._turns = count()
        self._sides: defaultdict[tuple[str, str], list[tuple[Place, Order]]] = defaultdict(list)
        self._places: dict[int, Place] = {}

    def of(self, symbol: str, side: str) -> Iterator[Order]:
        """Yield the orders of one side, in the order in which they are filled."""
        return (order for _, order in self._sides[symbol, side])

    def add(self, order: Order) -> None:
        """Put an order behind all others at its price."""
        place = rank(order.ticket.side, order.price), next(self._turns)
        self._places[order.id] = place
        insort(self._side(order), (place, order), key=_place)

    def remove(self, order: Order) -> None:
        """Take an order from the book, if it is there."""
        place = self._places.pop(order.id, None)
        if place is not None:
            side = self._side(order)
            del side[bisect_left(side, place, key=_place)]

    def clear(self) -> None:
        self._sides.clear()
        self._places.clear()

    def _side(self, order: Order) -> list[tuple[Place, Order]]:
        return self._sides[order.ticket.symbol, order.ticket.side]


def _place(entry: tuple[Place, Order]) -> Place:
    return entry[0]
