"""How orders end, and what that means for the others of their list."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.exchange.trading.ledger import Ledger
    from sandbox.exchange.trading.lists import OrderList
    from sandbox.exchange.trading.orders import Order
    from sandbox.exchange.trading.prevention import PreventedMatch
    from sandbox.exchange.trading.resting import Resting
    from sandbox.exchange.trading.triggers import Triggers


class Endings:
    """Takes orders off the book, with whatever hangs on them."""

    def __init__(self, ledger: Ledger, resting: Resting, triggers: Triggers) -> None:
        self._ledger = ledger
        self._resting = resting
        self._triggers = triggers
        self.filled: deque[OrderList] = deque()  # lists whose working order was filled

    def cancel(self, order: Order, cancel_id: str) -> None:
        """Cancel an order, and with it all the others of its list."""
        for each in order.order_list.open_orders() if order.order_list else [order]:
            self._end(each, "CANCELED", cancel_id=cancel_id)
        self.follow(order)

    def expire(self, order: Order, reason: str | None) -> None:
        self._end(order, "EXPIRED", reason=reason)
        self.follow(order)

    def prevent(self, order: Order, match: PreventedMatch) -> None:
        """Expire what an order would have traded with its own account."""
        order.prevented += match.expired(order) or 0
        order.matches.append(match)
        if order.remaining:
            order.updated = match.time
            self.release(order)
            self._ledger.report(order, "TRADE_PREVENTION", match=match)
            return
        self._end(order, "EXPIRED_IN_MATCH", match=match)
        self.follow(order)

    def release(self, order: Order) -> None:
        """Give back the money that is no longer needed; what is over leaves the book."""
        order.hold.fit()
        self._ledger.touch(order.account, order.hold.asset)
        if not order.open:
            order.account.open.pop(order.id, None)
            self._resting.remove(order)
            self._triggers.drop(order)

    def follow(self, order: Order) -> None:
        """Let the list of an order that has traded or ended go on, or end too."""
        orders = order.order_list
        if orders is None or orders.done:
            return
        self.outdo_rivals(order)
        if order is orders.working and not order.open:
            self._follow_working(order, orders)
        if not orders.open_orders():
            self._close(orders)

    def outdo_rivals(self, order: Order) -> None:
        """Expire the other order of a pair: only one of them can go on."""
        if order.order_list is not None:
            for rival in order.order_list.rivals(order):
                self._end(rival, "EXPIRED", reason="OCO_TRIGGER")

    def _follow_working(self, order: Order, orders: OrderList) -> None:
        if order.status == "FILLED":
            self.filled.append(orders)
            return
        for pending in orders.open_orders():
            self._end(pending, "EXPIRED", reason="OTO_PHASE_ONE_EXPIRED")

    def _close(self, orders: OrderList) -> None:
        orders.done = True
        self._ledger.report_list(orders, "ALL_DONE")

    def _end(
        self,
        order: Order,
        status: str,
        *,
        reason: str | None = None,
        cancel_id: str | None = None,
        match: PreventedMatch | None = None,
    ) -> None:
        order.status, order.expiry_reason = status, reason
        order.updated = self._ledger.clock(order.ticket.symbol)
        self.release(order)
        execution = "TRADE_PREVENTION" if match else status
        self._ledger.report(order, execution, cancel_id=cancel_id, match=match)
