"""Stop orders, and orders that trail the market, until a price sets them off."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.exchange.trading.orders import NEVER, Order, Ticket

if TYPE_CHECKING:
    Entry = tuple[tuple[Decimal, int], Order]

_BIPS = 10_000


def meets_stop(ticket: Ticket, price: Decimal) -> bool:
    """Tell whether a price is at or beyond the one that an order waits for."""
    return price >= ticket.stop_price if ticket.above else price <= ticket.stop_price


class Triggers:
    """The orders that wait for the last price to get somewhere."""

    def __init__(self) -> None:
        self._fixed: defaultdict[tuple[str, bool], list[Entry]] = defaultdict(list)
        self._trailing: defaultdict[str, dict[Order, Decimal]] = defaultdict(dict)

    def watch(self, order: Order, last: Decimal, time: int) -> None:
        """Wait for an order's price; one that trails without a stop price begins at once."""
        ticket = order.ticket
        if ticket.trailing_delta is None:
            insort(self._side(ticket), (_key(order), order), key=_first)
            return
        if not ticket.stop_price:
            order.trailing_time = time
        self._trailing[ticket.symbol][order] = last

    def drop(self, order: Order) -> None:
        """Stop waiting for an order's price, if that is what it does."""
        self._trailing[order.ticket.symbol].pop(order, None)
        side = self._side(order.ticket)
        place = bisect_left(side, _key(order), key=_first)
        if place < len(side) and side[place][1] is order:
            del side[place]

    def reached(self, symbol: str, price: Decimal, time: int) -> list[Order]:
        """Return the orders that a trade sets off; they are not waited for any more."""
        return [*self._fixed_reached(symbol, price), *self._trailing_reached(symbol, price, time)]

    def clear(self) -> None:
        self._fixed.clear()
        self._trailing.clear()

    def _fixed_reached(self, symbol: str, price: Decimal) -> list[Order]:
        reached = []
        for above in (True, False):
            side = self._fixed[symbol, above]
            rank = price if above else -price
            place = bisect_right(side, rank, key=lambda entry: entry[0][0])
            reached += [order for _, order in side[:place]]
            del side[:place]
        return reached

    def _trailing_reached(self, symbol: str, price: Decimal, time: int) -> list[Order]:
        orders = self._trailing[symbol]
        reached = [order for order in orders if self._trail(order, price, time)]
        for order in reached:
            del orders[order]
        return reached

    def _trail(self, order: Order, price: Decimal, time: int) -> bool:
        """Follow the market to its best price since the start; tell if it has turned enough."""
        ticket, orders = order.ticket, self._trailing[order.ticket.symbol]
        if order.trailing_time == NEVER:
            if meets_stop(ticket, price):
                order.trailing_time, orders[order] = time, price
            return False
        delta = Decimal(ticket.trailing_delta or 0) / _BIPS
        if ticket.side == "SELL":
            orders[order] = max(orders[order], price)
            return price <= orders[order] * (1 - delta)
        orders[order] = min(orders[order], price)
        return price >= orders[order] * (1 + delta)

    def _side(self, ticket: Ticket) -> list[Entry]:
        return self._fixed[ticket.symbol, ticket.above]


def _key(order: Order) -> tuple[Decimal, int]:
    """Return what puts the nearest stop price first."""
    stop = order.ticket.stop_price
    return stop if order.ticket.above else -stop, order.id


def _first(entry: Entry) -> tuple[Decimal, int]:
    return entry[0]
