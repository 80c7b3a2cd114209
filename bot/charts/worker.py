"""The handle on the process that draws."""

from __future__ import annotations

import asyncio
import os
import signal
from concurrent.futures import CancelledError, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import TYPE_CHECKING

from bot.charts.drawing import settle_in
from bot.charts.wish import Candle, ChartWish, Wish

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

_CANDLE = Candle(datetime(2024, 1, 1, tzinfo=UTC), 1.0, 4.0, 1.0, 3.0, 1.0)
SAMPLE = ChartWish("SAMPLE", "1h", (_CANDLE,), price_tick=0.01)


class Worker:
    """One spawned process; it draws a sample first, which loads libraries and fonts."""

    def __init__(self, draw: Callable[[Wish], bytes]) -> None:
        self._draw = draw
        self._pool = ProcessPoolExecutor(1, get_context("spawn"), initializer=settle_in)
        self._pid: Future[int] = self._pool.submit(os.getpid)
        self._pool.submit(draw, SAMPLE)

    async def run(self, wish: Wish) -> bytes:
        """Make the picture; raises `BrokenProcessPool` when the process died."""
        return await asyncio.wrap_future(self._pool.submit(self._draw, wish))

    async def close(self, *, grace: float = 2.0) -> None:
        """Let the process finish what it draws and leave; after `grace` seconds end it."""
        try:
            async with asyncio.timeout(grace):
                await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)
        except TimeoutError:
            self.kill()

    def kill(self) -> None:
        """End the process at once; a picture in the making is lost."""
        with suppress(TimeoutError, CancelledError, BrokenProcessPool, ProcessLookupError):
            os.kill(self._pid.result(timeout=0), signal.SIGKILL)
        self._pool.shutdown(wait=False, cancel_futures=True)
