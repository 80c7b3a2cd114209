"""Lists of orders that depend on one another: OCO, OTO and what is made of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.exchange.trading.accounts import Account
    from sandbox.exchange.trading.orders import Order, Ticket


@dataclass(frozen=True)
class Plan:
    """What somebody wants of a list."""

    symbol: str
    client_id: str
    working: Ticket | None  # whose execution starts the others; None: they start at once
    others: Sequence[Ticket]  # one, or two of which one cancels the other
    pays: bool = False  # the others sell what the working order has bought (OPO)

    @property
    def tickets(self) -> list[Ticket]:
        return [*([self.working] if self.working else []), *self.others]


@dataclass(eq=False)
class OrderList:
    """A list and the orders in it."""

    id: int
    plan: Plan
    account: Account
    time: int
    updated: int
    orders: list[Order] = field(default_factory=list)
    done: bool = False

    @property
    def contingency(self) -> str:
        return "OTO" if self.plan.working else "OCO"

    @property
    def pays(self) -> bool:
        return self.plan.pays

    @property
    def working(self) -> Order | None:
        """The order that the others wait for."""
        return self.orders[0] if self.plan.working else None

    @property
    def others(self) -> list[Order]:
        return self.orders[1:] if self.plan.working else self.orders

    def rivals(self, order: Order) -> list[Order]:
        """Return the open orders that cannot go on once this one has started."""
        if order is self.working:
            return []
        return [other for other in self.others if other is not order and other.open]

    def open_orders(self) -> list[Order]:
        return [order for order in self.orders if order.open]
