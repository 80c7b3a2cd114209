"""The matching engine: orders in, executions and balances out."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.exchange.trading import admission, amendments, depth, events
from sandbox.exchange.trading.amendments import Amendment
from sandbox.exchange.trading.endings import Endings
from sandbox.exchange.trading.entry import Entry
from sandbox.exchange.trading.ledger import Ledger
from sandbox.exchange.trading.matching import Matching
from sandbox.exchange.trading.resting import Resting
from sandbox.exchange.trading.triggers import Triggers
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from sandbox.exchange.market.pair import Pair, Trade
    from sandbox.exchange.market.venue import Market
    from sandbox.exchange.trading.accounts import Account
    from sandbox.exchange.trading.ledger import Tell
    from sandbox.exchange.trading.lists import OrderList, Plan
    from sandbox.exchange.trading.orders import Order, Ticket


class Engine:
    """Matches people's orders with the house and with one another."""

    def __init__(self, market: Market, *, next_id: Callable[[], int], tell: Tell) -> None:
        self._market = market
        self._ledger = Ledger(market, next_id=next_id, tell=tell)
        self._resting = Resting()
        self._triggers = Triggers()
        self._endings = Endings(self._ledger, self._resting, self._triggers)
        self._matching = Matching(self._ledger, self._resting, self._endings)
        self._entry = Entry(
            self._ledger, self._resting, self._triggers, self._endings, self._matching
        )
        self._acts = 0
        market.listeners.append(self._on_trade)

    @contextmanager
    def act(self) -> Iterator[None]:
        """Do several things as one: what they set off follows, and then balances are told."""
        self._acts += 1
        try:
            yield
        finally:
            if self._acts == 1:
                self._entry.start_due()
                self._ledger.publish()
            self._acts -= 1

    def place(self, account: Account, ticket: Ticket) -> Order:
        """Accept an order, trade what can be traded now, and let the rest wait or expire."""
        with self.act():
            admission.admit(account, [ticket])
            return self._entry.place(account, ticket)

    def place_list(self, account: Account, plan: Plan) -> OrderList:
        """Accept a list of orders: all of them or none."""
        with self.act():
            admission.admit(account, plan.tickets)
            admission.admit_list(account, plan.symbol, plan.client_id)
            return self._entry.place_list(account, plan)

    def cancel(self, order: Order, cancel_id: str) -> None:
        """Cancel an order, and the whole list that it belongs to."""
        if not order.open:
            raise errors.cancel_rejected()
        with self.act():
            self._endings.cancel(order, cancel_id)

    def amend(self, order: Order, quantity: Decimal, client_id: str) -> Amendment:
        """Reduce an order, and the one it is paired with, where they stand in the book."""
        amendments.check(order, quantity, client_id)
        old_id, old_quantity = order.ticket.client_id, order.quantity
        with self.act():
            order.ticket = replace(order.ticket, client_id=client_id)
            for partner in order.order_list.rivals(order) if order.order_list else ():
                self._shrink(partner, quantity)
            execution = self._shrink(order, quantity, renamed=old_id)
            amendment = Amendment(
                execution, order.updated, old_id, client_id, old_quantity, quantity
            )
            order.amendments.append(amendment)
            if order.order_list is not None and client_id != old_id:
                self._ledger.report_list(order.order_list, "UPDATED")
            if order.remaining <= 0:
                self._endings.expire(order, None)
        return amendment

    def deposit(self, account: Account, asset: str, amount: Decimal) -> None:
        """Add to (or take from) what an account has, as a transfer does."""
        with self.act():
            account.balance(asset).free += amount
            self._ledger.touch(account, asset)
        self._ledger.tell(account, events.balance_update(asset, amount, account.updated))

    def lock_outside(self, account: Account, asset: str, amount: Decimal) -> None:
        """Lock spot money for something that is no order, such as a loan; less than 0 frees it."""
        with self.act():
            if amount > 0:
                account.lock(asset, amount)
            else:
                account.unlock(asset, -amount)
            self._ledger.touch(account, asset)
        self._ledger.tell(account, events.external_lock_update(asset, amount, account.updated))

    def move(self, pair: Pair, price: Decimal) -> Trade:
        """Move a market to a price; the orders on the way there are filled first."""
        with self.act():
            last = pair.last._replace(price=price, maker=price < pair.last.price)
            self._matching.reach(pair, last)
            trade = pair.move(price)
            self._market.tell(pair, trade)
        return trade

    def open_orders(self, account: Account) -> list[Order]:
        return account.open_orders()

    def levels(self, symbol: str, side: str, limit: int) -> list[tuple[Decimal, Decimal]]:
        return depth.levels(self._market.book(symbol), self._resting, symbol, side, limit)

    def grid(self, symbol: str, side: str) -> dict[int, int]:
        """Return a whole side of a book in ticks and steps."""
        listing = self._market.pairs[symbol].listing
        return depth.grid(self._market.book(symbol), self._resting, listing, side)

    def clear(self) -> None:
        self._resting.clear()
        self._triggers.clear()

    def _on_trade(self, pair: Pair, trade: Trade) -> None:
        """Fill what a seeded trade ran into; set off what waits for any trade at its price."""
        with self.act():
            if trade is pair.centre:
                self._matching.reach(pair, trade)
            self._entry.set_off(pair.symbol, trade)

    def _shrink(self, order: Order, quantity: Decimal, *, renamed: str | None = None) -> int:
        order.quantity = max(quantity, order.executed + order.prevented)
        order.updated = self._ledger.clock(order.ticket.symbol)
        self._endings.release(order)
        return self._ledger.report(order, "REPLACED", renamed=renamed)
