"""Orders on futures and their executions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.arithmetic import ZERO, notional

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.trading.ledger import Ledger

OPPOSITE = {"BUY": "SELL", "SELL": "BUY"}
CONDITIONAL = ("STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET")
TIMES_IN_FORCE = ("GTC", "IOC", "FOK", "GTX", "GTD")
DEFAULT_PREVENTION = "EXPIRE_MAKER"


@dataclass(frozen=True)
class Ticket:
    """What somebody wants to be done."""

    symbol: str
    side: str
    type: str
    quantity: Decimal
    client_id: str
    price: Decimal = ZERO
    position_side: str = "BOTH"
    time_in_force: str = "GTC"
    reduce_only: bool = False
    close_position: bool = False
    price_match: str = "NONE"
    prevention: str = DEFAULT_PREVENTION
    good_till: int = 0
    conditional: str | None = None  # the type it had before it was triggered
    trigger_price: Decimal = ZERO
    activate_price: Decimal = ZERO
    callback_rate: Decimal = ZERO  # in percent
    working_type: str = "CONTRACT_PRICE"
    price_protect: bool = False

    @property
    def original_type(self) -> str:
        return self.conditional or self.type

    @property
    def limited(self) -> bool:
        return self.type in {"LIMIT", "STOP", "TAKE_PROFIT"}

    @property
    def signed(self) -> Decimal:
        """The quantity, negative if it is to be sold."""
        return self.quantity if self.side == "BUY" else -self.quantity

    @property
    def reduces(self) -> bool:
        """Whether it may only make a position smaller, as the closing side of hedge mode does."""
        opening = {"LONG": "BUY", "SHORT": "SELL"}.get(self.position_side, self.side)
        return self.reduce_only or self.close_position or self.side != opening

    def accepts(self, price: Decimal) -> bool:
        """Tell whether the order would trade at this price."""
        if not self.limited:
            return True
        return price <= self.price if self.side == "BUY" else price >= self.price


@dataclass(frozen=True)
class Amendment:
    """One change of an order's price or quantity."""

    id: int
    time: int
    price: tuple[Decimal, Decimal]  # before and after
    quantity: tuple[Decimal, Decimal]
    count: int
    modify_id: int | None


@dataclass(eq=False)
class Order:
    """An order and what became of it; its state only moves forward."""

    id: int
    ticket: Ticket
    ledger: Ledger
    contract: Contract
    time: int
    updated: int
    queued: int  # its place among orders of one price
    status: str = "NEW"
    executed: Decimal = ZERO
    spent: Decimal = ZERO  # of the quote asset (linear) or of the coin (inverse), on executions
    expiry_reason: str = "0"
    fills: list[Fill] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return self.status in {"NEW", "PARTIALLY_FILLED"}

    @property
    def quantity(self) -> Decimal:
        return self.ticket.quantity

    @property
    def remaining(self) -> Decimal:
        return self.ticket.quantity - self.executed

    @property
    def signed_remaining(self) -> Decimal:
        """What is left to do, negative if it is to be sold."""
        return self.remaining if self.ticket.side == "BUY" else -self.remaining

    @property
    def value(self) -> Decimal:
        """What was executed, in the margin asset."""
        return sum((fill.value for fill in self.fills), ZERO)

    @property
    def average_price(self) -> Decimal:
        if not self.executed:
            return ZERO
        size = self.contract.size * self.executed
        return size / self.spent if self.contract.inverse else self.spent / size

    def change(self, ticket: Ticket, number: int, time: int, modify_id: int | None) -> None:
        """Take over another price and quantity."""
        old, self.ticket = self.ticket, ticket
        self.queued, self.updated = number, time
        self.amendments.append(
            Amendment(
                id=number,
                time=time,
                price=(old.price, ticket.price),
                quantity=(old.quantity, ticket.quantity),
                count=len(self.amendments) + 1,
                modify_id=modify_id,
            )
        )

    def count(self, fill: Fill) -> None:
        """Take an execution into account."""
        self.executed += fill.quantity
        self.spent += notional(self.contract, fill.quantity, fill.price)
        self.updated = fill.time
        self.status = "PARTIALLY_FILLED" if self.remaining else "FILLED"
        self.fills.append(fill)


@dataclass(frozen=True, eq=False)
class Fill:
    """One execution of an order."""

    trade_id: int
    order: Order
    time: int
    price: Decimal
    quantity: Decimal
    commission: Decimal
    commission_asset: str
    realized: Decimal
    maker: bool

    @property
    def value(self) -> Decimal:
        """The executed value in the margin asset."""
        return notional(self.order.contract, self.quantity, self.price)
