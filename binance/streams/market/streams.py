"""The door to what markets tell."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from binance.clock import Clock
from binance.hosts import Hosts
from binance.streams.connection import SocketPolicy
from binance.streams.events import Resumed
from binance.streams.market.conflation import TradeRange, condensed
from binance.streams.market.inbox import Inbox
from binance.streams.market.line import Line
from binance.streams.market.mending import History, Mender
from binance.streams.market.notices import Undelivered
from binance.streams.market.routes import Route, route
from binance.streams.market.topic import Feed, Topic
from binance.streams.once import Once
from binance.streams.subscriptions import Subscription

Notice = Resumed | TradeRange | Undelivered
E = TypeVar("E")

_Key = tuple[Route, str]
_LINGER = 5.0


@dataclass(frozen=True)
class _Place:
    topic: Topic
    line: Line


class MarketStreams:
    """Shares sockets between all who want to hear of a market.

    `linger`: how many seconds a stream is kept after the last one left, for whoever comes back.
    `backlog`: how much may wait for one reader. With a `history`, what was missed is fetched and
    told in its turn, so that `Resumed` is told at the beginning only, and where that failed.
    """

    def __init__(
        self,
        hosts: Hosts,
        *,
        now: Clock = time.time,
        policy: SocketPolicy | None = None,
        history: History | None = None,
        backlog: int = 10_000,
        linger: float = _LINGER,
        streams_a_connection: int = 1024,
    ) -> None:
        self._hosts, self._now = hosts, now
        self._policy = policy or SocketPolicy()
        self._mender = Mender(history, self._policy.backoff)
        self._backlog, self._linger = backlog, linger
        self._capacity = streams_a_connection
        self._places: dict[_Key, _Place] = {}
        self._lines: dict[Route, list[Line]] = {}
        self._new_lines: asyncio.Queue[Line] = asyncio.Queue()
        self._once = Once("MarketStreams")

    @property
    def connected_since(self) -> float | None:
        """Since when everything is connected; None while something is not."""
        busy = [line for line in self._all_lines() if len(line)]
        if not busy or not all(line.connected for line in busy):
            return None
        return max((line.opened_at for line in busy if line.opened_at is not None), default=None)

    @property
    def last_message_at(self) -> float | None:
        heard = (line.last_message_at for line in self._all_lines())
        return max((at for at in heard if at is not None), default=None)

    async def run(self) -> None:
        """Own the sockets; never returns, and is for one call."""
        self._once.begin()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._mender.run())
            while True:
                line = await self._new_lines.get()
                group.create_task(line.run())

    @overload
    def subscribe(  # rows are told one by one
        self, *subscriptions: Subscription[list[E]]
    ) -> AsyncGenerator[E | Notice, None]: ...
    @overload
    def subscribe(self, *subscriptions: Subscription[E]) -> AsyncGenerator[E | Notice, None]: ...
    def subscribe(self, *subscriptions: Subscription[Any]) -> AsyncGenerator[Any, None]:
        """Yield `Resumed`, then events; `Resumed` again whenever something may be missing.

        A slow reader gets the latest of what only shows a state, and a `TradeRange` for trades
        that were too many; of what cannot be summed up, `Resumed` says that it is lost.
        `Undelivered` says why nothing comes. Close the generator to unsubscribe. What this world
        does not have at all is `NotAvailable`, at once.
        """
        wanted = {(route(self._hosts, one), one.stream): one for one in subscriptions}
        return self._told(wanted)

    async def _told(self, wanted: dict[_Key, Subscription[Any]]) -> AsyncGenerator[Any, None]:
        feed: Feed = Inbox(Resumed(), condense=condensed, limit=self._backlog)
        for key, subscription in wanted.items():
            self._join(feed, key, subscription)
        try:
            while True:
                yield await feed.get()
                while feed:  # without a coroutine for each
                    yield feed.take()
        finally:
            for key in wanted:
                self._leave(feed, key)

    def _join(self, feed: Feed, key: _Key, subscription: Subscription[Any]) -> None:
        place = self._places.get(key)
        if place is None:
            place = _Place(Topic(subscription, self._mender), self._line(key[0]))
            self._places[key] = place
            place.line.add(place.topic)
        place.topic.join(feed)

    def _leave(self, feed: Feed, key: _Key) -> None:
        place = self._places.get(key)
        if place is None:
            return
        place.topic.feeds.discard(feed)
        if not place.topic.feeds:
            asyncio.get_running_loop().call_later(self._linger, self._forget, key, place)

    def _forget(self, key: _Key, place: _Place) -> None:
        """Unsubscribe, unless somebody came back."""
        if not place.topic.feeds and self._places.get(key) is place:
            del self._places[key]
            place.line.remove(key[1])

    def _line(self, route: Route) -> Line:
        """Find a connection with room, or begin another."""
        lines = self._lines.setdefault(route, [])
        for line in lines:
            if len(line) < self._capacity:
                return line
        lines.append(Line(route, self._policy, self._now))
        self._new_lines.put_nowait(lines[-1])
        return lines[-1]

    def _all_lines(self) -> Iterable[Line]:
        return (line for lines in self._lines.values() for line in lines)
