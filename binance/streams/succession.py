"""A connection and its successor, which is open before the old one goes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar

from binance.streams.connection import Reopening, SocketPolicy


class Mortal(Protocol):
    """A connection; `retiring` asks for a successor. Times are the loop's."""

    retiring: bool
    opened_at: float | None

    def leave(self) -> None: ...


L = TypeVar("L", bound=Mortal)


class Succession(Generic[L]):
    """Opens a connection where one is needed: the first, or the heir of one that retires.

    `wanted` says whether there is anybody to connect for, `connect` makes the next connection,
    and `live` opens it and returns when it has ended. When an heir takes over is the caller's to
    say; if the old connection ends before that, the heir takes its place at once. `least` is how
    many seconds to wait for others who want the same connection.
    """

    def __init__(
        self,
        policy: SocketPolicy,
        *,
        wanted: Callable[[], bool],
        connect: Callable[[], L],
        live: Callable[[L], Awaitable[None]],
        least: float = 0.0,
    ) -> None:
        self._pace, self._least = policy.pace, least
        self._wanted, self._connect, self._live = wanted, connect, live
        self._reopening = Reopening(policy)
        self._changed = asyncio.Event()
        self.current: L | None = None
        self.heir: L | None = None

    @property
    def links(self) -> list[L]:
        """The connections there are, or are about to be; the present one first."""
        return [link for link in (self.current, self.heir) if link is not None]

    async def run(self) -> None:
        """Own the connections; never returns."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._until_due()
                await self._pace.wait()
                if self._due:
                    group.create_task(self._carry(self._next()))

    def wake(self) -> None:
        """See whether a connection is needed now."""
        self._changed.set()

    def retire(self, link: L) -> None:
        """Replace a connection, which goes on until its successor takes over."""
        link.retiring = True
        self._changed.set()

    def succeed(self, heir: L) -> None:
        """Let the heir take over; the old connection is the caller's to close."""
        self.current, self.heir = heir, None
        self._changed.set()

    def dismiss(self) -> None:
        """Close all: nobody is left to connect for."""
        for link in self.links:
            link.retiring = True
            link.leave()
        self.current = self.heir = None

    @property
    def _due(self) -> bool:
        lacking = self.current is None or (self.current.retiring and self.heir is None)
        return lacking and self._wanted()

    async def _until_due(self) -> None:
        while not self._due:
            self._changed.clear()
            await self._changed.wait()
        await self._reopening.wait(self._least)

    def _next(self) -> L:
        link = self._connect()
        if self.current is None:
            self.current = link
        else:
            self.heir = link
        return link

    async def _carry(self, link: L) -> None:
        await self._live(link)
        self._reopening.ended(link.opened_at, meant=link.retiring)
        if link is self.heir:
            self.heir = None
        elif link is self.current:
            self.current, self.heir = self.heir, None
        self._changed.set()
