"""Some streams, and the connections that carry them, one after another."""

import asyncio
import logging
from collections.abc import Iterable

import msgspec

from binance.clock import Clock
from binance.streams.connection import SocketPolicy, loop_time
from binance.streams.market.link import Link
from binance.streams.market.notices import Undelivered
from binance.streams.market.routes import Route
from binance.streams.market.topic import Topic
from binance.streams.succession import Succession

log = logging.getLogger(__name__)

_WHOLE_SILENCE = 15.0  # seconds without a word on a connection that has something to say
_RARE = 4.0  # seconds between messages, from which on silence may be normal
_REBUILT_AT_MOST_EVERY = 300.0  # for the sake of some streams, while others speak
_UNHEARD_AFTER = 2  # things done in vain


class Line:
    """Keeps its streams delivered.

    When a connection grows old, is told to go or keeps silent, its successor is opened first, and
    takes over when it delivers what the old one did. Only a connection that breaks by itself
    leaves a gap.
    """

    def __init__(self, route: Route, policy: SocketPolicy, now: Clock) -> None:
        self._route, self._policy, self._now = route, policy, now
        self._topics: dict[str, Topic] = {}
        self._succession = Succession(
            policy, wanted=lambda: bool(self._topics), connect=self._connect, live=self._live
        )
        self._said_before = 0
        self._rebuilt_at = float("-inf")
        self._silence_told_at = float("-inf")
        self.opened_at: float | None = None
        self.last_message_at: float | None = None

    def __len__(self) -> int:
        return len(self._topics)

    @property
    def connected(self) -> bool:
        current = self._succession.current
        return current is not None and current.alive

    def add(self, topic: Topic) -> None:
        """Carry one more stream."""
        self._topics[topic.subscription.stream] = topic
        topic.pulse.begin(loop_time())
        if self._succession.current is not None:
            topic.carried_by(self._succession.current)
        if self._succession.heir is not None:
            topic.awaits(self._succession.heir)
        self._change()

    def remove(self, name: str) -> None:
        """Carry a stream no more; without any, the connections are closed."""
        self._topics.pop(name).cut()
        if not self._topics:
            self._succession.dismiss()
        self._change()

    async def run(self) -> None:
        """Own the connections; never returns."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch())
            await self._succession.run()

    # connections

    def _connect(self) -> Link:
        return Link(self._route, self._topics.keys(), self._policy, self)

    async def _live(self, link: Link) -> None:
        await link.run()
        if link is self._succession.heir:
            self._fall_back()
        elif link is self._succession.current:
            self._inherit()

    def _inherit(self) -> None:
        """The connection is gone: the one that was opened meanwhile takes its place."""
        heir = self._succession.heir
        if heir is not None and heir.opened_at is not None:
            self._succeed(heir)
        else:
            for topic in self._topics.values():
                topic.cut()

    def _succeed(self, heir: Link) -> None:
        self._succession.succeed(heir)
        self.opened_at = self._now()
        for name, topic in self._topics.items():
            if topic.source is heir:
                continue
            if name in heir.agreed:
                topic.switch()
            else:
                topic.cut()
                topic.carried_by(heir)

    def _fall_back(self) -> None:
        """The successor failed: go on with the old one, from which some had been taken already."""
        current = self._succession.current
        for topic in self._topics.values():
            if topic.source is not current and current is not None:
                topic.cut()
                topic.carried_by(current)
                topic.go_live()
            topic.awaits(None)

    def _change(self) -> None:
        for link in self._succession.links:
            link.change()
        self._succession.wake()

    # what a connection tells

    def opened(self, link: Link) -> None:
        current = self._succession.current
        if link is current:
            self.opened_at = self._now()
            for topic in self._topics.values():
                topic.carried_by(link)
                topic.pulse.begin(link.heard_at)
        elif link is self._succession.heir and current is not None:
            self._said_before = current.events
            for topic in self._topics.values():
                topic.awaits(link)

    def agreed(self, link: Link, names: Iterable[str]) -> None:
        now = loop_time()
        for name in names:
            topic = self._topics.get(name)
            if topic is not None and topic.source is link:
                topic.pulse.begin(now)
                topic.go_live()

    def heard(self, link: Link, name: str, data: msgspec.Raw) -> None:
        self.last_message_at = self._now()
        if (topic := self._topics.get(name)) is not None:
            topic.hear(link, data, link.heard_at)

    def refused(self, link: Link, name: str, code: int, msg: str) -> None:
        if (topic := self._topics.get(name)) is not None and topic.source is link:
            topic.notify(Undelivered(name, msg, code))

    def shutting_down(self, link: Link) -> None:
        self._succession.retire(link)

    # what time tells

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._policy.tick)
            current = self._succession.current
            if current is not None and current.opened_at is not None:
                self._look(current, loop_time())

    def _look(self, current: Link, now: float) -> None:
        self._mind_whole_silence(current, now)
        heir = self._succession.heir
        if heir is not None and heir.opened_at is not None:
            self._compare(current, heir, now - heir.opened_at)
        elif now >= current.expires_at:
            self._succession.retire(current)
        elif not current.retiring:
            self._mind_silence(current, now)

    def _compare(self, current: Link, heir: Link, together: float) -> None:
        """Let the successor take over once it has shown that it delivers, or had its time."""
        ready = all(topic.source is heir for topic in self._topics.values())
        if not ready and together < self._policy.overlap:
            return
        if not heir.events and current.events > self._said_before:
            log.warning("a new connection says nothing, and is given up")
            heir.leave()
            return
        self._succeed(heir)
        current.leave()

    def _mind_whole_silence(self, current: Link, now: float) -> None:
        """Say now and then that something may be missing while nothing at all is heard.

        Only where something must be heard every few seconds: else silence may be truth.
        """
        since = max(current.heard_at, self._silence_told_at)
        if now - since < _WHOLE_SILENCE:
            return
        if any((topic.subscription.expected or _RARE) < _RARE for topic in self._topics.values()):
            self._silence_told_at = now
            for topic in self._topics.values():
                topic.doubt()

    def _mind_silence(self, current: Link, now: float) -> None:
        """Ask again for a stream that is silent too long; if that does not help, elsewhere."""
        silent = {
            name: topic
            for name, topic in self._topics.items()
            if name in current.asked and topic.pulse.silent(now)
        }
        if not silent:
            return
        all_silent = current.heard_at <= min(topic.pulse.at for topic in silent.values())
        for name, topic in silent.items():
            topic.pulse.doubt(now)
            if topic.pulse.doubts == _UNHEARD_AFTER + 1 and not topic.pulse.heard:
                topic.notify(Undelivered(name, "subscribed to, and nothing has arrived yet"))
        in_vain = any(topic.pulse.doubts >= _UNHEARD_AFTER for topic in silent.values())
        if all_silent or (in_vain and now - self._rebuilt_at >= _REBUILT_AT_MOST_EVERY):
            self._rebuilt_at = now
            self._succession.retire(current)
        else:
            current.ask_again(silent)
