"""What is asked about: an order for a position, or the end of one, with all that it means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from binance.models.futures.algo_orders import AlgoOrder
from binance.models.futures.orders import OrderState
from binance.streams.books import Fill
from bot.positions.held import Funding, Held
from bot.positions.planned import NOTHING, Behind
from bot.positions.wishes import Direction, Open

THIN = Decimal("0.005")  # slippage from which on a person is warned


@dataclass(frozen=True)
class End:
    """Where a position gets out again, and what that leaves; after fees if it is `charged`."""

    gains: bool
    price: Decimal
    result: Decimal
    charged: bool = True


@dataclass(frozen=True)
class Meeting:
    """Whether an order with a price would trade at once, and with how much as the book tells."""

    takes: bool
    fill: Fill | None = None


@dataclass(frozen=True)
class Question:
    """What all questions have: the ticket under which the requests wait."""

    ticket_id: str
    label: str | None
    lasts: timedelta


@dataclass(frozen=True)
class Opening:
    """An order for a position; `price` is its average as far as the book tells, or its own.

    `leverage_before` is set where the leverage is changed first. `there` is the position that it
    changes; `opened` how much of it does not merely reduce that one. `closers` wait already and
    close whatever position there is. `free_after` is the margin that stays free, None where the
    order frees some as well. `meets` is None of an order at the market.
    """

    question: Question
    wish: Open
    quantity: Decimal
    price: Decimal
    leverage: int
    leverage_before: int | None
    opened: Decimal
    there: Decimal
    margin: Decimal
    free: Decimal
    free_after: Decimal | None
    fee: Decimal
    paid_in: str | None
    mark: Decimal
    liquidation: Decimal | None
    isolated: bool
    hedged: bool
    expected: Fill | None
    ends: Sequence[End]
    funding: Funding | None
    closers: Sequence[AlgoOrder]
    meets: Meeting | None = None

    @property
    def symbols(self) -> set[str]:
        return {self.wish.contract.symbol}

    @property
    def notional(self) -> Decimal:
        return self.quantity * self.price

    @property
    def thin(self) -> bool:
        slippage = None if self.expected is None else self.expected.slippage
        return slippage is not None and slippage > THIN

    @property
    def stop_too_far(self) -> bool:
        """Whether it would be liquidated before its stop is reached."""
        return _beyond(self.ends, self.liquidation, self.wish.direction)


@dataclass(frozen=True)
class Part:
    """Of a position, how much is closed, and what that realises; None where no book tells.

    `closers` wait to end it, and are of no use where nothing is left; None is what is not known.
    What is `resting` in the book Binance ends with the position; entries stay, and what waits
    `behind` them. The `fee` is None where it was not asked for, or not told.
    """

    held: Held
    quantity: Decimal
    price: Decimal
    result: Decimal | None
    expected: Fill | None = None
    closers: Sequence[AlgoOrder] | None = ()
    resting: Sequence[OrderState] = ()
    behind: Behind = NOTHING
    fee: Decimal | None = None
    paid_in: str | None = None

    @property
    def whole(self) -> bool:
        return not self.left

    @property
    def left(self) -> Decimal:
        return self.held.quantity - self.quantity


@dataclass(frozen=True)
class Waits:
    """The price of an order that is to wait in the book, and what it `meets` there."""

    price: Decimal
    post: bool
    meets: Meeting


@dataclass(frozen=True)
class Closing:
    """Closing now; or later, with `ends` and a `trail`; or in the book, as `waits` says.

    `everything` is asked to be closed; so many positions `beyond` these are not closed by it, nor
    are those in `unlisted` contracts.
    """

    question: Question
    parts: Sequence[Part]
    ends: Sequence[End] = ()
    trail: Decimal | None = None
    waits: Waits | None = None
    everything: bool = False
    beyond: int = 0
    unlisted: Sequence[str] = ()

    @property
    def symbols(self) -> set[str]:
        return {one.held.symbol for one in self.parts}

    @property
    def stop_too_far(self) -> bool:
        """Whether the position would be liquidated before the stop that is asked about."""
        held = self.parts[0].held
        return _beyond(self.ends, held.liquidation, held.direction)


def _beyond(ends: Sequence[End], liquidation: Decimal | None, direction: Direction) -> bool:
    """Whether a stop among the ends lies where the position is liquidated, or further."""
    loss = next((end.price for end in ends if not end.gains), None)
    if loss is None or liquidation is None:
        return False
    return loss * direction.sign <= liquidation * direction.sign


Preview = Opening | Closing
