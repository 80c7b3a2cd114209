"""The order book that the house keeps around a symbol's price."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandbox.exchange.market.noise import centred, key, uniform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.exchange.market.noise import Ints
    from sandbox.exchange.market.pair import Pair

DEPTH = 1_000
"""Levels on each side; an order that wants more finds none."""

_AT_ONCE = 20


class Level(NamedTuple):
    price: Decimal
    quantity: Decimal


class Book:
    """The house's bids and asks: a function of the last trade and the time, less what was taken.

    Around the last trade lie both best prices, so that the sides never cross.
    """

    def __init__(self, pair: Pair, *, seed: int) -> None:
        self._pair = pair
        self._key = key(seed, pair.symbol, "book")
        self._taken: dict[tuple[str, Decimal], Decimal] = {}
        self._taken_at = 0

    def best(self, side: str) -> Decimal:
        """Return the best price of the house before anything was taken."""
        trade, tick = self._pair.centre, self._pair.listing.tick
        if side == "BUY":
            return trade.price if trade.maker else max(trade.price - tick, tick)
        return trade.price if not trade.maker else trade.price + tick

    def levels(self, side: str) -> Iterator[Level]:
        """Yield what the house still offers on one side, the best price first."""
        self._forget()
        for start in range(0, DEPTH, _AT_ONCE):
            prices, quantities = self._offered(side, start, start + _AT_ONCE)
            for ticks, steps in zip(prices.tolist(), quantities.tolist(), strict=True):
                price = self._pair.listing.tick * ticks
                left = self._pair.listing.step * steps - self._taken.get((side, price), 0)
                if left > 0 and ticks > 0:
                    yield Level(price, left)

    def take(self, side: str, price: Decimal, quantity: Decimal) -> None:
        """Take something off a level; it stays off until the price moves."""
        self._forget()
        self._taken[side, price] = self._taken.get((side, price), Decimal(0)) + quantity

    def _forget(self) -> None:
        if self._taken_at != self._pair.centre.id:
            self._taken_at = self._pair.centre.id
            self._taken.clear()

    def _offered(self, side: str, start: int, end: int) -> tuple[Ints, Ints]:
        """Return prices and quantities of some levels: dense near the price, thick far away."""
        listing = self._pair.listing
        best = int(self.best(side) / listing.tick)
        place = np.arange(start, end)
        moment = self._pair.clock // 5_000 * DEPTH + place  # a level changes every few seconds
        gap = max(1, round(best * 2e-5))
        spread = uniform(self._key, moment) * gap * (place > 0)
        away = (gap * (place + place * place // 50) + spread).astype(np.int64)
        typical = listing.turnover * 0.1 / float(listing.step)
        lively = np.exp(1.4 * centred(self._key + (1 if side == "BUY" else 2), moment))
        quantity = np.maximum(typical * lively * (1 + place / 15), 1).astype(np.int64)
        return (best - away if side == "BUY" else best + away), quantity
