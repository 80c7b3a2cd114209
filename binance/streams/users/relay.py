"""One connection after another: the next one is open before the last one goes."""

import asyncio
import logging
from contextlib import suppress
from typing import Any, Protocol

from binance.streams.connection import Opened, SocketPolicy, decode, loop_time
from binance.streams.dialling import NOT_OPENED, Socket
from binance.streams.succession import Succession

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
        self._succession = Succession(
            policy,
            wanted=lambda: party.wanted,
            connect=Link,
            live=self._carry,
            least=policy.tick,
        )

    async def run(self) -> None:
        """Own the connections; never returns."""
        await self._succession.run()

    def wake(self) -> None:
        """See whether a connection is needed now."""
        self._succession.wake()

    def retire(self, link: Link) -> None:
        """Replace a connection, which goes on until its successor has been heard."""
        self._succession.retire(link)

    def renew(self) -> None:
        """Open another connection for a party that has changed; none if nobody is left of it."""
        for link in self._succession.links:
            link.retiring = True
        if not self._party.wanted:
            self._succession.dismiss()
        self.wake()

    async def _carry(self, link: Link) -> None:
        async with asyncio.TaskGroup() as group:
            life = group.create_task(self._live(link))
            await self._read(link)
            life.cancel()
        self._party.ended(link)

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
        if link is self._succession.heir:
            await self._take_over(link)
        await asyncio.sleep(self._policy.age())
        self.retire(link)

    async def _take_over(self, heir: Link) -> None:
        """Close the old connection; one that owes a sign of life has left a gap by then."""
        old, early = self._succession.current, self._policy.in_flight
        assert old is not None
        for pause in (early, self._policy.overlap - early):
            await asyncio.sleep(pause)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._policy.open_timeout):
                    await self._party.answered(old)
        if old is self._succession.current:
            self._succession.succeed(heir)
            old.leave()
