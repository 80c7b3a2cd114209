"""What was seen of a schedule: the material of the checker."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

YES = ("Confirm", "Go on all the same")  # the latter beside an order of unknown outcome


@dataclass(frozen=True)
class Seen:
    """A message of the bot as a person saw it; an edited one is seen once for each version."""

    at: float
    person: int
    message_id: int
    text: str
    buttons: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it is a question that waits for its Confirm."""
        return self.yes is not None

    def offers(self, label: str) -> bool:
        return any(label in one for one in self.buttons)

    @property
    def yes(self) -> str | None:
        """The words on the button that confirms."""
        return next((yes for yes in YES for label in self.buttons if yes in label), None)


@dataclass(frozen=True)
class Tapped:
    """A tap on Confirm."""

    at: float
    person: int
    message_id: int


@dataclass(frozen=True)
class Regretted:
    """A tap on the ❌ of an order that waits."""

    at: float
    person: int
    order_id: int


@dataclass(frozen=True)
class Placed:
    """An order as the exchange has it at the end."""

    person: int
    order_id: int
    client_id: str
    symbol: str
    side: str
    quantity: Decimal
    quote_quantity: Decimal
    executed: Decimal
    status: str


@dataclass(frozen=True)
class Post:
    """An order as it arrived on the line to the exchange; without a status it was not answered."""

    person: int
    client_id: str
    symbol: str
    side: str
    amount: Decimal
    status: int | None = None

    @property
    def refused(self) -> bool:
        return self.status is not None and 400 <= self.status < 500 and self.status != 408


@dataclass(frozen=True)
class Wanted:
    """An alert that somebody asked for."""

    person: int
    symbol: str
    above: bool
    level: Decimal
    asked_at: float

    def satisfied_by(self, price: Decimal) -> bool:
        return price > self.level if self.above else price < self.level


@dataclass(frozen=True)
class Trade:
    at: float
    price: Decimal


@dataclass(frozen=True)
class Record:
    """Everything, in the order in which it happened."""

    seen: tuple[Seen, ...] = ()
    taps: tuple[Tapped, ...] = ()
    regrets: tuple[Regretted, ...] = ()
    orders: tuple[Placed, ...] = ()
    posts: tuple[Post, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    trades: Mapping[str, tuple[Trade, ...]] = field(default_factory=dict)

    def screen(self, person: int) -> dict[int, Seen]:
        """What a chat shows at the end, by message."""
        return {one.message_id: one for one in self.seen if one.person == person}

    def questions(self) -> dict[tuple[int, int], Seen]:
        """Each question that was ever shown, by person and message."""
        return {(one.person, one.message_id): one for one in self.seen if one.asks}
