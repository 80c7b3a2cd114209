"""The streams of books: best prices, best levels, and what has changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.exchange.books import SIDES, Diff
from sandbox.exchange.futures.streams import frames

if TYPE_CHECKING:
    from sandbox.exchange.books import Follower, Snapshot
    from sandbox.exchange.core import Core
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.streams.audience import Audience
    from sandbox.exchange.futures.streams.beat import Beat

ALL = "!bookTicker"
_ALL_EVERY = 5_000
_DEPTH = re.compile(r"(?:depth(5|10|20)?(?:@(100|250|500)ms)?|rpiDepth@(500)ms)")
_USUAL_SPEED = 250


@dataclass
class _Changes:
    """A stream of changes."""

    contract: Contract
    every: int
    follower: Follower


@dataclass
class _Levels:
    """A stream of the best levels, and the book of which it told last."""

    contract: Contract
    every: int
    limit: int
    told: Snapshot


@dataclass
class _Best:
    """A stream of the best prices, and which were told last."""

    contract: Contract
    told: list[object] = field(default_factory=list)


class BookStreams:
    """Tells of the books that somebody listens to."""

    def __init__(self, core: Core, audience: Audience) -> None:
        self._core = core
        self._futures = core.futures
        self._audience = audience
        self._changes: dict[str, _Changes] = {}
        self._levels: dict[str, _Levels] = {}
        self._best: dict[str, _Best] = {}
        self._of_all: dict[str, _Best] = {}

    def begin(self, stream: str, contract: Contract, kind: str) -> None:
        if kind == "bookTicker":
            self._best[stream] = _Best(contract)
        match = _DEPTH.fullmatch(kind)
        if match is None:
            return
        limit, speed = match[1], int(match[2] or match[3] or _USUAL_SPEED)
        books, symbol = self._futures.books, contract.symbol
        if limit is None:
            self._changes[stream] = _Changes(contract, speed, books.follow(symbol))
        else:
            told = books.snapshot(symbol, 0)
            self._levels[stream] = _Levels(contract, speed, int(limit), told)

    def end(self, stream: str) -> None:
        self._best.pop(stream, None)
        self._levels.pop(stream, None)
        if changes := self._changes.pop(stream, None):
            self._futures.books.leave(changes.contract.symbol, changes.follower)

    def beat(self, beat: Beat) -> None:
        """Tell of best prices that have changed, and of the books whose turn it is."""
        for stream, best in self._best.items():
            self._tell_best(stream, best)
        for stream, changes in self._changes.items():
            if beat.ends(changes.every):
                diff = self._futures.books.changes(changes.contract.symbol, changes.follower)
                self._tell_depth(stream, changes.contract, diff)
        for stream, levels in self._levels.items():
            if beat.ends(levels.every):
                self._tell_depth(stream, levels.contract, self._best_levels(levels))
        if beat.ends(_ALL_EVERY) and ALL in self._audience:
            for contract in self._futures.contracts.values():
                best = self._of_all.setdefault(contract.symbol, _Best(contract))
                self._tell_best(ALL, best)

    def traded(self, contract: Contract) -> None:
        """Tell of a symbol's best prices if a trade has changed them."""
        stream = f"{contract.symbol.lower()}@bookTicker"
        if best := self._best.get(stream):
            self._tell_best(stream, best)

    def _tell_best(self, stream: str, best: _Best) -> None:
        contract = best.contract
        engine = self._futures.floor.engine
        levels: list[object] = [engine.levels(contract.symbol, side, 1) for side in SIDES]
        if best.told == levels:
            return
        best.told = levels
        book = self._futures.books.snapshot(contract.symbol, 1)
        traded = self._futures.pair(contract.symbol).last.time
        event = frames.book_ticker(contract, book, traded, self._core.clock())
        self._audience.publish(stream, event)

    def _best_levels(self, levels: _Levels) -> Diff | None:
        """Return the best levels as a change of their own, None if they are what they were."""
        told, now = levels.told, self._futures.books.snapshot(levels.contract.symbol, levels.limit)
        if (now.bids, now.asks) == (told.bids, told.asks):
            return None
        levels.told = now
        return Diff(told.update_id + 1, now.update_id, now.bids, now.asks)

    def _tell_depth(self, stream: str, contract: Contract, diff: Diff | None) -> None:
        if diff is not None:
            traded = self._futures.pair(contract.symbol).last.time
            event = frames.depth_update(contract, diff, traded, self._core.clock())
            self._audience.publish(stream, event)
