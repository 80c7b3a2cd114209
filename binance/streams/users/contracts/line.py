"""Some listen keys, and the connections on which they are heard."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from binance.streams.connection import Opened, SocketPolicy
from binance.streams.users.contracts.venues import Venue
from binance.streams.users.following import Follower, Following
from binance.streams.users.relay import Link, Relay

log = logging.getLogger(__name__)


@dataclass(eq=False)
class KeyHolder(Follower):
    """Somebody whose futures account is followed; `key` opens its stream without a signature."""

    key: str | None = field(default=None, repr=False)
    line: "KeyLine | None" = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class _Socket:
    socket: Opened
    answer: asyncio.Event = field(default_factory=asyncio.Event)


class KeyDesk(Protocol):
    """Whoever looks after the keys."""

    def expired(self, holder: KeyHolder) -> None: ...

    def nameless(self) -> None:
        """Hear that Binance does not say whose the messages of a connection are."""
        ...


class KeyLine:
    """Hears some accounts; those who follow the same one share its only key.

    What is wanted stands in a connection's address: a new key makes a new connection, and one
    that is not wanted any more is ignored until the next.
    """

    def __init__(
        self, venue: Venue, policy: SocketPolicy, following: Following[KeyHolder], desk: KeyDesk
    ) -> None:
        self._venue, self._following, self._desk = venue, following, desk
        self._holders: dict[str, list[KeyHolder]] = {}
        self._asked: dict[Link, frozenset[str]] = {}
        self._open: dict[Link, _Socket] = {}
        self._relay = Relay(self, policy)

    def __len__(self) -> int:
        return len(self._holders)

    def __contains__(self, key: str) -> bool:
        return key in self._holders

    @property
    def wanted(self) -> bool:
        return bool(self._holders)

    @property
    def holders(self) -> list[KeyHolder]:
        return [holder for those in self._holders.values() for holder in those]

    @property
    def _staying(self) -> list[Link]:
        return [link for link in self._asked if not link.leaving]

    async def run(self) -> None:
        """Own the connections; never returns."""
        await self._relay.run()

    def add(self, holder: KeyHolder) -> None:
        """Hear one more account."""
        assert holder.key is not None
        self._holders.setdefault(holder.key, []).append(holder)
        holder.line = self
        for link in self._staying:
            if link in self._open and holder.key in self._asked[link]:
                self._following.begins(holder, link)
        if not self._staying or not all(holder.key in self._asked[one] for one in self._staying):
            self._relay.renew()

    def remove(self, holder: KeyHolder) -> None:
        """Hear an account no more, as far as this holder of its key is concerned."""
        assert holder.key is not None
        holder.hearing.stop()
        holder.line = None
        self._holders[holder.key].remove(holder)
        if not self._holders[holder.key]:
            del self._holders[holder.key]
        if not self._holders:
            self._relay.renew()

    # what a connection tells

    def address(self, link: Link) -> str:
        keys = self._asked[link] = frozenset(self._holders)
        return self._venue.address(keys)

    def opened(self, link: Link, socket: Opened) -> None:
        """Take it for granted that the keys are heard: Binance opens for any, and says nothing."""
        self._open[link] = _Socket(socket)
        for key in self._asked[link]:
            for holder in self._holders.get(key, ()):
                self._following.begins(holder, link)
        link.ready.set()

    def heard(self, link: Link, message: dict[str, Any]) -> None:
        data = message.get("data", message)
        if not isinstance(data, dict) or "e" not in data:
            self._open[link].answer.set()  # nothing else was asked
        elif data["e"] == "serverShutdown":
            self._relay.retire(link)
        elif (key := self._whose(link, message.get("stream"), data)) is not None:
            self._said(link, key, data)
        else:
            log.warning("a connection of several accounts does not say whose its messages are")
            link.leave()
            self._desk.nameless()

    async def answered(self, link: Link) -> None:
        if (opened := self._open.get(link)) is None:
            return
        opened.answer.clear()
        await opened.socket.send('{"method": "LIST_SUBSCRIPTIONS", "id": 1}')
        await opened.answer.wait()

    def ended(self, link: Link) -> None:
        self._open.pop(link, None)
        self._asked.pop(link, None)
        for holder in self.holders:
            self._following.ends(holder, link, link.heard_at)

    def _whose(self, link: Link, stream: object, data: Mapping[str, Any]) -> str | None:
        """Find the key to which a message belongs; None if nothing tells."""
        keys = self._asked[link]
        if len(keys) == 1:
            return next(iter(keys))
        for name in (stream, data.get("listenKey")):
            key = str(name).partition("@")[0]
            if key in keys:
                return key
        return None

    def _said(self, link: Link, key: str, data: Mapping[str, Any]) -> None:
        holders = tuple(self._holders.get(key, ()))
        if data["e"] == "listenKeyExpired":
            for holder in holders:
                self._desk.expired(holder)
            return
        for holder in holders:
            self._following.hear(holder, link, data)
