"""What is at stake in a request: which orders it places, and what else it changes."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from binance.models.order_terms import Side


class Venue(StrEnum):
    """Where it trades; margin orders rest in the books of spot."""

    SPOT = "spot"
    USDM = "usdm"
    COINM = "coinm"


@dataclass(frozen=True)
class Leg:
    """One order within a request, under names that all markets share.

    - `quantity`: of the base asset, or contracts on COIN-M; `quote`: money instead;
    - `price`: its limit; None where it takes what the market gives;
    - `trigger`: it waits for this price; `trailing`: it waits for a reversal by this share;
    - `after`: it waits for another order to fill at this price.
    """

    venue: Venue
    symbol: str
    side: Side
    quantity: Decimal | None = None
    quote: Decimal | None = None
    price: Decimal | None = None
    trigger: Decimal | None = None
    trailing: Decimal | None = None
    after: Decimal | None = None

    @property
    def buying(self) -> bool:
        return self.side == Side.BUY

    @property
    def conditional(self) -> bool:
        """Whether it waits for a price, so that today's book tells nothing of what it will get."""
        return self.trigger is not None or self.trailing is not None


@dataclass(frozen=True)
class Harmless:
    """It takes no risk: it looks, cancels, reduces a position or pays a debt."""


@dataclass(frozen=True)
class Orders:
    """New orders; of each group only one can fill. `count` is how many requests it stands for."""

    groups: tuple[tuple[Leg, ...], ...]
    count: int = 1

    @property
    def legs(self) -> tuple[Leg, ...]:
        return tuple(leg for group in self.groups for leg in group)


@dataclass(frozen=True)
class Leverage:
    """A symbol's leverage is to be another one."""

    venue: Venue
    symbol: str
    leverage: int


@dataclass(frozen=True)
class Change:
    """It places nothing, but is no mere question: money between one's wallets, account settings."""


Stake = Harmless | Orders | Leverage | Change
