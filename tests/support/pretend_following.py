"""What it takes to follow pretended accounts in virtual time: a key, a way to REST, a reader."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from binance import HmacKey

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable


def key(name: str) -> HmacKey:
    return HmacKey(name, "secret")


@dataclass
class Door:
    """One account's way to REST, where everything asked goes to the same desk."""

    name: str
    desk: Callable[[str, Any], Awaitable[Any]]

    async def send(self, request: Any, **_more: Any) -> Any:
        return await self.desk(self.name, request)


@dataclass
class Reader:
    """Writes down what the streams tell; while it is not `awake` it reads no further."""

    told: list[Any] = field(default_factory=list)
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, streams: Any) -> None:
        self.awake.set()
        async for event in streams.events():
            self.told.append(event)
            await self.awake.wait()

    def count(self, what: object) -> int:
        return sum(event.event == what for event in self.told)


@asynccontextmanager
async def at_work(streams: Any, reader: Reader) -> AsyncIterator[None]:
    """Let the streams run and the reader read; neither ends by itself."""
    tasks = [asyncio.ensure_future(streams.run()), asyncio.ensure_future(reader.read(streams))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            assert isinstance(ended, asyncio.CancelledError), ended
