"""All symbols together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sandbox.exchange.market.book import Book
from sandbox.exchange.market.day import Day
from sandbox.exchange.market.intervals import MINUTE
from sandbox.exchange.market.listing import LISTINGS
from sandbox.exchange.market.pair import Pair
from sandbox.exchange.market.replay import Replay
from sandbox.exchange.market.walk import Counter, Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sandbox.exchange.market.listing import Listing
    from sandbox.exchange.market.pair import Trade
    from sandbox.exchange.market.walk import Source

    Listener = Callable[[Pair, Trade], None]

REPLAYED = "BTCUSDT"
"""The symbol that plays the candles of `SANDBOX_REPLAY`."""


class Pairs(Mapping[str, Pair]):
    """The pairs by symbol, each made when somebody first looks at it."""

    def __init__(self, make: Callable[[Listing], Pair]) -> None:
        self._make = make
        self._living: dict[str, Pair] = {}

    def __getitem__(self, symbol: str) -> Pair:
        if symbol not in self._living:
            self._living[symbol] = self._make(LISTINGS[symbol])
        return self._living[symbol]

    def __iter__(self) -> Iterator[str]:
        return iter(LISTINGS)

    def __len__(self) -> int:
        return len(LISTINGS)

    def living(self) -> tuple[Pair, ...]:
        """Return the pairs that somebody has looked at; the others have nothing to tell."""
        return tuple(self._living.values())


class Market:
    """The symbols, and whoever wants to hear of their trades."""

    def __init__(self, *, seed: int, speed: float, replay: Path | None, clock: int) -> None:
        self.pairs = Pairs(self._open)
        self._books: dict[str, Book] = {}
        self._days: dict[str, Day] = {}
        self.listeners: list[Listener] = []
        self._seed, self._speed, self._replay = seed, speed, replay
        self._start = self.clock = clock

    def book(self, symbol: str) -> Book:
        return self._books[self.pairs[symbol].symbol]

    def day(self, symbol: str) -> Day:
        return self._days[self.pairs[symbol].symbol]

    def advance(self, clock: int) -> None:
        """Let time pass in every symbol; each trade is told before the next one happens."""
        self.clock = max(clock, self.clock)
        for pair in self.pairs.living():
            for trade in pair.advance(clock):
                self.tell(pair, trade)

    def wake(self, symbol: str) -> None:
        """Let a symbol trade from now on, so that its streams have something to say."""
        self.pairs.get(symbol)

    def tell(self, pair: Pair, trade: Trade) -> None:
        for listener in self.listeners:
            listener(pair, trade)

    def _open(self, listing: Listing) -> Pair:
        counter = Counter(listing, seed=self._seed)
        pair = Pair(listing, self._source(listing), counter, seed=self._seed, clock=self.clock)
        self._books[pair.symbol] = Book(pair, seed=self._seed)
        self._days[pair.symbol] = Day(pair)
        return pair

    def _source(self, listing: Listing) -> Source:
        if self._replay is not None and listing.symbol == REPLAYED:
            start = self._start // MINUTE
            return Replay(self._replay, listing, start=start, speed=self._speed)
        return Walk(listing, seed=self._seed, speed=self._speed)
