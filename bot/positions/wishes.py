"""What people may want of a position."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from binance.models.futures.contracts import Contract, SymbolInfo
from binance.models.futures.terms import PositionSide
from binance.models.order_terms import Side
from bot.ordering.wishes import Amount

Venue = Literal["usdm", "coinm"]
Place = tuple[Venue, str]
"""Where a contract is traded, and its symbol."""


class Direction(StrEnum):
    """Which way of the price earns."""

    LONG = "long"
    SHORT = "short"

    @property
    def entry(self) -> Side:
        return Side.BUY if self is Direction.LONG else Side.SELL

    @property
    def exit(self) -> Side:
        return Side.SELL if self is Direction.LONG else Side.BUY

    @property
    def sign(self) -> int:
        return 1 if self is Direction.LONG else -1

    @property
    def other(self) -> "Direction":
        return Direction.SHORT if self is Direction.LONG else Direction.LONG

    @property
    def position_side(self) -> PositionSide:
        """What it is called in hedge mode."""
        return PositionSide.LONG if self is Direction.LONG else PositionSide.SHORT

    @classmethod
    def of(cls, amount: Decimal) -> "Direction":
        """Binance gives short positions a negative amount."""
        return cls.LONG if amount > 0 else cls.SHORT


@dataclass(frozen=True)
class Exits:
    """Where a position is to end: at a gain, at a loss, or so many percent behind its best."""

    profit: Decimal | None = None
    loss: Decimal | None = None
    trail: Decimal | None = None

    def __bool__(self) -> bool:
        return (self.profit, self.loss, self.trail) != (None, None, None)


@dataclass(frozen=True)
class Open:
    """Go long or short; or, with `reduce`, buy or sell no more than the opposite position has.

    Without a `price` at the market. Without a `leverage` with the one that the account has.
    """

    direction: Direction
    contract: SymbolInfo
    amount: Amount
    price: Decimal | None = None
    post: bool = False
    leverage: int | None = None
    exits: Exits = Exits()
    reduce: bool = False


@dataclass(frozen=True)
class Close:
    """Close a position now, wholly or in part; or, with `exits`, once its price comes.

    With a `price` by an order that waits in the book. `side` tells which of hedge mode's two.
    """

    venue: Venue
    contract: Contract
    amount: Amount
    side: Direction | None = None
    exits: Exits = Exits()
    price: Decimal | None = None
    post: bool = False


@dataclass(frozen=True)
class CloseAll:
    """Close all positions, on both venues."""


Wish = Open | Close | CloseAll
