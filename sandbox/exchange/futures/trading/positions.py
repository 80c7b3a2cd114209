"""Positions: what was opened, at which price, and what closing a part of it gained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.arithmetic import ZERO, notional, price_at, worth

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.futures.market.contract import Contract

BOTH, LONG, SHORT = "BOTH", "LONG", "SHORT"


@dataclass(eq=False)
class Position:
    """One account's stake in a contract, or one side of it in hedge mode."""

    contract: Contract
    side: str
    amount: Decimal = ZERO  # negative if short
    cost: Decimal = ZERO  # amount times what a contract was worth at entry
    isolated_wallet: Decimal = ZERO
    fees: Decimal = ZERO  # paid for what is still open
    realized: Decimal = ZERO  # before fees, ever since
    updated: int = 0
    called: bool = False  # whether the owner was told that liquidation is near

    @property
    def symbol(self) -> str:
        return self.contract.symbol

    @property
    def entry_price(self) -> Decimal:
        return self._price(self.cost)

    @property
    def break_even_price(self) -> Decimal:
        """The price at which closing returns what was paid, fees of opening included."""
        return self._price(self.cost + self.fees)

    def unrealized(self, price: Decimal) -> Decimal:
        return self.amount * worth(self.contract, price) - self.cost if self.amount else ZERO

    def notional(self, price: Decimal) -> Decimal:
        return notional(self.contract, self.amount, price) if self.amount else ZERO

    def trade(self, quantity: Decimal, price: Decimal, fee: Decimal = ZERO) -> Decimal:
        """Buy (or sell, if negative) contracts; return the profit of what that closed."""
        closing = self.closed_by(quantity)
        share = closing / abs(self.amount) if closing else ZERO
        basis = self.cost * share
        closed = closing if self.amount > 0 else -closing
        profit = closed * worth(self.contract, price) - basis
        opened = quantity + closed
        self.amount += quantity
        self.cost += opened * worth(self.contract, price) - basis
        self.fees += fee * abs(opened / quantity) - self.fees * share
        self.realized += profit
        if not self.amount:
            self.cost = self.fees = ZERO
        return profit

    def closed_by(self, quantity: Decimal) -> Decimal:
        """Return how much of the position a trade of this quantity closes."""
        against = self.amount * quantity < 0
        return min(abs(self.amount), abs(quantity)) if against else ZERO

    def _price(self, cost: Decimal) -> Decimal:
        if not self.amount:
            return ZERO
        return price_at(self.contract, cost / self.amount) or ZERO
