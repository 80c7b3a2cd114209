"""Telling accounts what happens to their orders and to their money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.trading import events
from sandbox.exchange.trading.events import Execution

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.market.venue import Market
    from sandbox.exchange.trading.accounts import Account
    from sandbox.exchange.trading.events import JSON
    from sandbox.exchange.trading.lists import OrderList
    from sandbox.exchange.trading.orders import Fill, Order
    from sandbox.exchange.trading.prevention import PreventedMatch

    Tell = Callable[[Account, JSON], None]


class Ledger:
    """Reports executions at once, and balances when everything that belongs together is done."""

    def __init__(self, market: Market, *, next_id: Callable[[], int], tell: Tell) -> None:
        self.market = market
        self.next_id = next_id
        self.tell = tell
        self._changed: dict[int, tuple[Account, dict[str, None]]] = {}

    def clock(self, symbol: str) -> int:
        return self.market.pairs[symbol].clock

    def report(
        self,
        order: Order,
        type_: str,
        *,
        fill: Fill | None = None,
        renamed: str | None = None,
        cancel_id: str | None = None,
        match: PreventedMatch | None = None,
    ) -> int:
        """Tell what happened to an order; return the execution's id."""
        execution = Execution(
            type=type_,
            id=self.next_id(),
            time=order.updated,
            fill=fill,
            renamed=renamed,
            cancel_id=cancel_id,
            match=match,
        )
        self.tell(order.account, events.execution_report(order, execution, order.updated))
        return execution.id

    def report_list(self, orders: OrderList, status: str) -> None:
        """Tell how a list of orders stands."""
        orders.updated = self.clock(orders.plan.symbol)
        self.tell(orders.account, events.list_status(orders, status))

    def touch(self, account: Account, *assets: str) -> None:
        """Remember that some of an account's balances have changed."""
        _, touched = self._changed.setdefault(id(account), (account, {}))
        touched.update(dict.fromkeys(assets))

    def publish(self) -> None:
        """Tell each account which of its balances have changed."""
        for account, assets in self._changed.values():
            account.updated_before.append(account.updated)
            account.updated = self.market.clock
            position = events.account_position(account, assets, account.updated)
            self.tell(account, position)
        self._changed.clear()
