"""Money that is set aside for orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.exchange.trading.orders import ZERO

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.trading.accounts import Account
    from sandbox.exchange.trading.orders import Order


@dataclass(eq=False)
class Hold:
    """Money locked for an order, or once for two orders of which only one can be executed."""

    account: Account
    asset: str
    amount: Decimal = ZERO
    orders: list[Order] = field(default_factory=list)

    def fit(self) -> None:
        """Give back what the orders no longer need."""
        self.become(max((order.needed for order in self.orders), default=ZERO))

    def become(self, amount: Decimal) -> None:
        """Lock more or less than until now, or refuse."""
        if amount > self.amount:
            self.account.lock(self.asset, amount - self.amount)
        else:
            self.account.unlock(self.asset, self.amount - amount)
        self.amount = amount

    def pay(self, amount: Decimal) -> None:
        """Let locked money leave the account."""
        self.amount -= amount
        self.account.balance(self.asset).locked -= amount
