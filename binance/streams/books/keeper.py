"""One symbol's book, kept in sync with its stream by snapshots when they are needed."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from math import inf
from typing import TypeAlias

from binance.errors import BinanceError, BreakerOpen, RateLimited, Rejected
from binance.models.events import contract_ticks, ticks
from binance.models.market import OrderBook
from binance.streams.books.book import LocalBook
from binance.streams.books.kept import KeptBook
from binance.streams.events import Resumed
from binance.streams.pace import Pauses

log = logging.getLogger(__name__)

Fetch: TypeAlias = Callable[[], Awaitable[OrderBook]]

_CALM = 15.0  # seconds that a book must last for the next loss to be mended without a pause
_QUIET = 0.5  # seconds without an event after which a market is taken for a quiet one
_CHANGES = (ticks.DepthUpdate, contract_ticks.DepthUpdate)


class Keeper:
    """Follows a stream; snapshots of `limit` levels come from `fetch`, with growing pauses.

    `backlog`: how many events may wait for a snapshot, the newest are kept.
    """

    def __init__(
        self,
        symbol: str,
        fetch: Fetch,
        *,
        limit: int,
        backoff: Callable[[], Pauses] = Pauses,
        backlog: int = 10_000,
    ) -> None:
        self._symbol, self._fetch, self._backoff = symbol, fetch, backoff
        self._kept = KeptBook(limit, backlog)
        self._quiet: asyncio.TimerHandle | None = None
        self.refusal: Rejected | None = None

    @property
    def book(self) -> LocalBook | None:
        """The book, if it is in sync now."""
        return self._kept.book

    async def in_sync(self) -> LocalBook:
        """Wait until the book is in sync; raises what Binance has against it, as `NoSuchSymbol`."""
        while (book := self._kept.book) is None:
            if self.refusal is not None:
                raise self.refusal
            await self._kept.ready.wait()
        return book

    async def run(self, events: AsyncGenerator[object]) -> None:
        """Follow the stream until it ends; then the book is out of sync.

        `Resumed` puts it in doubt until an event fits, or none comes; what tells of anything else
        is passed over.
        """
        try:
            async with asyncio.TaskGroup() as group, aclosing(events):
                renewing = group.create_task(self._renew_when_wanted())
                async for event in events:
                    self._hear(event)
                renewing.cancel()
        finally:
            self._kept.lose()
            self._listen_for_quiet(None)

    def _hear(self, event: object) -> None:
        if isinstance(event, _CHANGES):
            self._kept.hear(event)
        elif isinstance(event, Resumed):
            self._kept.doubt()
            self._listen_for_quiet(asyncio.get_running_loop().call_later(_QUIET, self._doubted))

    def _listen_for_quiet(self, timer: asyncio.TimerHandle | None) -> None:
        if self._quiet is not None:
            self._quiet.cancel()
        self._quiet = timer

    def _doubted(self) -> None:
        """Nothing has happened since the stream resumed: only a snapshot can tell."""
        if self._kept.book is None:
            self._kept.wanting.set()

    async def _renew_when_wanted(self) -> None:
        backoff, now, tried_at = self._backoff(), asyncio.get_running_loop().time, -inf
        while self.refusal is None:
            await self._kept.wanting.wait()
            if now() - tried_at >= _CALM:
                backoff.reset()
            else:
                await asyncio.sleep(backoff.next())
            await self._renew()
            tried_at = now()

    async def _renew(self) -> None:
        """Try to begin the book anew, and say in the log why it has to wait."""
        self._kept.ask()
        try:
            if not self._kept.lay(await self._fetch()):
                log.info("the snapshot of %s does not join its events", self._symbol)
        except Rejected as error:
            self.refusal = error
            self._kept.ready.set()
        except (RateLimited, BreakerOpen) as error:
            log.info("the book of %s must wait: %r", self._symbol, error)
            await asyncio.sleep(error.retry_after)
        except BinanceError as error:
            log.warning("the book of %s must wait: %r", self._symbol, error)
