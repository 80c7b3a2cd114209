"""The streams of a symbol's book: the best levels, what changed in it, and its best prices."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.exchange.books import SIDES
from sandbox.exchange.doors import frames

if TYPE_CHECKING:
    from sandbox.exchange.books import Follower
    from sandbox.exchange.core import Core
    from sandbox.exchange.doors.subscribers import Subscribers
    from sandbox.exchange.market.pair import Pair

_DEPTH = re.compile(r"depth(5|10|20)?(@100ms)?")


@dataclass
class _Levels:
    """A stream of the best levels."""

    pair: Pair
    limit: int
    fast: bool


@dataclass
class _Changes:
    """A stream of changes."""

    pair: Pair
    follower: Follower
    fast: bool


@dataclass
class _Best:
    """A stream of the best prices, and which were told last."""

    pair: Pair
    told: list[object] = field(default_factory=list)


class DepthStreams:
    """Tells of the books that somebody listens to."""

    def __init__(self, core: Core, subscribers: Subscribers) -> None:
        self._core = core
        self._subscribers = subscribers
        self._levels: dict[str, _Levels] = {}
        self._changes: dict[str, _Changes] = {}
        self._best: dict[str, _Best] = {}

    def begin(self, stream: str, pair: Pair, kind: str) -> None:
        if kind == "bookTicker":
            self._best[stream] = _Best(pair)
        match = _DEPTH.fullmatch(kind)
        if match is None:
            return
        levels, fast = match[1], bool(match[2])
        if levels is None:
            self._changes[stream] = _Changes(pair, self._core.books.follow(pair.symbol), fast)
        else:
            self._levels[stream] = _Levels(pair, int(levels), fast)

    def end(self, stream: str) -> None:
        if (changes := self._changes.pop(stream, None)) is not None:
            self._core.books.leave(changes.pair.symbol, changes.follower)
        self._levels.pop(stream, None)
        self._best.pop(stream, None)

    def beat(self, *, due: bool) -> None:
        """Tell of best prices and of the streams with `@100ms` now, of all when a second is due."""
        for stream, changes in self._changes.items():
            if changes.fast or due:
                self._tell_changes(stream, changes)
        for stream, levels in self._levels.items():
            if levels.fast or due:
                snapshot = self._core.books.snapshot(levels.pair.symbol, levels.limit)
                self._subscribers.publish(stream, frames.book(snapshot))
        for stream, best in self._best.items():
            self._tell_best(stream, best)

    def traded(self, pair: Pair) -> None:
        """Tell of a symbol's best prices if a trade has changed them."""
        stream = f"{pair.symbol.lower()}@bookTicker"
        if best := self._best.get(stream):
            self._tell_best(stream, best)

    def _tell_best(self, stream: str, best: _Best) -> None:
        symbol = best.pair.symbol
        levels: list[object] = [self._core.engine.levels(symbol, side, 1) for side in SIDES]
        if best.told != levels:
            best.told = levels
            snapshot = self._core.books.snapshot(symbol, 1)
            self._subscribers.publish(stream, frames.book_ticker(symbol, snapshot))

    def _tell_changes(self, stream: str, changes: _Changes) -> None:
        diff = self._core.books.changes(changes.pair.symbol, changes.follower)
        if diff is not None:
            event = frames.depth_update(changes.pair.symbol, diff, self._core.clock())
            self._subscribers.publish(stream, event)
