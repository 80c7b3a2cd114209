"""Market streams: many subscribers, one socket, one upstream for each stream."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from itertools import count
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError

from binance.clock import Clock
from binance.hosts import Hosts
from binance.streams.connection import Opened, SocketPolicy, decode, messages
from binance.streams.events import MarketEvent, Resumed
from binance.streams.inbox import Inbox
from binance.streams.pace import Pace
from binance.streams.subscriptions import (
    AggTrades,
    Candles,
    MiniTicker,
    MiniTickers,
    Subscription,
    conflation_key,
)

__all__ = [
    "AggTrades",
    "Candles",
    "MarketEvent",
    "MarketStreams",
    "MiniTicker",
    "MiniTickers",
    "Resumed",
    "Subscription",
]

log = logging.getLogger(__name__)

# Five messages a second are allowed, and answering a ping is one of them.
_WRITES, _EVERY = 4, 1.0
_NAMES_A_MESSAGE = 200
# Each stream offered here speaks every few seconds while its market trades.
_STALE_AFTER = 60.0

Feed = Inbox[MarketEvent | Resumed]


class _Topic:
    """One upstream; `live` once Binance has begun to deliver it on this connection."""

    def __init__(self, subscription: Subscription) -> None:
        self.subscription = subscription
        self.feeds: set[Feed] = set()
        self.live = False

    def go_live(self) -> None:
        if not self.live:
            self.live = True
            self.lost()

    def lost(self) -> None:
        for feed in self.feeds:
            feed.put_gap()

    def deliver(self, events: Iterable[MarketEvent]) -> None:
        self.go_live()
        for event in events:
            key = conflation_key(event)
            for feed in self.feeds:
                feed.put(event, key)


class MarketStreams:
    """Shares one socket between all who want to hear of the spot market."""

    def __init__(
        self,
        hosts: Hosts,
        *,
        now: Clock = time.time,
        policy: SocketPolicy | None = None,
        backlog: int = 10_000,
    ) -> None:
        self._origin = hosts.spot_stream
        self._now = now
        self._policy = policy or SocketPolicy(stale_after=_STALE_AFTER)
        self._backlog = backlog
        self._topics: dict[str, _Topic] = {}
        self._wanted = asyncio.Event()
        self._changed = asyncio.Event()
        self._socket: Opened | None = None
        self._upstream: set[str] = set()
        self._asked: dict[int, list[str]] = {}
        self._ids = count(1)
        self._writes = Pace(_WRITES, _EVERY)
        self._opened_at: float | None = None
        self.last_message_at: float | None = None

    @property
    def connected_since(self) -> float | None:
        """When the present connection was opened; None while there is none."""
        return self._opened_at if self._socket is not None and self._socket.alive else None

    async def run(self) -> None:
        """Own the socket; never returns."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read())
            group.create_task(self._write())

    async def subscribe(
        self, *subscriptions: Subscription
    ) -> AsyncGenerator[MarketEvent | Resumed, None]:
        """Yield `Resumed`, then events; `Resumed` again whenever something may be missing.

        Close the generator to unsubscribe.
        """
        feed: Feed = Inbox(Resumed(), limit=self._backlog)
        self._join(feed, subscriptions)
        try:
            while True:
                yield await feed.get()
        finally:
            self._leave(feed, subscriptions)

    def _join(self, feed: Feed, subscriptions: Iterable[Subscription]) -> None:
        for subscription in subscriptions:
            topic = self._topics.setdefault(subscription.stream, _Topic(subscription))
            topic.feeds.add(feed)
            if topic.live:
                feed.put_gap()
        self._wanted.set()
        self._changed.set()

    def _leave(self, feed: Feed, subscriptions: Iterable[Subscription]) -> None:
        for subscription in subscriptions:
            self._topics[subscription.stream].feeds.discard(feed)
        if not self._names():
            self._wanted.clear()
        self._changed.set()

    async def _read(self) -> None:
        while True:
            await self._wanted.wait()
            async with aclosing(messages(self._url, self._policy)) as arriving:
                async for message in arriving:
                    if isinstance(message, Opened):
                        self._opened(message)
                    else:
                        await self._arrived(message)
                    if not self._wanted.is_set():
                        break  # nobody listens; silence would look like a fault
            self._closed()

    def _url(self) -> str:
        """Name what is wanted in the URL, so that delivery begins with the connection."""
        self._closed()
        self._upstream = set(sorted(self._names())[:_NAMES_A_MESSAGE])
        names = (quote(name, safe="@!") for name in sorted(self._upstream))
        return f"{self._origin}/stream?streams={'/'.join(names)}"

    def _opened(self, socket: Opened) -> None:
        self._socket, self._opened_at = socket, self._now()
        self._go_live(self._upstream)
        self._changed.set()

    def _closed(self) -> None:
        self._socket = None
        self._upstream = set()
        self._asked.clear()
        self._topics = {name: topic for name, topic in self._topics.items() if topic.feeds}
        for topic in self._topics.values():
            topic.live = False

    def _go_live(self, names: Iterable[str]) -> None:
        for name in names:
            if (topic := self._topics.get(name)) is not None:
                topic.go_live()

    async def _arrived(self, raw: bytes) -> None:
        self.last_message_at = self._now()
        message = decode(raw)
        data = message.get("data")
        if isinstance(data, dict) and data.get("e") == "serverShutdown":
            await self._leave_connection()
        elif (topic := self._topics.get(message.get("stream", ""))) is not None:
            self._deliver(topic, data)
        elif message.get("id") in self._asked:
            self._answered(message)

    def _deliver(self, topic: _Topic, data: Any) -> None:
        try:
            events = topic.subscription.parse(data)
        except (ValidationError, TypeError, KeyError):
            log.warning("an event of %s does not fit the model", topic.subscription.stream)
            topic.lost()
        else:
            topic.deliver(events)

    def _answered(self, message: dict[str, Any]) -> None:
        names = self._asked.pop(message["id"])
        if message.get("result", message) is None:
            self._go_live(names)
        else:
            log.warning("Binance refused a subscription")

    async def _leave_connection(self) -> None:
        if self._socket is not None:
            await self._socket.leave()

    async def _write(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            while self._difference() is not None:
                await self._writes.wait()
                if not await self._write_difference():
                    break

    async def _write_difference(self) -> bool:
        """Ask for one step towards what is wanted; False when there is no connection for it."""
        change, socket, upstream = self._difference(), self._socket, self._upstream
        if change is None or socket is None:
            return False
        method, names = change
        number = next(self._ids)
        # Before sending, and in this connection's own set: the next one begins with another.
        if method == "SUBSCRIBE":
            upstream |= names
            self._asked[number] = sorted(names)
        else:
            upstream -= names
            for name in names:
                self._topics.pop(name, None)
        return await socket.send(
            json.dumps({"method": method, "params": sorted(names), "id": number})
        )

    def _names(self) -> set[str]:
        """List the streams that somebody listens to."""
        return {name for name, topic in self._topics.items() if topic.feeds}

    def _difference(self) -> tuple[str, set[str]] | None:
        wanted = self._names()
        if missing := wanted - self._upstream:
            return "SUBSCRIBE", set(sorted(missing)[:_NAMES_A_MESSAGE])
        if surplus := self._upstream - wanted:
            return "UNSUBSCRIBE", set(sorted(surplus)[:_NAMES_A_MESSAGE])
        return None
