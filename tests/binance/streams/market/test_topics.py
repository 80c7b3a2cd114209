"""Who listens to one stream, and what each of them is told."""

from collections.abc import AsyncGenerator
from typing import Any

import msgspec

from binance.streams.events import Resumed
from binance.streams.market.inbox import Inbox
from binance.streams.market.mending import Mender, Numbered
from binance.streams.market.topic import Topic
from binance.streams.spot import AggTrade
from binance.streams.subscriptions import Subscription


class Archive:
    """Has everything, though nobody lets it answer here."""

    def reaches(self, _subscription: Subscription[Any]) -> bool:
        return True

    async def pages(self, *_: Any) -> AsyncGenerator[list[Numbered], None]:
        yield []


def trade(number: int) -> msgspec.Raw:
    return msgspec.Raw(
        b'{"e":"aggTrade","E":1700000000000,"s":"BTCUSDT","a":%d,"p":"70000","q":"1","f":1,"l":1,'
        b'"T":1700000000000,"m":true,"M":true}' % number
    )


def listening(topic: Topic) -> Inbox[Any]:
    feed: Inbox[Any] = Inbox(Resumed(), condense=lambda *_: None, limit=10)
    topic.join(feed)
    return feed


def told(feed: Inbox[Any]) -> list[Any]:
    return [feed.take() for _ in range(len(feed))]


def topic_at_work() -> tuple[Topic, Inbox[Any]]:
    """A stream that one listener has heard something of."""
    topic, link = Topic(AggTrade(symbol="BTCUSDT"), Mender(Archive())), object()
    old = listening(topic)
    topic.carried_by(link)
    topic.hear(link, trade(1), 0.0)
    return topic, old


def test_delivery_begins_for_each_who_joins() -> None:
    topic, old = topic_at_work()
    new = listening(topic)

    assert told(new) == [Resumed()]
    assert told(old)[0] == Resumed()


def test_who_joins_while_nothing_comes_hears_that_delivery_begins_though_a_hole_is_mended() -> None:
    topic, old = topic_at_work()
    told(old)
    topic.cut()
    new = listening(topic)
    assert told(new) == []

    topic.carried_by(link := object())
    topic.hear(link, trade(5), 1.0)

    assert told(new) == [Resumed()]
    assert told(old) == [], "what it missed is fetched first"
