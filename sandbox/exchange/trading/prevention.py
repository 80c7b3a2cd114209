"""Self-trade prevention: what happens instead when somebody would trade with themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.trading.accounts import Account
    from sandbox.exchange.trading.orders import Order

NO_GROUP = -1
"""The trade group of an account that belongs to none."""


@dataclass(frozen=True, eq=False)
class PreventedMatch:
    """A trade that did not happen, and what expired instead."""

    id: int
    taker: Order
    maker: Order
    mode: str
    price: Decimal
    quantity: Decimal  # what would have been traded
    taker_quantity: Decimal | None
    maker_quantity: Decimal | None
    time: int

    def expired(self, order: Order) -> Decimal | None:
        """Return how much of an order expired."""
        return self.taker_quantity if order is self.taker else self.maker_quantity

    def counter(self, order: Order) -> Order:
        return self.maker if order is self.taker else self.taker


def same_trader(one: Account, other: Account) -> bool:
    """Tell whether two accounts may not trade with each other."""
    return one is other or one.trade_group == other.trade_group != NO_GROUP


def mode_of(taker: Order, maker: Order) -> str:
    """Return the mode that counts: the taker's; but a transfer needs both to want it."""
    mode = taker.ticket.prevention
    if mode == "TRANSFER" != maker.ticket.prevention:
        return "DECREMENT"
    return mode


def expiring(taker: Order, maker: Order, mode: str) -> tuple[Decimal | None, Decimal | None]:
    """Return how much of the taker and of the maker expires."""
    if mode in {"DECREMENT", "TRANSFER"}:
        both = min(taker.remaining, maker.remaining)
        return both, both
    return (
        taker.remaining if mode in {"EXPIRE_TAKER", "EXPIRE_BOTH"} else None,
        maker.remaining if mode in {"EXPIRE_MAKER", "EXPIRE_BOTH"} else None,
    )
