"""Local order books, kept in sync with a feed of events."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import aclosing
from math import inf
from typing import TypeAlias

from binance.errors import BinanceError, BreakerOpen, RateLimited
from binance.models.events import contract_ticks, ticks
from binance.models.market import OrderBook
from binance.streams.book import DepthEvent, LocalBook, Outcome
from binance.streams.events import Resumed
from binance.streams.pace import Pauses

log = logging.getLogger(__name__)

Fetch: TypeAlias = Callable[[str], Awaitable[OrderBook]]

_CALM = 15.0  # seconds that a book must last for the next loss to be mended without a pause


class Books:
    """The books of the symbols that its feeds tell of.

    `fetch` takes a symbol and returns a snapshot of `limit` levels, the most that there are:

        async def fetch(symbol: str) -> OrderBook:
            return await binance.send(spot.Depth(symbol=symbol, limit=5000))

        books = Books(fetch, limit=5000)  # 1000 of USD-M

    A snapshot weighs 250 on spot and 20 on USD-M; one symbol's follow each other with growing
    pauses. `backlog`: how many events of a symbol may wait for one, the newest are kept.
    """

    def __init__(
        self,
        fetch: Fetch,
        *,
        limit: int,
        backoff: Callable[[], Pauses] = Pauses,
        backlog: int = 10_000,
    ) -> None:
        self._fetch, self._limit = fetch, limit
        self._backoff, self._backlog = backoff, backlog
        self._kept: dict[str, _Kept] = {}

    async def book(self, symbol: str) -> LocalBook:
        """Wait until a symbol's book is in sync, and return it.

        It goes on changing, and another takes its place after a gap: read it before the next
        `await`, and ask again afterwards. Without events of the symbol this waits for ever.
        """
        kept = self._of(symbol)
        while (book := kept.book_in_sync) is None:
            await kept.synced.wait()
        return book

    def in_sync(self, symbol: str) -> bool:
        """Whether nothing is missing in a symbol's book, as far as its events tell."""
        kept = self._kept.get(symbol)
        return kept is not None and kept.synced.is_set()

    async def run(self, events: AsyncGenerator[object]) -> None:
        """Keep books by a feed until it ends; then they are out of sync.

        `Resumed` puts each book in doubt until its next event fits. What is neither that nor a
        change of a book is passed over. Each feed has symbols of its own, and a run of its own.
        """
        following: dict[str, asyncio.Task[None]] = {}
        try:
            async with asyncio.TaskGroup() as group, aclosing(events):
                async for event in events:
                    if isinstance(event, (ticks.DepthUpdate, contract_ticks.DepthUpdate)):
                        kept = self._of(event.symbol)
                        kept.hear(event)
                        if event.symbol not in following:
                            task = group.create_task(self._follow(event.symbol, kept))
                            following[event.symbol] = task
                    elif isinstance(event, Resumed):
                        self._doubt(following)
                for task in following.values():
                    task.cancel()
        finally:
            self._lose(following)

    def _doubt(self, symbols: Iterable[str]) -> None:
        for symbol in symbols:
            self._kept[symbol].doubt()

    def _lose(self, symbols: Iterable[str]) -> None:
        for symbol in symbols:
            self._kept[symbol].lose()

    def _of(self, symbol: str) -> "_Kept":
        if symbol not in self._kept:
            self._kept[symbol] = _Kept(self._limit, self._backlog)
        return self._kept[symbol]

    async def _follow(self, symbol: str, kept: "_Kept") -> None:
        """Fetch a snapshot whenever one is wanted; never returns."""
        backoff, now, tried_at = self._backoff(), asyncio.get_running_loop().time, -inf
        while True:
            await kept.wanting.wait()
            if now() - tried_at >= _CALM:
                backoff.reset()
            else:
                await asyncio.sleep(backoff.next())
            await self._renew(symbol, kept)
            tried_at = now()

    async def _renew(self, symbol: str, kept: "_Kept") -> None:
        """Try to begin a book anew, and say in the log why it has to wait."""
        try:
            if not kept.lay(await self._fetch(symbol)):
                log.info("the snapshot of %s does not reach its events", symbol)
        except (RateLimited, BreakerOpen) as error:
            log.info("the book of %s must wait: %r", symbol, error)
            await asyncio.sleep(error.retry_after)
        except BinanceError as error:
            log.warning("the book of %s must wait: %r", symbol, error)


class _Kept:
    """A symbol's book, and the events that wait for a snapshot while one is wanted.

    A book that is only worn stays in use meanwhile.
    """

    def __init__(self, limit: int, backlog: int) -> None:
        self._limit = limit
        self._book: LocalBook | None = None
        self._waiting: deque[DepthEvent] = deque(maxlen=backlog)
        self.wanting, self.synced = asyncio.Event(), asyncio.Event()

    @property
    def book_in_sync(self) -> LocalBook | None:
        return self._book if self.synced.is_set() else None

    def hear(self, event: DepthEvent) -> None:
        if self.wanting.is_set():
            self._waiting.append(event)
        if self._book is None or self._book.apply(event) is Outcome.GAP:
            self._book = None
            self.synced.clear()
            self._want(event)
        else:
            self.synced.set()
            if self._book.worn:
                self._want(event)

    def lay(self, snapshot: OrderBook) -> bool:
        """Begin with a snapshot; False if it is older than what waits, or something is missing."""
        if self._waiting and snapshot.last_update_id < self._waiting[0].first_update_id:
            return False
        book = LocalBook(snapshot, limit=self._limit)
        if any(book.apply(event) is Outcome.GAP for event in self._waiting):
            return False  # one from beyond the gap will do
        if self._waiting:  # else the stream has been silent since it was in doubt
            self.synced.set()
        self._book = book
        self._waiting.clear()
        self.wanting.clear()
        return True

    def doubt(self) -> None:
        """Be out of sync until an event shows that none is missing."""
        self._waiting.clear()
        self.synced.clear()

    def lose(self) -> None:
        """Forget everything: nobody tells of this book any more."""
        self.doubt()
        self._book = None
        self.wanting.clear()

    def _want(self, event: DepthEvent) -> None:
        if not self.wanting.is_set():
            self._waiting.append(event)
            self.wanting.set()
