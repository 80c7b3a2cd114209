"""What watches prices for conditional orders, and turns them into ordinary ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading import rules
from sandbox.exchange.futures.trading.algos import MARK_PRICE, Algo
from sandbox.exchange.futures.trading.price_match import matched_price
from sandbox.exchange.futures.trading.refusals import refused
from sandbox.exchange.futures.users import events
from sandbox.exchange.wire.errors import ApiError

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.trading.floor import Floor
    from sandbox.exchange.futures.trading.ledger import Ledger
    from sandbox.exchange.futures.trading.orders import Order, Ticket
    from sandbox.exchange.market.pair import Pair, Trade


class Triggers:
    """The conditional orders of everybody."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._waiting: dict[int, Algo] = {}
        self._due: dict[int, Algo] = {}
        self._working: dict[int, Algo] = {}  # by the id of the order they have become

    def place(self, ledger: Ledger, ticket: Ticket) -> Algo:
        """Let a conditional order wait, unless its price is there already."""
        if any(each.ticket.client_id == ticket.client_id for each in ledger.waiting.values()):
            raise refused(-4116)
        if len(ledger.waiting) >= rules.MAX_ALGOS:
            raise refused(-4045)
        clock, contract = self._floor.clock, self._floor.contracts[ticket.symbol]
        algo = Algo(self._floor.next_id(), ticket, ledger, contract, clock, clock)
        reached = algo.sees(self._price(algo))
        if reached or (ticket.activate_price and algo.activated):
            raise refused(-2021)
        ledger.algos[algo.id] = ledger.waiting[algo.id] = self._waiting[algo.id] = algo
        self._become(algo, "NEW")
        return algo

    def cancel(self, algo: Algo) -> None:
        self._become(algo, "CANCELED")

    def drop(self, ledger: Ledger, symbol: str | None = None) -> None:
        """End what waits on a symbol, because its positions were liquidated or delivered."""
        for algo in ledger.open_algos(symbol):
            self._become(algo, "EXPIRED")

    def watch(self, pair: Pair, trade: Trade) -> None:
        """Compare a trade with what waits for the contract's own price."""
        for algo in self._waiting.values():
            ticket = algo.ticket
            if ticket.symbol == pair.symbol and ticket.working_type != MARK_PRICE:
                self._see(algo, trade.price)

    def live(self, clock: int) -> None:
        """Compare mark prices as well, and trigger whatever is due."""
        for algo in tuple(self._waiting.values()):
            if 0 < algo.ticket.good_till <= clock:
                self._become(algo, "EXPIRED")
            elif algo.ticket.working_type == MARK_PRICE:
                self._see(algo, self._price(algo))
        while self._due:
            algo = self._due.pop(next(iter(self._due)))
            if algo.open:
                self._trigger(algo)

    def finish(self, order: Order) -> None:
        """Take notice that an order is over; it may have been a conditional one."""
        algo = self._working.pop(order.id, None)
        if algo is not None:
            self._become(algo, "FINISHED")

    def clear(self) -> None:
        self._waiting.clear()
        self._due.clear()
        self._working.clear()

    def _price(self, algo: Algo) -> Decimal:
        """Return the price that an order is triggered by."""
        symbol = algo.ticket.symbol
        if algo.ticket.working_type == MARK_PRICE:
            return self._floor.mark(symbol)
        return self._floor.market.pairs[symbol].last.price

    def _see(self, algo: Algo, price: Decimal) -> None:
        if algo.sees(price) and not self._protected(algo):
            self._due[algo.id] = algo

    def _protected(self, algo: Algo) -> bool:
        """Tell whether mark and last price are too far apart for an order that minds it."""
        symbol = algo.ticket.symbol
        mark, last = self._floor.mark(symbol), self._floor.market.pairs[symbol].last.price
        far = abs(mark - last) > mark * algo.contract.trigger_protect
        return algo.ticket.price_protect and far

    def _trigger(self, algo: Algo) -> None:
        algo.triggered = self._floor.clock
        self._become(algo, "TRIGGERING")
        try:
            ticket = self._ordinary(algo)
            rules.check(ticket, algo.contract, self._floor.mark(ticket.symbol))
            algo.order = self._floor.engine.place(algo.ledger, ticket)
        except ApiError as error:
            algo.reason = error.msg
            self._become(algo, "REJECTED")
            return
        self._become(algo, "TRIGGERED")
        if algo.order.open:
            self._working[algo.order.id] = algo
        else:
            self._become(algo, "FINISHED")

    def _ordinary(self, algo: Algo) -> Ticket:
        """Return the order that a conditional one becomes."""
        ticket, price, quantity = algo.ticket, algo.ticket.price, algo.ticket.quantity
        if ticket.price_match != "NONE":
            price = matched_price(
                self._floor.engine, ticket.symbol, ticket.side, ticket.price_match
            )
        if ticket.close_position:
            quantity = self._to_close(algo.ledger, algo.contract, ticket)
        type_ = "LIMIT" if ticket.limited else "MARKET"
        return replace(ticket, type=type_, conditional=ticket.type, price=price, quantity=quantity)

    def _to_close(self, ledger: Ledger, contract: Contract, ticket: Ticket) -> Decimal:
        position = ledger.position(contract, ticket.position_side)
        closes = position.amount < 0 if ticket.side == "BUY" else position.amount > 0
        if not closes:
            raise refused(-2022)
        return abs(position.amount)

    def _become(self, algo: Algo, status: str) -> None:
        algo.status, algo.updated = status, self._floor.clock
        if not algo.open:
            algo.ledger.waiting.pop(algo.id, None)
            self._waiting.pop(algo.id, None)
        self._floor.tell(algo.ledger, events.algo_update(algo, self._floor.clock))
