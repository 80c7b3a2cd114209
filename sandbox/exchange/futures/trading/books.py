"""The books of futures: what rests in them, and how an order trades with what it finds there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading import offers as book
from sandbox.exchange.futures.trading.arithmetic import ZERO
from sandbox.exchange.futures.trading.margin import exposure
from sandbox.exchange.futures.trading.orders import OPPOSITE, Order
from sandbox.exchange.futures.users import events
from sandbox.exchange.futures.users.events import Execution

if TYPE_CHECKING:
    from collections.abc import Hashable
    from decimal import Decimal

    from sandbox.exchange.futures.trading.floor import Floor
    from sandbox.exchange.futures.trading.ledger import Ledger
    from sandbox.exchange.futures.trading.offers import Offer
    from sandbox.exchange.futures.trading.orders import Fill, Ticket
    from sandbox.exchange.market.pair import Pair, Trade

SELF_TRADE, UNFILLED, KNOCKED_OUT, LIQUIDATED, DELISTED, NO_LIQUIDITY = "1", "2", "4", "5", "7", "9"
"""Why orders expire, as the field `er` numbers it."""

_RESTING = frozenset({"GTC", "GTX", "GTD"})


class Books:
    """People's orders beside the house's levels, contract by contract."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._resting: dict[str, list[Order]] = defaultdict(list)

    # What lies there

    def resting(self) -> list[Order]:
        return [order for orders in self._resting.values() for order in orders]

    def levels(self, symbol: str, side: str, limit: int) -> list[tuple[Decimal, Decimal]]:
        house = self._floor.market.book(symbol)
        return book.levels(house, self._resting[symbol], side, limit)

    def version(self, symbol: str) -> Hashable:
        """Return what changes whenever the resting orders of a symbol do."""
        resting = self._resting[symbol]
        return tuple((order.id, order.ticket.price, order.remaining) for order in resting)

    def clear(self) -> None:
        self._resting.clear()

    # What comes in

    def matching(self, ledger: Ledger, ticket: Ticket) -> list[Offer]:
        """Return what the order would trade against, as far as it needs."""
        found: list[Offer] = []
        wanted, house = ticket.quantity, self._floor.market.book(ticket.symbol)
        within = ticket if ticket.limited else self._bounded(ticket)
        for offer in book.offers(house, self._resting[ticket.symbol], OPPOSITE[ticket.side]):
            if wanted <= 0 or not within.accepts(offer.price):
                break
            if offer.order is None or offer.order.ledger is not ledger:
                wanted -= offer.quantity
            found.append(offer)
        return found

    def _bounded(self, ticket: Ticket) -> Ticket:
        """Return a market order as a limit order at the farthest price it may trade at."""
        bound = self._floor.contracts[ticket.symbol].market_take_bound
        factor = 1 + bound if ticket.side == "BUY" else 1 - bound
        return replace(ticket, type="LIMIT", price=self._floor.mark(ticket.symbol) * factor)

    def accept(self, ledger: Ledger, ticket: Ticket, execution: str = "NEW") -> Order:
        clock, number = self._floor.clock, self._floor.next_id()
        order = Order(
            id=number,
            ticket=ticket,
            ledger=ledger,
            contract=self._floor.contracts[ticket.symbol],
            time=clock,
            updated=clock,
            queued=number,
        )
        ledger.orders[order.id] = ledger.working[order.id] = order
        self.report(order, execution)
        return order

    # Trading

    def match(self, order: Order, offers: list[Offer]) -> None:
        """Trade what can be traded now, and let the rest wait or expire."""
        self.take(order, offers)
        if not order.open:
            return
        if not self._fillable(order):
            self.end(order, "EXPIRED", KNOCKED_OUT)
        elif order.ticket.limited and order.ticket.time_in_force in _RESTING:
            self._resting[order.ticket.symbol].append(order)
        else:
            self.end(order, "EXPIRED", UNFILLED if order.ticket.limited else NO_LIQUIDITY)

    def take(self, order: Order, offers: list[Offer], execution: str = "TRADE") -> None:
        pair, side = self._floor.market.pairs[order.ticket.symbol], OPPOSITE[order.ticket.side]
        for offer in offers:
            if not order.open:
                return
            if offer.order is not None and self._prevented(order, offer.order):
                continue
            there = offer.quantity if offer.order is None else self._fillable(offer.order)
            quantity = min(there, self._fillable(order))
            if not quantity:
                continue
            trade = pair.print(offer.price, quantity, maker=side == "BUY")
            if offer.order is None:
                self._floor.market.book(pair.symbol).take(side, offer.price, quantity)
            self.fill(order, trade, maker=False, execution=execution)
            if offer.order is not None and offer.order.open:
                self.fill(offer.order, trade, maker=True)
            self._floor.market.tell(pair, trade)

    def reach(self, pair: Pair, trade: Trade) -> None:
        """Fill the resting orders that a trade of the house ran into."""
        for order in tuple(self._resting[pair.symbol]):
            quantity = min(_reached(order, trade), self._fillable(order))
            if order.open and quantity:
                own = pair.print(order.ticket.price, quantity, maker=order.ticket.side == "BUY")
                self.fill(order, own, maker=True)
                self._floor.market.tell(pair, own)

    def fill(self, order: Order, trade: Trade, *, maker: bool, execution: str = "TRADE") -> None:
        self._floor.settle(order.ticket.symbol, trade.time)
        fill = self._floor.bookkeeper.execute(order, trade, maker=maker)
        self._retire(order)
        if not order.ledger.inverse:
            self._floor.tell(order.ledger, events.trade_lite(fill, self._floor.clock))
        self._floor.bookkeeper.tell_execution(fill)
        self.report(order, execution, fill=fill)
        for other in tuple(self._resting[order.ticket.symbol]):
            if other.ledger is order.ledger and not self._fillable(other):
                self.end(other, "EXPIRED", KNOCKED_OUT)

    def _fillable(self, order: Order) -> Decimal:
        """Return how much may be executed: of a reducing order, only what there is to reduce."""
        if not order.open:
            return ZERO
        if not order.ticket.reduces:
            return order.remaining
        position = order.ledger.position(order.contract, order.ticket.position_side)
        return position.closed_by(order.signed_remaining)

    def _prevented(self, taker: Order, maker: Order) -> bool:
        """Keep an account from trading with itself, in the way the taker asked for."""
        mode = taker.ticket.prevention
        if taker.ledger is not maker.ledger or mode == "NONE":
            return False
        if mode in {"EXPIRE_MAKER", "EXPIRE_BOTH"}:
            self.end(maker, "EXPIRED_IN_MATCH", SELF_TRADE)
        if mode in {"EXPIRE_TAKER", "EXPIRE_BOTH"}:
            self.end(taker, "EXPIRED_IN_MATCH", SELF_TRADE)
        return True

    # Ending and telling

    def end(self, order: Order, status: str, reason: str = "0") -> None:
        order.status, order.expiry_reason = status, reason
        order.updated = self._floor.clock
        self._retire(order)
        self.report(order, "CANCELED" if status == "CANCELED" else "EXPIRED")

    def withdraw(self, order: Order) -> None:
        """Take an open order out of its book, as one that is changed will queue again."""
        self._resting[order.ticket.symbol].remove(order)

    def _retire(self, order: Order) -> None:
        """Take an order that is over from the book."""
        if order.open:
            return
        order.ledger.working.pop(order.id, None)
        if order in self._resting[order.ticket.symbol]:
            self._resting[order.ticket.symbol].remove(order)

    def report(
        self,
        order: Order,
        execution: str,
        *,
        fill: Fill | None = None,
        modify_id: int | None = None,
    ) -> None:
        position = order.ledger.position(order.contract, order.ticket.position_side)
        exposed = exposure(order.ledger, position, self._floor.mark(order.ticket.symbol))
        happened = Execution(execution, exposed, fill, modify_id)
        event = events.order_trade_update(order, happened, self._floor.clock)
        self._floor.tell(order.ledger, event)
        if not order.open:
            self._floor.triggers.finish(order)


def _reached(order: Order, trade: Trade) -> Decimal:
    """Return how much of a resting order a trade has filled.

    A price beyond the order's fills it whole, and so does the best price that the house asks or
    bids from now on; a trade at just its price fills it as far as the trade goes.
    """
    price, buys = order.ticket.price, order.ticket.side == "BUY"
    if buys:
        beyond = price > trade.price or (price == trade.price and not trade.maker)
    else:
        beyond = price < trade.price or (price == trade.price and trade.maker)
    if beyond:
        return order.remaining
    return min(order.remaining, trade.quantity) if price == trade.price else ZERO
