"""The order book that the house keeps around a symbol's price."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandbox.exchange.market.rungs import Rungs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from sandbox.exchange.market.pair import Pair

DEPTH = 5_000
"""Levels on each side, as many as `depth` shows; an order that wants more finds none."""

_TENTH = 100
_KEPT = 12_000  # levels: of both sides and what lately was on them


class Level(NamedTuple):
    price: Decimal
    quantity: Decimal


class Book:
    """The house's bids and asks: a function of the last trade and the time, less what was taken.

    Around the last trade lie both best prices, so that the sides never cross. What lies at a
    price stays there when the best price moves, so that a tenth of a second changes few levels.
    """

    def __init__(self, pair: Pair, *, seed: int) -> None:
        self._pair = pair
        self._rungs = {side: Rungs(pair.listing, side, seed=seed) for side in ("BUY", "SELL")}
        self._level = lru_cache(_KEPT)(self._worded)
        self._drawn: dict[str, _Ladder] = {}
        self._rest: dict[tuple[str, Decimal], Decimal] = {}
        self._rest_at = 0

    def best(self, side: str) -> Decimal:
        """Return the best price of the house before anything was taken."""
        trade, tick = self._pair.centre, self._pair.listing.tick
        if side == "BUY":
            return trade.price if trade.maker else max(trade.price - tick, tick)
        return trade.price if not trade.maker else trade.price + tick

    def levels(self, side: str) -> Iterator[Level]:
        """Yield what the house still offers on one side, the best price first."""
        if not self._pair.listing.trading:
            return iter(())
        self._forget()
        offered = islice(self._ladder(side), DEPTH)
        return self._left(side, offered) if self._rest else offered

    def top(self, side: str, limit: int) -> list[Level]:
        """Return the first levels of one side."""
        return list(islice(self.levels(side), limit))

    def grid(self, side: str) -> dict[int, int]:
        """Return a whole side in ticks and steps, in which two moments are soon compared."""
        if not self._pair.listing.trading:
            return {}
        self._forget()
        listing, (best, clock) = self._pair.listing, self._moment(side)
        columns = zip(*self._rungs[side].portions(best, clock), strict=True)
        prices, quantities = (np.concatenate(column)[:DEPTH].tolist() for column in columns)
        grid = dict(zip(prices, quantities, strict=True))
        for (taken_side, price), rest in self._rest.items():
            ticks = int(price / listing.tick)
            if taken_side == side and ticks in grid:
                grid[ticks] = int(rest / listing.step)
                if rest <= 0:
                    del grid[ticks]
        return grid

    def take(self, side: str, price: Decimal, quantity: Decimal) -> None:
        """Take something off a level, which stays as it is then until the price moves.

        If it filled up meanwhile, it could cross an order that has come to rest there.
        """
        offered = (level.quantity for level in self.levels(side) if level.price == price)
        self._rest[side, price] = next(offered, quantity) - quantity

    def _forget(self) -> None:
        if self._rest_at != self._pair.centre.id:
            self._rest_at = self._pair.centre.id
            self._rest.clear()

    def _left(self, side: str, offered: Iterator[Level]) -> Iterator[Level]:
        for price, quantity in offered:
            left = self._rest.get((side, price), quantity)
            if left > 0:
                yield Level(price, left)

    def _moment(self, side: str) -> tuple[int, int]:
        """Return what a side depends on: its best price, and the tenth of a second."""
        best = int(self.best(side) / self._pair.listing.tick)
        return best, self._pair.clock // _TENTH * _TENTH

    def _ladder(self, side: str) -> _Ladder:
        """Return the levels of this tenth of a second, kept for whoever asks next."""
        best, clock = self._moment(side)
        ladder = self._drawn.get(side)
        if ladder is None or ladder.moment != (best, clock):
            ladder = self._drawn[side] = _Ladder(self._rungs[side], best, clock, self._level)
        return ladder

    def _worded(self, ticks: int, steps: int) -> Level:
        """Return a level in decimals; most are the same the next time somebody looks."""
        return Level(self._pair.listing.tick * ticks, self._pair.listing.step * steps)


class _Ladder:
    """One side at one moment; its levels are worked out as far as somebody looks."""

    def __init__(
        self, rungs: Rungs, best: int, clock: int, level: Callable[[int, int], Level]
    ) -> None:
        self.moment = best, clock
        self._level = level
        self._portions = rungs.portions(best, clock)
        self._known: list[list[Level]] = []

    def __iter__(self) -> Iterator[Level]:
        return chain.from_iterable(self._pieces())

    def _pieces(self) -> Iterator[list[Level]]:
        place = 0
        while place < len(self._known) or self._draw():
            yield self._known[place]
            place += 1

    def _draw(self) -> bool:
        portion = next(self._portions, None)
        if portion is None:
            return False
        self._known.append(list(map(self._level, *(each.tolist() for each in portion))))
        return True
