"""Events that a stream did not bring, fetched before those that follow them are told."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Protocol

from binance.errors import BinanceError, NotAvailable, Rejected, Unreadable
from binance.streams.pace import Pauses
from binance.streams.subscriptions import Subscription

log = logging.getLogger(__name__)

Numbered = tuple[int, Any]


class History(Protocol):
    """Whoever can tell what a stream did not bring."""

    def reaches(self, subscription: Subscription[Any]) -> bool:
        """Whether there is anything to ask for this stream."""
        ...

    def pages(
        self, subscription: Subscription[Any], first: int, last: int | None
    ) -> AsyncGenerator[list[Numbered], None]:
        """Yield events with their numbers, oldest first; without `last`, up to the newest."""
        ...


class Mendable(Protocol):
    """A stream that has a hole."""

    subscription: Subscription[Any]
    last: int | None

    @property
    def wanted(self) -> bool: ...

    def fill(self, page: Iterable[Numbered]) -> None: ...

    def mended(self) -> None: ...

    def given_up(self) -> None: ...


@dataclass(frozen=True)
class _Hole:
    stream: Mendable
    upto: int | None


class Mender:
    """Fills holes in streams, and tries again until it can, as long as somebody listens."""

    def __init__(self, history: History | None, backoff: Callable[[], Pauses] = Pauses) -> None:
        self._history, self._backoff = history, backoff
        self._holes: asyncio.Queue[_Hole] = asyncio.Queue()

    def can_mend(self, subscription: Subscription[Any]) -> bool:
        return self._history is not None and self._history.reaches(subscription)

    def mend(self, stream: Mendable, upto: int | None) -> None:
        """Fetch what follows the last event that was told, up to a number or to the newest."""
        self._holes.put_nowait(_Hole(stream, upto))

    async def run(self) -> None:
        """Work through the holes, side by side; never returns."""
        async with asyncio.TaskGroup() as group:
            while True:
                group.create_task(self._mend(await self._holes.get()))

    async def _mend(self, hole: _Hole) -> None:
        stream, backoff = hole.stream, self._backoff()
        while stream.wanted:
            try:
                if await self._read(hole):
                    stream.mended()
                    return
            except (NotAvailable, Rejected, Unreadable) as error:
                log.warning("what %s missed is lost: %r", stream.subscription.stream, error)
                break
            except BinanceError as error:
                log.info("what %s missed must wait: %r", stream.subscription.stream, error)
            await asyncio.sleep(backoff.next())
        stream.given_up()

    async def _read(self, hole: _Hole) -> bool:
        """Fill as much as can be read now; False when the hole is not closed yet."""
        assert self._history is not None
        stream = hole.stream
        assert stream.last is not None
        pages = self._history.pages(stream.subscription, stream.last + 1, hole.upto)
        async with aclosing(pages) as reading:
            async for page in reading:
                stream.fill(page)
        return hole.upto is None or stream.last >= hole.upto
