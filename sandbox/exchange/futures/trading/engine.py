"""The matching engine of futures: what people and circumstances ask of the books."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.admission import admit
from sandbox.exchange.futures.trading.books import Books
from sandbox.exchange.futures.trading.offers import total
from sandbox.exchange.futures.trading.refusals import refused
from sandbox.exchange.market.pair import TRADES_BEFORE, Trade

if TYPE_CHECKING:
    from collections.abc import Hashable
    from decimal import Decimal

    from sandbox.exchange.futures.trading.floor import Floor
    from sandbox.exchange.futures.trading.ledger import Ledger
    from sandbox.exchange.futures.trading.offers import Offer
    from sandbox.exchange.futures.trading.orders import Order, Ticket
    from sandbox.exchange.market.pair import Pair


class Engine:
    """Matches people's orders with the house and with one another."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._books = Books(floor)

    # What people ask for

    def place(self, ledger: Ledger, ticket: Ticket) -> Order:
        """Accept an order, trade what can be traded now, and let the rest wait or expire."""
        admit(self._floor, ledger, ticket)
        offers = self._books.matching(ledger, ticket)
        self._judge(ledger, ticket, offers)
        order = self._books.accept(ledger, ticket)
        self._books.match(order, offers)
        return order

    def cancel(self, order: Order) -> None:
        self._books.end(order, "CANCELED")

    def amend(self, order: Order, ticket: Ticket, modify_id: int | None) -> None:
        """Give an order another price and quantity; it loses its place in the queue."""
        rest = replace(ticket, quantity=ticket.quantity - order.executed)
        offers = self._books.matching(order.ledger, rest)
        if rest.quantity <= 0 or (rest.time_in_force == "GTX" and offers):
            self.cancel(order)
            return
        del order.ledger.working[order.id]  # what is replaced ties up nothing
        try:
            admit(self._floor, order.ledger, rest)
        finally:
            order.ledger.working[order.id] = order
        self._books.withdraw(order)
        order.change(ticket, self._floor.next_id(), self._floor.clock, modify_id)
        self._books.report(order, "AMENDMENT", modify_id=modify_id)
        self._books.match(order, offers)

    # What happens by itself

    def expire(self, clock: int) -> None:
        """End the orders whose last day has come."""
        for order in self._books.resting():
            if 0 < order.ticket.good_till <= clock:
                self._books.end(order, "EXPIRED")

    def drop(self, ledger: Ledger, symbol: str | None, reason: str) -> None:
        """End an account's orders because of what became of its positions."""
        for order in ledger.open_orders(symbol):
            self._books.end(order, "EXPIRED", reason)

    def liquidate(self, ledger: Ledger, ticket: Ticket) -> Order:
        """Close a position in the market; what finds no buyer at its price the fund takes over."""
        order = self._books.accept(ledger, ticket, "CALCULATED")
        self._books.take(order, self._books.matching(ledger, ticket), "CALCULATED")
        if order.open:
            self._hand_over(order, "CALCULATED")
        return order

    def deliver(self, ledger: Ledger, ticket: Ticket) -> None:
        """Close a position at its price, without a trade in the market."""
        self._hand_over(self._books.accept(ledger, ticket), "TRADE")

    def _hand_over(self, order: Order, execution: str) -> None:
        """Execute the rest of an order at its price; nobody in the market trades with it."""
        number, ticket = self._floor.next_id() - TRADES_BEFORE, order.ticket
        sells = ticket.side == "SELL"
        taken = Trade(number, self._floor.clock, ticket.price, order.remaining, sells)
        self._books.fill(order, taken, maker=False, execution=execution)

    # What Futures asks of whoever keeps the books

    def levels(self, symbol: str, side: str, limit: int) -> list[tuple[Decimal, Decimal]]:
        return self._books.levels(symbol, side, limit)

    def version(self, symbol: str) -> Hashable:
        return self._books.version(symbol)

    def move(self, pair: Pair, price: Decimal) -> None:
        """Move a contract to a price; the orders on the way there are filled first."""
        self.reach(pair, pair.last._replace(price=price, maker=price < pair.last.price))
        self._floor.market.tell(pair, pair.move(price))

    def reach(self, pair: Pair, trade: Trade) -> None:
        """Fill the resting orders that a trade of the house ran into."""
        self._books.reach(pair, trade)

    def clear(self) -> None:
        self._books.clear()

    def _judge(self, ledger: Ledger, ticket: Ticket, offers: list[Offer]) -> None:
        """Refuse what cannot be executed in the way that was asked for."""
        if ticket.time_in_force == "GTX" and offers:
            raise refused(-5022)
        others = (each for each in offers if each.order is None or each.order.ledger is not ledger)
        if ticket.time_in_force == "FOK" and total(others) < ticket.quantity:
            raise refused(-5021)
        if not ticket.limited and not offers:
            raise refused(-4131)
