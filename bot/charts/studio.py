"""Pictures on request, for many people at once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Self

from bot.charts.drawing import draw as draw_candles
from bot.charts.errors import ChartBusy, ChartFailed
from bot.charts.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.charts.wish import Wish


class ChartStudio:
    """A worker process with a short queue: `room` pictures in the making, `keep` remembered.

    Whoever wants a picture that is being made waits for that one; a picture begun is finished
    even if the person left. Closing the studio cancels those who still wait. A `warm` studio has
    its worker at hand from the start; another one hires it for the first picture.
    """

    def __init__(
        self,
        *,
        draw: Callable[[Wish], bytes] = draw_candles,
        room: int = 16,
        keep: int = 64,
        timeout: float = 20.0,  # the first one of a busy machine waits for its process as well
        warm: bool = True,
    ) -> None:
        self._draw = draw
        self._room = room
        self._keep = keep
        self._timeout = timeout
        self._warm = warm
        self._worker: Worker | None = None
        self._flights: dict[Wish, asyncio.Task[bytes]] = {}
        self._recent: OrderedDict[Wish, bytes] = OrderedDict()
        # One wish at a time is in the pool, so a worker that dies takes no innocent one along.
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        if self._warm:
            await self._hire()
        return self

    async def __aexit__(self, *_: object) -> None:
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)
        if self._worker is not None:
            await self._worker.close()

    async def picture(self, wish: Wish) -> bytes:
        """Give the PNG of this wish: remembered, already in the making, or made now."""
        if (known := self._recent.get(wish)) is not None:
            self._recent.move_to_end(wish)
            return known
        flight = self._flights.get(wish) or self._take_off(wish)
        return await asyncio.shield(flight)

    def _take_off(self, wish: Wish) -> asyncio.Task[bytes]:
        if len(self._flights) >= self._room:
            raise ChartBusy(f"{self._room} pictures are waiting already")
        flight = self._flights[wish] = asyncio.create_task(self._make(wish))
        flight.add_done_callback(lambda done: self._land(wish, done))
        return flight

    def _land(self, wish: Wish, flight: asyncio.Task[bytes]) -> None:
        del self._flights[wish]
        if flight.cancelled() or flight.exception() is not None:
            return  # those who waited have been told; asking marks the exception as seen
        self._recent[wish] = flight.result()
        if len(self._recent) > self._keep:
            self._recent.popitem(last=False)

    async def _make(self, wish: Wish) -> bytes:
        async with self._turn:
            try:
                return await self._attempt(wish)
            except BrokenProcessPool:
                pass  # killed from outside, most likely: the next worker has a chance
            try:
                return await self._attempt(wish)
            except BrokenProcessPool as broken:
                raise ChartFailed("the worker died twice over this picture") from broken

    async def _attempt(self, wish: Wish) -> bytes:
        worker = self._worker or await self._hire()
        try:
            async with asyncio.timeout(self._timeout):
                return await worker.run(wish)
        except TimeoutError as late:
            worker.kill()
            await self._hire()
            raise ChartFailed(f"no picture after {self._timeout:g} s") from late
        except BrokenProcessPool:
            await self._hire()
            raise

    async def _hire(self) -> Worker:
        # In a thread, because starting a process takes milliseconds.
        self._worker = await asyncio.to_thread(Worker, self._draw)
        return self._worker
