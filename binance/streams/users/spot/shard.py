"""Some users, and the connections that carry their events, one after another."""

import asyncio

from binance.streams.succession import Succession
from binance.streams.users.spot.follower import Follower
from binance.streams.users.spot.link import Link, Owner
from binance.streams.users.spot.terms import Terms


class Shard:
    """Keeps its users subscribed.

    When a connection grows old, is told to go or owes an answer, its successor is opened first,
    and takes over when everybody is subscribed there. Only a connection that breaks by itself
    leaves a gap.
    """

    def __init__(self, terms: Terms, owner: Owner) -> None:
        self._terms, self._policy = terms, terms.policy
        self._followers: set[Follower] = set()
        self._succession = Succession(
            terms.policy,
            wanted=lambda: bool(self._followers),
            connect=self._connect,
            live=self._live,
        )
        self.refused, self.taken = owner.refused, owner.taken

    def __len__(self) -> int:
        return len(self._followers)

    @property
    def connections(self) -> int:
        """How many are open; two while one takes over."""
        return sum(link.alive for link in self._succession.links)

    def add(self, follower: Follower) -> None:
        self._followers.add(follower)
        for link in self._succession.links:
            link.ask(follower)
        self._succession.wake()

    def remove(self, follower: Follower) -> None:
        """Carry a user no more; the last one's connection is left to be used again."""
        self._followers.discard(follower)
        for link in self._succession.links:
            link.drop(follower)

    async def run(self) -> None:
        """Own the connections; never returns."""
        await self._succession.run()

    def _connect(self) -> Link:
        link = Link(self._followers, self._terms, self)
        link.urgent = any(each.urgent for each in self._succession.links)
        return link

    async def _live(self, link: Link) -> None:
        async with asyncio.TaskGroup() as group:
            succession = group.create_task(self._succeed(link))
            await link.run()
            succession.cancel()

    async def _succeed(self, heir: Link) -> None:
        """Take over from the present connection, once whoever is heard there is heard here.

        Somebody who cannot be subscribed keeps the old one open, until Binance ends it.
        """
        old = self._succession.current
        if old is None or old is heir:
            return
        while heir.opened_at is None or not old.subscribed <= heir.subscribed:
            if self._succession.current is not old:
                return
            await asyncio.sleep(self._policy.tick)
        if not old.suspect:
            await asyncio.sleep(self._policy.overlap)
        while self._succession.current is old and not old.suspect:
            if await old.answers():
                break
            await asyncio.sleep(self._policy.tick)
        if self._succession.current is old:
            self._succession.succeed(heir)
            old.leave()

    # what a connection tells

    def retire(self, link: Link, *, urgent: bool = False) -> None:
        for each in self._succession.links:
            each.urgent |= urgent
        if link is self._succession.heir:
            link.leave()
        self._succession.retire(link)
