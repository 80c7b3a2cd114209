"""All symbols together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sandbox.exchange.market import recording
from sandbox.exchange.market.blocks import Blocks
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


class Pairs(Mapping[str, Pair]):
    """The pairs by symbol, each made when somebody first looks at it."""

    def __init__(self, listings: Mapping[str, Listing], make: Callable[[Listing], Pair]) -> None:
        self._listings = listings
        self._make = make
        self._living: dict[str, Pair] = {}

    def __getitem__(self, symbol: str) -> Pair:
        if symbol not in self._living:
            self._living[symbol] = self._make(self._listings[symbol])
        return self._living[symbol]

    def __iter__(self) -> Iterator[str]:
        return iter(self._listings)

    def __len__(self) -> int:
        return len(self._listings)

    def close(self, symbol: str) -> None:
        """Let a symbol that is no longer listed trade no more."""
        self._living.pop(symbol, None)

    def living(self) -> tuple[Pair, ...]:
        """Return the pairs that somebody has looked at; the others have nothing to tell."""
        return tuple(self._living.values())


class Market:
    """The symbols, and whoever wants to hear of their trades.

    Spot's listings unless others are given, with the `source` that their minutes come from.
    """

    def __init__(
        self,
        *,
        seed: int,
        clock: int,
        speed: float = 1.0,
        replay: Path | None = None,
        listings: Mapping[str, Listing] = LISTINGS,
        source: Callable[[Listing], Source] | None = None,
    ) -> None:
        self.pairs = Pairs(listings, self._open)
        self._source = source or self._played
        self._books: dict[str, Book] = {}
        self._days: dict[str, Day] = {}
        self.listeners: list[Listener] = []
        self._seed, self._speed = seed, speed
        self._recording = recording.read(replay) if replay else None
        self._start = self.clock = clock

    def book(self, symbol: str) -> Book:
        return self._books[self.pairs[symbol].symbol]

    def day(self, symbol: str) -> Day:
        return self._days[self.pairs[symbol].symbol]

    def blocks(self, symbol: str) -> Blocks:
        return Blocks(self.pairs[symbol], seed=self._seed)

    def advance(self, clock: int) -> None:
        """Let time pass in every symbol; each trade is told before the next one happens."""
        if clock <= self.clock:
            return
        self.clock = clock
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

    def _played(self, listing: Listing) -> Source:
        recorded = self._recording
        if recorded is not None and listing.symbol == recorded.symbol:
            start = self._start // MINUTE
            return Replay(recorded, listing, start=start, speed=self._speed)
        return Walk(listing, seed=self._seed, speed=self._speed)
