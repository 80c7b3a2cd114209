"""Orders and their executions."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.exchange.trading.accounts import Account
    from sandbox.exchange.trading.amendments import Amendment
    from sandbox.exchange.trading.holds import Hold
    from sandbox.exchange.trading.lists import OrderList
    from sandbox.exchange.trading.prevention import PreventedMatch

ZERO = Decimal(0)
OPPOSITE = {"BUY": "SELL", "SELL": "BUY"}
CONTINGENT = frozenset({"STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"})
STOP_LOSSES = frozenset({"STOP_LOSS", "STOP_LOSS_LIMIT"})
ORDER_TYPES = (
    "LIMIT",
    "LIMIT_MAKER",
    "MARKET",
    "STOP_LOSS",
    "STOP_LOSS_LIMIT",
    "TAKE_PROFIT",
    "TAKE_PROFIT_LIMIT",
)
TIMES_IN_FORCE = ("GTC", "IOC", "FOK")
PREVENTION_MODES = ("EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH", "DECREMENT", "TRANSFER")
DEFAULT_PREVENTION = "EXPIRE_MAKER"
NEVER = -1
"""What stands for the time of something that has not happened yet."""

_UNIT = Decimal("1E-8")
_OPEN = frozenset({"NEW", "PARTIALLY_FILLED", "PENDING_NEW"})


def notional(price: Decimal, quantity: Decimal, *, rounding: str = ROUND_FLOOR) -> Decimal:
    """Return what a quantity is worth, in the eight places that money has."""
    return (price * quantity).quantize(_UNIT, rounding=rounding)


@dataclass(frozen=True)
class Peg:
    """An order's wish to have its price from the book."""

    type: str  # PRIMARY_PEG: the best price on its own side, MARKET_PEG: on the other one
    level: int | None = None  # how many levels deeper


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
    stop_price: Decimal = ZERO
    trailing_delta: int | None = None
    peg: Peg | None = None
    prevention: str = DEFAULT_PREVENTION
    strategy_id: int | None = None
    strategy_type: int | None = None
    routed: bool = False  # smart order routing may look for it in other books

    @property
    def limited(self) -> bool:
        return self.type not in {"MARKET", "STOP_LOSS", "TAKE_PROFIT"}

    @property
    def contingent(self) -> bool:
        """Whether the order waits for a price before it works."""
        return self.type in CONTINGENT

    @property
    def above(self) -> bool:
        """Whether the price that a contingent order waits for lies above the market."""
        return (self.type in STOP_LOSSES) == (self.side == "BUY")


@dataclass(eq=False)
class Order:
    """An order and what became of it; its state only moves forward."""

    id: int
    ticket: Ticket
    account: Account
    time: int
    quantity: Decimal
    price: Decimal  # its limit; of a stop that will be a market order, what it may have to pay
    hold: Hold
    counted_in: dict[str, int] = field(default_factory=dict)
    status: str = "NEW"
    executed: Decimal = ZERO
    prevented: Decimal = ZERO
    quote: Decimal = ZERO
    updated: int = 0
    working_time: int = NEVER
    trailing_time: int = NEVER
    expiry_reason: str | None = None
    order_list: OrderList | None = None
    floor: str | None = None  # of a routed order: where it was last active
    fills: list[Fill] = field(default_factory=list)
    matches: list[PreventedMatch] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return self.status in _OPEN

    @property
    def pending(self) -> bool:
        """Whether the order waits for another one of its list to be filled."""
        return self.status == "PENDING_NEW"

    @property
    def working(self) -> bool:
        return self.open and self.working_time != NEVER

    @property
    def remaining(self) -> Decimal:
        return self.quantity - self.executed - self.prevented

    @property
    def visible(self) -> Decimal:
        """What the book shows of the order: of an iceberg, the rest of its current slice."""
        iceberg = self.ticket.iceberg_quantity
        if not iceberg:
            return self.remaining
        return min(self.remaining, iceberg - (self.executed + self.prevented) % iceberg)

    @property
    def needed(self) -> Decimal:
        """What must stay locked for the rest of the order."""
        if not self.open or self.pending:
            return ZERO
        if self.ticket.side == "SELL":
            return self.remaining
        if self.working and not self.ticket.limited:
            return self.hold.amount
        return notional(self.price, self.remaining, rounding=ROUND_CEILING)

    def accepts(self, price: Decimal) -> bool:
        """Tell whether the order would trade at this price."""
        if not self.ticket.limited:
            return True
        return price <= self.price if self.ticket.side == "BUY" else price >= self.price


@dataclass(frozen=True, eq=False)
class Fill:
    """One execution of an order."""

    trade_id: int  # -1 of an allocation
    order: Order
    time: int
    price: Decimal
    quantity: Decimal
    quote: Decimal
    commission: Decimal
    commission_asset: str
    maker: bool
    allocation: int | None = None
