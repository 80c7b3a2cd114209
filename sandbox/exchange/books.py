"""The update ids of order books, and what has changed in a book between two of them.

Snapshots and diff events of a symbol share one count, and a diff event names every level that was
changed at some time since the event before it, also one that has become what it was: so a book
that was begun with any snapshot, and kept up with the events after it, is the true book.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    Row = tuple[Decimal, Decimal]
    Grid = dict[Any, Any]  # decimals, or whole numbers
    Levels = Callable[[str, str, int], Iterable[Row]]
    Units = tuple[Decimal, Decimal]

SIDES = ("BUY", "SELL")
DEEPEST = 5_000
_ONE = Decimal(1)


class Snapshot(NamedTuple):
    """A book as far as it was asked for, best prices first."""

    update_id: int
    bids: list[Row]
    asks: list[Row]


class Diff(NamedTuple):
    """What has changed in a book; quantities are what lies on a level now, nothing if zero."""

    first_id: int
    update_id: int
    bids: list[Row]
    asks: list[Row]


@dataclass(eq=False)
class Follower:
    """Somebody who is told of changes: up to which update, and which levels changed since."""

    update_id: int
    touched: dict[str, set[Any]] = field(default_factory=lambda: {s: set() for s in SIDES})


@dataclass
class _Book:
    update_id: int
    version: Hashable = None
    known: dict[str, Grid] = field(default_factory=dict)
    followers: list[Follower] = field(default_factory=list)


class BookUpdates:
    """Counts the updates of books: of those that are followed, change by change.

    `levels(symbol, side, limit)` shows a book as it is; what `version(symbol)` returns changes
    whenever the book may have changed. Changes are found several times as fast where
    `grid(symbol, side)` shows a side in whole numbers of the symbol's `units`: tick and step.
    """

    def __init__(
        self,
        levels: Levels,
        version: Callable[[str], Hashable],
        clock: Callable[[], int],
        deepest: int = DEEPEST,
        *,
        grid: Callable[[str, str], Grid] | None = None,
        units: Callable[[str], Units] = lambda _: (_ONE, _ONE),
    ) -> None:
        self._levels = levels
        self._deepest = deepest
        self._version = version
        self._clock = clock
        self._grid = grid or self._shown
        self._units = units
        self._books: dict[str, _Book] = {}

    def update_id(self, symbol: str) -> int:
        """Return the id of the last update of a book."""
        return self._brought_up(symbol).update_id

    def snapshot(self, symbol: str, limit: int) -> Snapshot:
        book = self._brought_up(symbol)
        bids, asks = (list(self._levels(symbol, side, limit)) for side in SIDES)
        return Snapshot(book.update_id, bids, asks)

    def follow(self, symbol: str) -> Follower:
        """Keep account of a book's changes from now on."""
        book = self._brought_up(symbol)
        if not book.followers:
            book.known = {side: self._grid(symbol, side) for side in SIDES}
        follower = Follower(book.update_id)
        book.followers.append(follower)
        return follower

    def leave(self, symbol: str, follower: Follower) -> None:
        book = self._books[symbol]
        book.followers.remove(follower)
        if not book.followers:
            book.known = {}

    def changes(self, symbol: str, follower: Follower) -> Diff | None:
        """Return what has changed for a follower since it was told the last time, if anything."""
        book = self._brought_up(symbol)
        first_id, follower.update_id = follower.update_id + 1, book.update_id
        if not any(follower.touched.values()):
            follower.update_id = first_id - 1
            return None
        units = self._units(symbol)
        bids, asks = (_told(book.known[side], follower.touched[side], units) for side in SIDES)
        return Diff(first_id, book.update_id, bids, asks)

    def _brought_up(self, symbol: str) -> _Book:
        """Return a book in which everything up to now is counted."""
        if symbol not in self._books:  # ids grow from one run to the next, as they do live
            self._books[symbol] = _Book(self._clock() // 10)
        book, version = self._books[symbol], self._version(symbol)
        if book.version != version:
            book.version = version
            book.update_id += self._observe(book, symbol) if book.followers else 1
        return book

    def _observe(self, book: _Book, symbol: str) -> int:
        """Note which levels have changed; return how many."""
        count = 0
        for side in SIDES:
            before, now = book.known[side], self._grid(symbol, side)
            changed = {price for price, _ in before.items() ^ now.items()}
            for follower in book.followers:
                follower.touched[side] |= changed
            book.known[side] = now
            count += len(changed)
        return count

    def _shown(self, symbol: str, side: str) -> Grid:
        return dict(self._levels(symbol, side, self._deepest))


def _told(known: Grid, touched: set[Any], units: Units) -> list[Row]:
    """Return the levels that were touched as they are now, and forget that they were."""
    tick, step = units
    rows = [(tick * price, step * known.get(price, 0)) for price in sorted(touched)]
    touched.clear()
    return rows
