"""Block trades: large ones agreed on beside the book, so that no candle and no volume has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.history import BEGINNING
from sandbox.exchange.market.intervals import DAY, MINUTE
from sandbox.exchange.market.noise import key, scramble, uniform

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.market.pair import Pair

_FIRST_DAY = BEGINNING // DAY
_HOUR_OF_NIGHT = 60 * MINUTE


class BlockTrade(NamedTuple):
    """One block trade; they are numbered on their own, by symbol."""

    id: int
    time: int
    price: Decimal
    quantity: Decimal
    maker: bool  # whether the buyer was the maker

    @property
    def quote(self) -> Decimal:
        return self.price * self.quantity


class Blocks:
    """A symbol's block trades: one a day, in the first hour of UTC, at the day's first price."""

    def __init__(self, pair: Pair, *, seed: int) -> None:
        self._pair = pair
        self._key = key(seed, pair.symbol, "block")

    def latest_id(self) -> int:
        """Return the id of the last block trade so far."""
        day = self._pair.clock // DAY
        return day - _FIRST_DAY + (self._time(day) <= self._pair.clock)

    def from_id(self, block_id: int, limit: int) -> list[BlockTrade]:
        """Return up to `limit` block trades from this id on."""
        first = max(block_id, 1)
        last = min(first + limit - 1, self.latest_id())
        if last < first:
            return []
        start = _FIRST_DAY + first - 1
        hours = self._pair.history.hours(start * 24, (_FIRST_DAY + last) * 24)
        opens = hours[Bar.OPEN, ::24].tolist()
        return [self._block(day, ticks) for day, ticks in enumerate(opens, start)]

    def _block(self, day: int, ticks: int) -> BlockTrade:
        listing, place = self._pair.listing, np.array([day])
        minutes = 20 + 40 * float(uniform(self._key + 1, place)[0])
        steps = max(int(listing.turnover * minutes / float(listing.step)), 1)
        return BlockTrade(
            id=day - _FIRST_DAY + 1,
            time=self._time(day),
            price=listing.tick * ticks,
            quantity=listing.step * steps,
            maker=bool(scramble(self._key + 2, place)[0] & np.uint64(1)),
        )

    def _time(self, day: int) -> int:
        return day * DAY + int(uniform(self._key, np.array([day]))[0] * _HOUR_OF_NIGHT)
