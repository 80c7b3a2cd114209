"""A kept book is the sandbox's book after every event, or says that it is not.

`BOOK_EVENTS=1000000` makes it a million events.
"""

from __future__ import annotations

import os
import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from binance.models.market import Level, OrderBook
from binance.streams import futures as usdm_streams
from binance.streams import spot as spot_streams
from binance.streams.books.kept import KeptBook
from sandbox.exchange import Exchange
from sandbox.exchange.doors import frames as spot_frames
from sandbox.exchange.futures.streams import frames as usdm_frames
from tests.support.book_feed import disturbed, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from binance.streams.books import DepthEvent, LocalBook

EVENTS = int(os.environ.get("BOOK_EVENTS", "16000"))
SYMBOL = "LTCUSDT"
DEEP = 20
"""Levels that the sandbox shows of a side; a hundred times as many take a hundred times as long."""
WHOLE = 5_000
BEAT = 0.5
NOON = 1_795_176_000.0
REMEMBERED = 1_000

Grid = dict[Decimal, Decimal]


class House:
    """A symbol's book in the sandbox, and what its streams tell of it."""

    def __init__(self, market: str, *, seed: int) -> None:
        self.now = NOON
        self._core = core = Exchange(now=lambda: self.now, seed=seed)._core
        of_market = core.books if market == "spot" else core.futures.books
        engine = core.engine if market == "spot" else core.futures.floor.engine
        version = core._book_version if market == "spot" else core.futures._book_version
        self._market = market
        self._books = type(of_market)(engine.levels, version, core.clock, DEEP)
        self._follower = self._books.follow(SYMBOL)
        self._was: dict[int, tuple[Grid, Grid]] = {}

    def events(self, count: int) -> Iterator[DepthEvent]:
        while count:
            self.now += BEAT
            self._core.market.advance(self._core.clock())
            if self._market == "usdm":
                self._core.futures.advance()
            if (diff := self._books.changes(SYMBOL, self._follower)) is not None:
                self._remember(diff.update_id)
                yield self._worded(diff)
                count -= 1

    def _worded(self, diff: Any) -> DepthEvent:
        if self._market == "spot":
            worded = spot_frames.depth_update(SYMBOL, diff, self._core.clock())
            return spot_streams.Depth.read(worded)
        contract = self._core.futures.contracts[SYMBOL]
        worded = usdm_frames.depth_update(contract, diff, 1, self._core.clock())
        return usdm_streams.Depth.read(worded)

    def _remember(self, update_id: int) -> None:
        known = self._books._books[SYMBOL].known
        self._was[update_id] = known["BUY"], known["SELL"]
        if len(self._was) > REMEMBERED:
            del self._was[next(iter(self._was))]

    def snapshot(self) -> OrderBook:
        seen = self._books.snapshot(SYMBOL, DEEP)
        self._remember(seen.update_id)
        bids, asks = (tuple(Level(*row) for row in side) for side in (seen.bids, seen.asks))
        return OrderBook(last_update_id=seen.update_id, bids=bids, asks=asks)

    def shows(self, book: LocalBook) -> bool:
        """Whether a book is what this one was at the same update, to the last level."""
        return (book.bids._qty, book.asks._qty) == self._was[book.update_id]


class Clerk:
    """Fetches snapshots for a book that wants one; they come late, so that they are old then."""

    def __init__(self, house: House, kept: KeptBook, rng: random.Random) -> None:
        self._house, self._kept, self._rng = house, kept, rng
        self._snapshot: OrderBook | None = None
        self._late = self.asked = 0

    def looks(self) -> None:
        """Do what is due after an event."""
        if self._snapshot is not None and self._late == 0:
            self._kept.lay(self._snapshot)
            self._snapshot = None
        elif self._snapshot is not None:
            self._late -= 1
        elif self._kept.wanting.is_set():
            self._kept.ask()
            self._snapshot = self._house.snapshot()
            self._late, self.asked = self._rng.randint(0, 20), self.asked + 1


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("market", ["spot", "usdm"])
def test_in_sync_it_is_the_sandboxs_book_after_every_event(market: str) -> None:
    house, rng, kept = House(market, seed=3), random.Random(4), KeptBook(WHOLE, 10_000)
    clerk = Clerk(house, kept, rng)
    told = synced = 0
    for event in disturbed(house.events(EVENTS // 2), rng, 0.01):
        told += 1
        kept.hear(event)
        if rng.random() < 0.0005:
            kept.doubt()
        clerk.looks()
        if (book := kept.book) is not None:
            synced += 1
            assert house.shows(book)
            assert book.update_id >= event.final_update_id
            assert told % 1_000 or in_order(book)
    print(f"{market}: {told:,} events, {synced:,} in sync, {clerk.asked:,} snapshots")  # noqa: T201 - the figure of a long run

    assert told > EVENTS // 2 * 0.99
    assert synced > told * 0.8
    assert clerk.asked > told / 1_000
