"""One connection after another: the next one is open before the last one goes."""

import asyncio
import logging
from contextlib import suppress
from typing import Any, Protocol

from binance.streams.connection import Opened, Reopening, SocketPolicy, decode, loop_time
from binance.streams.dialling import NOT_OPENED, Socket

log = logging.getLogger(__name__)

_PATIENCE = 300.0  # so long a successor waits for stragglers


class Link:
    """One connection; `ready` once it hears everybody it was opened for, if it ever does.

    `retiring` asks for a successor. Times are the loop's.
    """

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        self.retiring = False
        self.opened_at: float | None = None
        self.heard_at = 0.0
        self._leaving = asyncio.Event()

    @property
    def leaving(self) -> bool:
        return self._leaving.is_set()

    def leave(self) -> None:
        """Close the connection, as soon as it is open if need be."""
        self._leaving.set()

    async def closing(self, socket: Socket) -> None:
        await self._leaving.wait()
        await socket.close()


class Party(Protocol):
    """Whoever is to be heard over the connections."""

    @property
    def wanted(self) -> bool:
        """Whether there is anybody to be heard."""
        ...

    def address(self, link: Link) -> str:
        """Name the URL of a new connection."""
        ...

    def opened(self, link: Link, socket: Opened) -> None: ...

    def heard(self, link: Link, message: dict[str, Any]) -> None: ...

    async def answered(self, link: Link) -> None:
        """Ask for a sign of life, and wait for it: all that was sent before has then arrived."""
        ...

    def ended(self, link: Link) -> None: ...


class Relay:
    """Keeps a party connected.

    A connection that grows old, is told to go, or lacks somebody gets a successor, and is closed
    when both have been open for a while and the old one has shown that it was alive: then nothing
    falls in between. Only a connection that breaks by itself leaves a gap. One that is broken and
    does not show it is found by the pings that the socket sends for itself: silence of an account
    is no sign. Who comes within one `tick` of the policy shares one new connection.
    """

    def __init__(self, party: Party, policy: SocketPolicy) -> None:
        self._party, self._policy = party, policy
        self._current: Link | None = None
        self._heir: Link | None = None
        self._reopening = Reopening(policy)
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Own the connections; never returns."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._until_due()
                await self._policy.pace.wait()
                if self._due:
                    group.create_task(self._carry(self._successor()))

    def wake(self) -> None:
        """See whether a connection is needed now."""
        self._changed.set()

    def renew(self) -> None:
        """Open another connection for a party that has changed; none if nobody is left of it."""
        links = [link for link in (self._current, self._heir) if link is not None]
        for link in links:
            link.retiring = True
        if not self._party.wanted:
            self._current = self._heir = None
            for link in links:
                link.leave()
        self._changed.set()

    def retire(self, link: Link) -> None:
        """Replace a connection, which goes on until its successor has been heard."""
        link.retiring = True
        self._changed.set()

    @property
    def _due(self) -> bool:
        current = self._current
        lacking = current is None or (current.retiring and self._heir is None)
        return lacking and self._party.wanted

    async def _until_due(self) -> None:
        while not self._due:
            self._changed.clear()
            await self._changed.wait()
        await self._reopening.wait(self._policy.tick)

    def _successor(self) -> Link:
        link = Link()
        if self._current is None:
            self._current = link
        else:
            self._heir = link
        return link

    async def _carry(self, link: Link) -> None:
        async with asyncio.TaskGroup() as group:
            life = group.create_task(self._live(link))
            await self._read(link)
            life.cancel()
        self._reopening.ended(link.opened_at, meant=link.retiring)
        self._party.ended(link)
        if link is self._heir:
            self._heir = None
        elif link is self._current:
            self._current, self._heir = self._heir, None
        self._changed.set()

    async def _read(self, link: Link) -> None:
        try:
            url = self._party.address(link)
            async with self._policy.dial(url, self._policy.open_timeout) as socket:
                link.opened_at = link.heard_at = loop_time()
                self._party.opened(link, Opened(socket))
                async with asyncio.TaskGroup() as group:
                    closing = group.create_task(link.closing(socket))
                    while (raw := await socket.receive()) is not None:
                        link.heard_at = loop_time()
                        self._party.heard(link, decode(raw))
                    closing.cancel()
        except NOT_OPENED as error:
            # Never the URL, never a message: both may bear secrets.
            log.info("no connection (%s)", type(error).__name__)

    async def _live(self, link: Link) -> None:
        """Take over in time, and retire in time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._policy.open_timeout + _PATIENCE):
                await link.ready.wait()
        if link is self._heir:
            await self._take_over(link)
        await asyncio.sleep(self._policy.age())
        self.retire(link)

    async def _take_over(self, heir: Link) -> None:
        """Close the old connection; one that owes a sign of life has left a gap by then."""
        old, early = self._current, self._policy.in_flight
        assert old is not None
        for pause in (early, self._policy.overlap - early):
            await asyncio.sleep(pause)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._policy.open_timeout):
                    await self._party.answered(old)
        if old is self._current:
            self._current, self._heir = heir, None
            old.leave()
            self._changed.set()
