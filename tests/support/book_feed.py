"""A book that changes at random, what is told of it, and what becomes of that on the way."""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from binance.models.events import contract_ticks, ticks
from binance.models.market import Level, OrderBook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from binance.streams.books import DepthEvent, LocalBook

Venue = Literal["spot", "usdm"]
Sides = tuple[dict[Decimal, Decimal], dict[Decimal, Decimal]]

_TICK = Decimal("0.01")
_STEP = Decimal("0.001")


@dataclass(frozen=True)
class Change:
    """One update of the true book; a quantity of 0 removes the level."""

    update_id: int
    side: Literal[0, 1]
    level: Level


class TrueBook:
    """The exchange's side: bids and asks around a price that wanders, and a tape of all changes.

    The ids of spot have no gaps; those of futures are shared with other symbols.
    """

    def __init__(
        self, venue: Venue, seed: int, *, symbol: str = "BTCUSDT", width: int = 30
    ) -> None:
        self.venue, self.symbol, self.rng = venue, symbol, random.Random(seed)
        self.update_id, self.told_id = 1_000, 1_000
        self.sides: Sides = ({}, {})
        self.tape: list[Change] = []
        self._mid, self._width = 10_000, width
        for _ in range(width * 4):
            self._change()
        self.told_id = self.update_id

    def event(self) -> DepthEvent:
        """Change something, and tell of it."""
        before, since = self.told_id, len(self.tape)
        first = self.update_id + 1
        for _ in range(self.rng.randint(1, 4)):
            self._change()
        self.told_id = self.update_id
        changed: tuple[dict[Decimal, Level], dict[Decimal, Level]] = ({}, {})
        for change in self.tape[since:]:
            changed[change.side][change.level.price] = change.level
        told: dict[str, Any] = {
            "symbol": self.symbol,
            "event_ms": self.update_id,
            "first_update_id": first,
            "final_update_id": self.update_id,
            "bids": tuple(changed[0].values()),
            "asks": tuple(changed[1].values()),
        }
        if self.venue == "spot":
            return ticks.DepthUpdate(**told)
        return contract_ticks.DepthUpdate(
            **told, previous_update_id=before, transaction_ms=self.update_id
        )

    def snapshot(self, limit: int = 5_000) -> OrderBook:
        bids, asks = self.sides
        return OrderBook(
            last_update_id=self.update_id,
            bids=tuple(Level(price, bids[price]) for price in sorted(bids, reverse=True)[:limit]),
            asks=tuple(Level(price, asks[price]) for price in sorted(asks)[:limit]),
        )

    def wander(self, ticks_up: int) -> None:
        self._mid += ticks_up

    def _change(self) -> None:
        self._mid += self.rng.choice((-1, 0, 0, 0, 1))
        side: Literal[0, 1] = self.rng.choice((0, 1))
        away = self.rng.randint(1, self._width)
        price = _TICK * (self._mid + away * (1 if side else -1))
        crossed = [at for at in self.sides[1 - side] if (at <= price) == (side == 0)]
        for at in crossed:  # what lies in the way is traded away first
            self._set(1 - side, Level(at, Decimal(0)))
        gone = self.rng.random() < 0.3 and self.sides[side]
        if gone:
            price = self.rng.choice(list(self.sides[side]))
        qty = Decimal(0) if gone else _STEP * self.rng.randint(1, 9_999)
        self._set(side, Level(price, qty))

    def _set(self, side: int, level: Level) -> None:
        self.update_id += 1 if self.venue == "spot" else self.rng.randint(1, 5)
        change = Change(self.update_id, 1 if side else 0, level)
        self.tape.append(change)
        lay(self.sides, change)


def lay(sides: Sides, change: Change) -> None:
    if change.level.qty:
        sides[change.side][change.level.price] = change.level.qty
    else:
        sides[change.side].pop(change.level.price, None)


class Reference:
    """The true book as it was at some update, found from the tape and from no event."""

    def __init__(self, true: TrueBook) -> None:
        self._tape, self.at = true.tape, 0
        self._next, self.sides = 0, ({}, {})  # type: int, Sides

    def advance(self, update_id: int) -> Sides:
        """Return the sides as they were at an update; it may lie before the last one asked for."""
        if update_id < self.at:
            self._next, self.sides = 0, ({}, {})
        while self._next < len(self._tape) and self._tape[self._next].update_id <= update_id:
            lay(self.sides, self._tape[self._next])
            self._next += 1
        self.at = update_id
        return self.sides


def disturbed(
    events: Iterable[DepthEvent], rng: random.Random, rate: float
) -> Iterator[DepthEvent]:
    """Lose, repeat and swap some of the events."""
    held: deque[DepthEvent] = deque()
    recent: deque[DepthEvent] = deque(maxlen=5)
    for event in events:
        fate = rng.random() / rate
        if fate < 0.3:
            continue
        if fate < 0.6 and recent:
            yield rng.choice(recent)
        if 0.6 <= fate < 1:
            held.append(event)
            continue
        recent.append(event)
        yield event
        yield from held
        held.clear()


def sides_of(book: LocalBook) -> Sides:
    return dict(book.bids), dict(book.asks)


def in_order(book: LocalBook) -> bool:
    """Whether the best price is first on each side."""
    bids, asks = [price for price, _ in book.bids], [price for price, _ in book.asks]
    return bids == sorted(bids, reverse=True) and asks == sorted(asks)
