"""Where a side of the house's book has its levels, and how much lies on each.

Levels stand on a grid of prices that does not move with the market: close to the best price on
every cell of the grid, further away on every second, fourth, eighth. What lies on a level changes
every few seconds, each level at its own times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandbox.exchange.market.noise import centred, key, scramble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.exchange.market.listing import Listing
    from sandbox.exchange.market.noise import Hashes, Ints

    Portion = tuple[Ints, Ints]

_AT_ONCE = 20  # as many as most people look at
_IN_ZONE = 1_024
_ZONES = 5
_SHORTEST_LIFE = 4_000  # the longest is sixteen times as long
_THICKER = 1.5  # with every doubling of the distance


class Rungs:
    """One side's levels as prices in ticks and quantities in steps."""

    def __init__(self, listing: Listing, side: str, *, seed: int) -> None:
        self._way = -1 if side == "BUY" else 1
        self._key = key(seed, listing.symbol, "book", side)
        self._gap = max(1, round(listing.anchor / float(listing.tick) * 2e-5))
        self._typical = listing.turnover * 0.1 / float(listing.step)

    def portions(self, best: int, clock: int) -> Iterator[Portion]:
        """Yield levels from the best price on: a few, then many at once."""
        cell = best // self._gap
        for cells in self._cells(cell):
            hashes = scramble(self._key, cells)
            prices = cells * self._gap + (hashes % np.uint64(self._gap)).astype(np.int64)
            if cells[0] == cell:  # the best price is a level wherever it lies in its cell
                prices[0] = best
            some = slice(np.count_nonzero(prices > 0))
            away = np.abs(cells[some] - cell)
            yield prices[some], self._quantities(hashes[some], away, clock)

    def _cells(self, cell: int) -> Iterator[Ints]:
        """Yield the cells with a level; zones begin where the grid has it, not where the price is.

        Otherwise every move of the best price would shift the levels of all further zones.
        """
        place = cell
        for zone in range(_ZONES):
            stride = self._way << zone
            end = (place + _IN_ZONE * stride) // (2 * stride) * (2 * stride)
            cells = np.arange(place, end, stride)
            yield from (cells[:_AT_ONCE], cells[_AT_ONCE:]) if not zone else (cells,)
            place = end

    def _quantities(self, hashes: Hashes, away: Ints, clock: int) -> Ints:
        life = _SHORTEST_LIFE << (hashes % np.uint64(5)).astype(np.int64)
        phase = (hashes >> np.uint64(32)).astype(np.int64) & 0xFFFF
        turn = ((clock + phase) // life).astype(np.uint64)
        lively = np.exp(1.4 * centred(self._key + 2, hashes + turn))
        doublings = np.log2(1 + away / 16).astype(np.int64)
        quantity: Ints = (self._typical * lively * _THICKER**doublings).astype(np.int64)
        return np.maximum(quantity, 1)
