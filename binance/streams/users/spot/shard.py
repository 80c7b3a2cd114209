"""Some users, and the connections that carry their events, one after another."""

import asyncio
import logging

from binance.streams.connection import Reopening
from binance.streams.users.spot.follower import Follower
from binance.streams.users.spot.link import Link, Owner
from binance.streams.users.spot.terms import Terms

log = logging.getLogger(__name__)


class Shard:
    """Keeps its users subscribed.

    When a connection grows old, is told to go or owes an answer, its successor is opened first,
    and takes over when everybody is subscribed there. Only a connection that breaks by itself
    leaves a gap.
    """

    def __init__(self, terms: Terms, owner: Owner) -> None:
        self._terms, self._policy = terms, terms.policy
        self._followers: set[Follower] = set()
        self._current: Link | None = None
        self._heir: Link | None = None
        self._reopening = Reopening(terms.policy)
        self._changed = asyncio.Event()
        self.refused, self.taken = owner.refused, owner.taken

    def __len__(self) -> int:
        return len(self._followers)

    @property
    def connections(self) -> int:
        """How many are open; two while one takes over."""
        return sum(link.alive for link in self._links())

    def add(self, follower: Follower) -> None:
        self._followers.add(follower)
        for link in self._links():
            link.ask(follower)
        self._changed.set()

    def remove(self, follower: Follower) -> None:
        """Carry a user no more; the last one's connection is left to be used again."""
        self._followers.discard(follower)
        for link in self._links():
            link.drop(follower)

    async def run(self) -> None:
        """Own the connections; never returns."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._until_needed()
                await self._policy.pace.wait()
                if self._needed:
                    group.create_task(self._carry(self._successor()))

    @property
    def _needed(self) -> bool:
        current = self._current
        due = current is None or (current.retiring and self._heir is None)
        return bool(self._followers) and due

    async def _until_needed(self) -> None:
        while not self._needed:
            self._changed.clear()
            await self._changed.wait()
        await self._reopening.wait()

    def _successor(self) -> Link:
        link = Link(self._followers, self._terms, self)
        if self._current is None:
            self._current = link
        else:
            self._heir, link.urgent = link, self._current.urgent
        return link

    async def _carry(self, link: Link) -> None:
        async with asyncio.TaskGroup() as group:
            succession = group.create_task(self._succeed(link))
            await link.run()
            succession.cancel()
        self._reopening.ended(link.opened_at, meant=link.retiring)
        if link is self._heir:
            self._heir = None
        elif link is self._current:
            self._current, self._heir = self._heir, None
        self._changed.set()

    async def _succeed(self, heir: Link) -> None:
        """Take over from the present connection, once whoever is heard there is heard here.

        Somebody who cannot be subscribed keeps the old one open, until Binance ends it.
        """
        old = self._current
        if old is None or old is heir:
            return
        while heir.opened_at is None or not old.subscribed <= heir.subscribed:
            if self._current is not old:
                return
            await asyncio.sleep(self._policy.tick)
        if not old.suspect:
            await asyncio.sleep(self._policy.overlap)
        while self._current is old and not old.suspect:
            if await old.answers():
                break
            await asyncio.sleep(self._policy.tick)
        if self._current is old:
            self._current, self._heir = heir, None
            old.leave()

    def _links(self) -> list[Link]:
        return [link for link in (self._current, self._heir) if link is not None]

    # what a connection tells

    def retire(self, link: Link, *, urgent: bool = False) -> None:
        link.retiring = True
        for each in self._links():
            each.urgent |= urgent
        if link is self._heir:
            link.leave()
        self._changed.set()
