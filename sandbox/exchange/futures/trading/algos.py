"""Conditional orders: they wait in a store of their own until a price triggers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.arithmetic import ZERO

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.trading.ledger import Ledger
    from sandbox.exchange.futures.trading.orders import Order, Ticket

TRAILING = "TRAILING_STOP_MARKET"
MARK_PRICE = "MARK_PRICE"
_STOPS = frozenset({"STOP", "STOP_MARKET"})


@dataclass(eq=False)
class Algo:
    """A conditional order, and the ordinary one it has become."""

    id: int
    ticket: Ticket
    ledger: Ledger
    contract: Contract
    time: int
    updated: int
    status: str = "NEW"  # then TRIGGERING, TRIGGERED, FINISHED; or CANCELED, EXPIRED, REJECTED
    triggered: int = 0
    order: Order | None = None
    reason: str = ""  # why it failed
    activated: bool = False  # of a trailing stop: whether it follows the price already
    extreme: Decimal = ZERO  # the best price since then

    @property
    def open(self) -> bool:
        return self.status == "NEW"

    @property
    def above(self) -> bool:
        """Whether it waits for a price above the market."""
        return (self.ticket.type in _STOPS) == (self.ticket.side == "BUY")

    def sees(self, price: Decimal) -> bool:
        """Take notice of a price; True if it is the one that was waited for."""
        if self.ticket.type == TRAILING:
            return self._follows(price)
        trigger = self.ticket.trigger_price
        return price >= trigger if self.above else price <= trigger

    def _follows(self, price: Decimal) -> bool:
        """Remember the best price since activation; True once it came back far enough."""
        buys, rate = self.ticket.side == "BUY", self.ticket.callback_rate / 100
        if not self.activated:
            start = self.ticket.activate_price or price
            self.activated = price <= start if buys else price >= start
            self.extreme = price
        if not self.activated:
            return False
        self.extreme = min(self.extreme, price) if buys else max(self.extreme, price)
        if buys:
            return price >= self.extreme * (1 + rate)
        return price <= self.extreme * (1 - rate)
