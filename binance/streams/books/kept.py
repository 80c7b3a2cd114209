"""A local book and what it lacks, without tasks and clocks: events in, snapshots in, a book out."""

import asyncio
from collections import deque

from binance.models.market import OrderBook
from binance.streams.books.book import DepthEvent, LocalBook, Outcome


class KeptBook:
    """A symbol's book, and the events that wait for a snapshot while one is `wanting`.

    A book that is only worn stays in use meanwhile. `ready` is set while there is a book in sync.
    """

    def __init__(self, limit: int, backlog: int) -> None:
        self._limit = limit
        self._book: LocalBook | None = None
        self._waiting: deque[DepthEvent] = deque(maxlen=backlog)
        self._undisturbed = False  # since a snapshot was asked for
        self.wanting, self.ready = asyncio.Event(), asyncio.Event()

    @property
    def book(self) -> LocalBook | None:
        """The book, if it is in sync."""
        return self._book if self._book is not None and self._book.synced else None

    def hear(self, event: DepthEvent) -> None:
        """Take the next event."""
        if self.wanting.is_set():
            self._waiting.append(event)
        if self._book is None or self._book.apply(event) is Outcome.GAP:
            self._book = None
            self._want(event)
        elif self._book.worn:
            self._want(event)
        self._tell()

    def ask(self) -> None:
        """Begin to fetch a snapshot: from now on nothing must come between."""
        self._undisturbed = True

    def lay(self, snapshot: OrderBook) -> bool:
        """Begin with a snapshot; False if it does not join what was told since.

        Where nothing was told it is the book of now, unless the stream was interrupted meanwhile.
        """
        book = LocalBook(snapshot, limit=self._limit)
        if any(book.apply(event) is Outcome.GAP for event in self._waiting):
            return False  # one from beyond the gap will do
        if not self._waiting:
            if not self._undisturbed:
                return False
            book.synced = True
        self._book = book
        self._waiting.clear()
        self.wanting.clear()
        self._tell()
        return True

    def doubt(self) -> None:
        """Be out of sync until an event shows that none is missing."""
        self._waiting.clear()
        self._undisturbed = False
        if self._book is not None:
            self._book.synced = False
        self._tell()

    def lose(self) -> None:
        """Forget everything: nobody tells of this book any more."""
        self.doubt()
        self._book = None
        self.wanting.clear()

    def _want(self, event: DepthEvent) -> None:
        if not self.wanting.is_set():
            self._waiting.append(event)
            self.wanting.set()

    def _tell(self) -> None:
        if self.book is None:
            self.ready.clear()
        else:
            self.ready.set()
