"""One symbol as it lives: its next trades, its last one, and what people add to them."""

from __future__ import annotations

from collections import deque
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandbox.exchange.market.bars import of_trades
from sandbox.exchange.market.history import History
from sandbox.exchange.market.intervals import HOUR, MINUTE
from sandbox.exchange.market.tape import Tape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sandbox.exchange.market.listing import Listing
    from sandbox.exchange.market.walk import Counter, Source


TRADES_BEFORE = 700_000_000
"""Trades and aggregate trades are numbered apart; here an aggregate is always of one trade."""


class Trade(NamedTuple):
    """A trade as everybody sees it."""

    id: int  # as an aggregate trade
    time: int
    price: Decimal
    quantity: Decimal
    maker: bool  # whether the buyer was the maker

    @property
    def number(self) -> int:
        """The id as a trade."""
        return self.id + TRADES_BEFORE


class Pair:
    """A symbol's market from now on; where it has closed, time stands still."""

    def __init__(
        self, listing: Listing, source: Source, counter: Counter, *, seed: int, clock: int
    ) -> None:
        self.listing = listing
        self.history = History(listing, source, counter, seed=seed)
        self._coming: deque[tuple[int, int, int, int, bool]] = deque()
        self._loaded = 0  # the minute after the last one whose trades are in `_coming`
        self._begin(min(clock, listing.until))

    last: Trade
    """The last trade, whoever made it."""
    centre: Trade
    """The last trade that people's orders did not make: around it lies the book."""

    @property
    def symbol(self) -> str:
        return self.listing.symbol

    @property
    def clock(self) -> int:
        return self.history.clock

    def advance(self, clock: int) -> Iterable[Trade]:
        """Let time pass; return the seeded trades that happen meanwhile, each when its turn comes.

        Whoever has slept for more than an hour is shown the last hour only.
        """
        clock = min(clock, self.listing.until)
        if self._coming and clock < self._coming[0][1]:
            self.history.clock = max(clock, self.clock)
            return ()
        return self._until(clock)

    def _until(self, clock: int) -> Iterator[Trade]:
        if clock - self.clock > HOUR:
            self._begin(clock - HOUR)
        while self._next()[1] <= clock:
            _, time, raw, quantity, maker = self._coming.popleft()
            self._raw = raw
            price = max(round(raw * self.history.factor()), 1)
            self.centre = self._happen(time, price, quantity, maker=maker)
            yield self.centre
        self.history.clock = max(clock, self.clock)

    def print(self, price: Decimal, quantity: Decimal, *, maker: bool) -> Trade:
        """Let people trade now; what the seed has still to come is numbered on from there."""
        ticks, steps = int(price / self.listing.tick), int(quantity / self.listing.step)
        self.history.insert((self.last.id + 1, self.clock, ticks, steps, maker))
        return self._happen(self.clock, ticks, steps, maker=maker)

    def move(self, price: Decimal) -> Trade:
        """Trade at this price now, and let the market go on from there."""
        if not self.listing.trading:
            raise ValueError(f"{self.symbol} is not trading.")
        quantity = Decimal(self.listing.turnover / self.listing.trades)
        lot = max(quantity // self.listing.step, Decimal(1)) * self.listing.step
        self.centre = self.print(price, lot, maker=price < self.last.price)
        self.history.move(self.clock + 1, float(price / self.listing.tick) / self._raw)
        return self.centre

    def settle(self) -> None:
        """Let the market go on as if nobody had ever moved it."""
        if self.history.factor() != 1.0:
            self.history.move(self.clock + 1, 1.0)

    def _begin(self, clock: int) -> None:
        tape = self.history.begin(clock)
        self._coming.clear()
        self._loaded = clock // MINUTE
        self._load(clock)
        last = tape.part(slice(-1, None))
        self._raw = max(round(int(last.price[0]) / self.history.factor()), 1)
        self.last = self.centre = self._trade(*(column[0].item() for column in last))

    def _next(self) -> tuple[int, int, int, int, bool]:
        while not self._coming:
            self._load()
        return self._coming[0]

    def _load(self, after: int = 0) -> None:
        tape: Tape = self.history.seeded(self._loaded, self._loaded + 1)
        tape = tape.part(tape.time > after)
        self._coming.extend(zip(*(column.tolist() for column in tape), strict=True))
        self._loaded += 1

    def _happen(self, time: int, price: int, quantity: int, *, maker: bool) -> Trade:
        row = (self.last.id + 1, time, price, quantity, maker)
        self.last = self._trade(*row)
        self.history.record(of_trades(Tape(*(np.array([each]) for each in row))), time)
        return self.last

    def _trade(self, trade_id: int, time: int, price: int, quantity: int, maker: bool) -> Trade:  # noqa: FBT001 - a row of the tape
        ticks, steps = self.listing.tick * price, self.listing.step * quantity
        return Trade(trade_id, time, ticks, steps, maker)
