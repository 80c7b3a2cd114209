"""How orders come to work: at once, when a price is reached, when another order is filled."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from sandbox.exchange.trading import depth
from sandbox.exchange.trading.lists import OrderList
from sandbox.exchange.trading.orders import NEVER
from sandbox.exchange.trading.preparation import Preparation, need, share_hold, tradable
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.exchange.market.pair import Trade
    from sandbox.exchange.trading.accounts import Account
    from sandbox.exchange.trading.depth import Offer
    from sandbox.exchange.trading.endings import Endings
    from sandbox.exchange.trading.ledger import Ledger
    from sandbox.exchange.trading.lists import Plan
    from sandbox.exchange.trading.matching import Matching
    from sandbox.exchange.trading.orders import Order, Ticket
    from sandbox.exchange.trading.resting import Resting
    from sandbox.exchange.trading.triggers import Triggers


class Entry:
    """Puts orders on the book, or where they wait for it."""

    def __init__(
        self,
        ledger: Ledger,
        resting: Resting,
        triggers: Triggers,
        endings: Endings,
        matching: Matching,
    ) -> None:
        self._ledger = ledger
        self._market = ledger.market
        self._resting = resting
        self._triggers = triggers
        self._endings = endings
        self._matching = matching
        self._preparation = Preparation(ledger, resting, matching)
        self._triggered: deque[Order] = deque()

    def place(self, account: Account, ticket: Ticket) -> Order:
        order = self._preparation.made(account, ticket)
        (offers,) = self._preparation.prepare([order])
        self._accept(order)
        self._run(order, offers)
        return order

    def place_list(self, account: Account, plan: Plan) -> OrderList:
        clock = self._ledger.clock(plan.symbol)
        orders = OrderList(self._ledger.next_id(), plan, account, clock, clock)
        orders.orders = [self._preparation.made(account, ticket, orders) for ticket in plan.tickets]
        if len(orders.others) > 1:
            share_hold(orders.others)
        starting = [orders.working] if orders.working else orders.others
        for order in orders.orders:
            order.status = "NEW" if order in starting else "PENDING_NEW"
        prepared = self._preparation.prepare(starting)
        account.order_lists[orders.id] = orders
        for order in orders.orders:
            self._accept(order)
        self._ledger.report_list(orders, "EXEC_STARTED")
        for order, offers in zip(starting, prepared, strict=True):
            self._run(order, offers)
        return orders

    def set_off(self, symbol: str, trade: Trade) -> None:
        """Remember what a trade has set off; it starts when the trade is done with."""
        self._triggered += self._triggers.reached(symbol, trade.price, trade.time)

    def start_due(self) -> None:
        """Start what has been set off, and what that sets off in turn."""
        while self._triggered or self._endings.filled:
            if self._endings.filled:
                self._start_pending(self._endings.filled.popleft())
            else:
                self._start_stop(self._triggered.popleft())

    def _start_stop(self, order: Order) -> None:
        """Let an order work whose price was reached, and let go the one it is paired with."""
        if not order.open:
            return
        self._endings.outdo_rivals(order)
        try:
            offers = self._preparation.find(order)
            order.hold.become(need(order, offers))
        except errors.ApiError:
            self._reject([order])
            return
        self._announce(order)
        self._run(order, offers)

    def _start_pending(self, orders: OrderList) -> None:
        """Place the orders that have waited for another one to be filled."""
        pending = orders.open_orders()
        for order in pending:
            order.status = "NEW"
        try:
            if orders.pays:
                self._preparation.sell_what_was_bought(pending)
            prepared = self._preparation.prepare(pending)
        except errors.ApiError:
            self._reject(pending)
            return
        for order in pending:
            self._announce(order)
        for order, offers in zip(pending, prepared, strict=True):
            if order.open:
                self._run(order, offers)

    def _reject(self, orders: Sequence[Order]) -> None:
        """Expire what the book does not take; of a pair, the other one goes with it."""
        for order in orders:
            order.working_time = NEVER
        self._endings.expire(orders[0], "REJECTED")

    def _accept(self, order: Order) -> None:
        account = order.account
        account.orders[order.id] = account.open[order.id] = order
        order.counted_in = account.order_count.placed()
        self._announce(order)

    def _announce(self, order: Order) -> None:
        order.updated = self._ledger.clock(order.ticket.symbol)
        self._ledger.touch(order.account, order.hold.asset)
        self._ledger.report(order, "NEW")

    def _run(self, order: Order, offers: list[Offer]) -> None:
        """Let an order trade, and then rest or expire; or wait for its price."""
        ticket = order.ticket
        if not order.working:
            pair = self._market.pairs[ticket.symbol]
            self._triggers.watch(order, pair.last.price, pair.clock)
            return
        allowed = self._matching.allowed(order, offers)
        enough = depth.total(tradable(order, allowed)) >= order.remaining
        if enough or ticket.time_in_force != "FOK":
            self._matching.take(order, allowed)
        if not order.open:
            return
        if len(allowed) < len(offers):
            self._endings.expire(order, "EXECUTION_RULE_PRICE_RANGE_EXCEEDED")
        elif ticket.limited and ticket.time_in_force == "GTC":
            order.floor = order.floor and "EXCHANGE"
            self._resting.add(order)
        else:
            self._endings.expire(order, _expiry_reason(ticket))


def _expiry_reason(ticket: Ticket) -> str:
    if not ticket.limited:
        return "INSUFFICIENT_LIQUIDITY"
    if ticket.time_in_force == "FOK":
        return "UNFILLED_FOK_ORDER_EXPIRED"
    return "UNFILLED_IOC_QUANTITY_EXPIRED"
