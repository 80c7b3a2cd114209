"""Orders and their executions."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.exchange.trading.accounts import Account

ZERO = Decimal(0)
OPPOSITE = {"BUY": "SELL", "SELL": "BUY"}
ORDER_TYPES = ("LIMIT", "LIMIT_MAKER", "MARKET")
TIMES_IN_FORCE = ("GTC", "IOC", "FOK")
PREVENTION_MODES = ("EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH")
DEFAULT_PREVENTION = "EXPIRE_MAKER"


@dataclass(frozen=True)
class Ticket:
    """What somebody wants to be done."""

    symbol: str
    side: str
    type: str
    client_id: str
    time_in_force: str = "GTC"
    price: Decimal = ZERO
    quantity: Decimal = ZERO
    quote_quantity: Decimal = ZERO
    iceberg_quantity: Decimal = ZERO
    prevention: str = DEFAULT_PREVENTION
    strategy_id: int | None = None
    strategy_type: int | None = None

    @property
    def limited(self) -> bool:
        return self.type != "MARKET"

    def accepts(self, price: Decimal) -> bool:
        """Tell whether the order would trade at this price."""
        if not self.limited:
            return True
        return price <= self.price if self.side == "BUY" else price >= self.price


@dataclass(eq=False)
class Order:
    """An order and what became of it; its state only moves forward."""

    id: int
    ticket: Ticket
    account: Account
    time: int
    quantity: Decimal
    locked_asset: str
    locked: Decimal
    counted_in: dict[str, int]
    status: str = "NEW"
    executed: Decimal = ZERO
    quote: Decimal = ZERO
    updated: int = 0
    expiry_reason: str | None = None
    prevented: Decimal = ZERO
    fills: list[Fill] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return self.status in {"NEW", "PARTIALLY_FILLED"}

    @property
    def remaining(self) -> Decimal:
        return self.quantity - self.executed

    @property
    def needed(self) -> Decimal:
        """What must stay locked for the rest of the order."""
        if self.ticket.side == "SELL":
            return self.remaining
        return self.remaining * self.ticket.price if self.ticket.limited else self.locked


@dataclass(frozen=True, eq=False)
class Fill:
    """One execution of an order."""

    trade_id: int
    order: Order
    time: int
    price: Decimal
    quantity: Decimal
    quote: Decimal
    commission: Decimal
    commission_asset: str
    maker: bool
