import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from binance.models import events
from binance.models.market import Interval
from binance.streams.board import PriceBoard
from binance.streams.connection import SocketPolicy
from binance.streams.events import Resumed
from binance.streams.market import MarketStreams, TradeRange
from binance.streams.market.inbox import Inbox
from binance.streams.spot import AggTrade, AllMiniTickers, Klines, MiniTicker


@dataclass
class Upstream:
    """A stream server that remembers what was asked, and sends what a test wants."""

    sockets: list[ServerConnection] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    something: asyncio.Event = field(default_factory=asyncio.Event)
    acknowledges: bool = True

    async def __call__(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        self.sockets.append(socket)
        self.paths.append(socket.request.path)
        self.something.set()
        try:
            async for message in socket:
                self.asked.append(json.loads(message))
                if self.acknowledges:
                    await socket.send(json.dumps({"result": None, "id": self.asked[-1]["id"]}))
                self.something.set()
        except ConnectionClosed:
            pass

    async def until(self, condition: Any) -> None:
        async with asyncio.timeout(10):
            while not condition():
                self.something.clear()
                await self.something.wait()

    async def connected(self, times: int = 1) -> ServerConnection:
        await self.until(lambda: len(self.sockets) >= times)
        return self.sockets[times - 1]


@asynccontextmanager
async def running(streams: MarketStreams) -> AsyncIterator[MarketStreams]:
    task = asyncio.ensure_future(streams.run())
    try:
        yield streams
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


@pytest.fixture
async def streams(
    serving: Any, upstream: Upstream, policy: SocketPolicy
) -> AsyncIterator[MarketStreams]:
    async with (
        serving(upstream) as hosts,
        running(MarketStreams(hosts, policy=policy, linger=0)) as ready,
    ):
        yield ready


async def take(feed: Any) -> Any:
    async with asyncio.timeout(10):
        return await anext(feed)


async def test_delivery_begins_with_a_notice_then_events(
    streams: MarketStreams, upstream: Upstream, tickers: Any
) -> None:
    async with aclosing(streams.subscribe(AllMiniTickers())) as feed:
        assert await take_after_connecting(feed, upstream) == Resumed()

        await upstream.sockets[0].send(tickers(("BTCUSDT", "67000.1"), ("ETHUSDT", "3500")))
        first, second = await take(feed), await take(feed)

    assert upstream.paths == ["/stream?streams=!miniTicker@arr"]
    assert isinstance(first, events.MiniTicker)
    assert (first.symbol, first.close) == ("BTCUSDT", Decimal("67000.1"))
    assert second.symbol == "ETHUSDT"
    assert streams.last_message_at is not None


async def take_after_connecting(feed: Any, upstream: Upstream) -> Any:
    item = await take(feed)
    await upstream.connected()
    return item


async def test_after_a_drop_the_notice_comes_before_the_first_event(
    streams: MarketStreams, upstream: Upstream, trade: Any
) -> None:
    async with aclosing(streams.subscribe(AggTrade(symbol="BTCUSDT"))) as feed:
        await take_after_connecting(feed, upstream)
        await upstream.sockets[0].send(trade("BTCUSDT", 1))
        assert (await take(feed)).agg_trade_id == 1

        upstream.sockets[0].transport.abort()
        second = await upstream.connected(2)
        await second.send(trade("BTCUSDT", 5))

        assert await take(feed) == Resumed()
        assert (await take(feed)).agg_trade_id == 5


async def test_many_subscribers_share_one_upstream(
    streams: MarketStreams, upstream: Upstream, trade: Any
) -> None:
    feeds = [streams.subscribe(AggTrade(symbol="BTCUSDT")) for _ in range(5)]
    for feed in feeds:
        await take_after_connecting(feed, upstream)

    await upstream.sockets[0].send(trade("BTCUSDT", 1))
    got = [await take(feed) for feed in feeds]
    for feed in feeds:
        await feed.aclose()

    assert [event.agg_trade_id for event in got] == [1] * 5
    assert len(upstream.sockets) == 1
    assert not [asked for asked in upstream.asked if asked["method"] == "SUBSCRIBE"]


async def test_who_joins_later_begins_when_binance_has_agreed(
    streams: MarketStreams, upstream: Upstream, trade: Any
) -> None:
    upstream.acknowledges = False
    async with (
        aclosing(streams.subscribe(AggTrade(symbol="BTCUSDT"))) as early,
        aclosing(streams.subscribe(AggTrade(symbol="ETHUSDT"))) as late,
    ):
        await take_after_connecting(early, upstream)
        waiting = asyncio.ensure_future(take(late))
        await upstream.until(lambda: upstream.asked)
        assert not waiting.done()

        asked = upstream.asked[0]
        await upstream.sockets[0].send(json.dumps({"result": None, "id": asked["id"]}))

        assert await waiting == Resumed()
        assert asked["method"] == "SUBSCRIBE"
        assert asked["params"] == ["ethusdt@aggTrade"]
        await upstream.sockets[0].send(trade("ETHUSDT", 3))
        assert (await take(late)).agg_trade_id == 3


async def test_an_event_before_the_agreement_comes_after_the_notice(
    streams: MarketStreams, upstream: Upstream, trade: Any
) -> None:
    upstream.acknowledges = False
    async with (
        aclosing(streams.subscribe(AggTrade(symbol="BTCUSDT"))) as early,
        aclosing(streams.subscribe(AggTrade(symbol="ETHUSDT"))) as late,
    ):
        await take_after_connecting(early, upstream)
        waiting = asyncio.ensure_future(take(late))
        await upstream.until(lambda: upstream.asked)
        await upstream.sockets[0].send(trade("ETHUSDT", 3))

        assert await waiting == Resumed()
        assert (await take(late)).agg_trade_id == 3


async def test_when_the_last_leaves_it_is_unsubscribed(
    streams: MarketStreams, upstream: Upstream
) -> None:
    async with aclosing(streams.subscribe(AggTrade(symbol="BTCUSDT"))) as stays:
        first, second = (streams.subscribe(AggTrade(symbol="ETHUSDT")) for _ in range(2))
        await take_after_connecting(stays, upstream)
        await take(first)
        await take(second)

        await first.aclose()
        await second.aclose()
        await upstream.until(lambda: len(upstream.asked) == 2)

    assert [asked["method"] for asked in upstream.asked] == ["SUBSCRIBE", "UNSUBSCRIBE"]
    assert upstream.asked[1]["params"] == ["ethusdt@aggTrade"]


async def test_without_subscribers_there_is_no_connection(
    streams: MarketStreams, upstream: Upstream
) -> None:
    feed = streams.subscribe(AggTrade(symbol="BTCUSDT"))
    await take_after_connecting(feed, upstream)
    await feed.aclose()
    async with asyncio.timeout(10):
        await upstream.sockets[0].wait_closed()

    again = streams.subscribe(MiniTicker(symbol="BTCUSDT"))
    await take(again)
    await again.aclose()

    assert upstream.paths[1:] == ["/stream?streams=btcusdt@miniTicker"]


async def test_many_joining_at_once_are_one_message(
    streams: MarketStreams, upstream: Upstream
) -> None:
    async with aclosing(streams.subscribe(AggTrade(symbol="BTCUSDT"))) as feed:
        await take_after_connecting(feed, upstream)
        many = [streams.subscribe(AggTrade(symbol=f"S{n}USDT")) for n in range(50)]

        await asyncio.gather(*(take(one) for one in many))
        for one in many:
            await one.aclose()

    subscribing = [asked for asked in upstream.asked if asked["method"] == "SUBSCRIBE"]
    assert sum(len(asked["params"]) for asked in subscribing) == 50
    assert len(subscribing) <= 2


async def test_shutting_down_is_answered_by_a_new_connection_and_no_gap(
    streams: MarketStreams, upstream: Upstream, trade: Any
) -> None:
    async with aclosing(streams.subscribe(AggTrade(symbol="BTCUSDT"))) as feed:
        await take_after_connecting(feed, upstream)
        shutdown = {"stream": "!serverShutdown", "data": {"e": "serverShutdown", "E": 1}}

        await upstream.sockets[0].send(json.dumps(shutdown))
        await upstream.connected(2)
        for socket in upstream.sockets:
            await socket.send(trade("BTCUSDT", 1))
        await upstream.sockets[0].wait_closed()
        await upstream.sockets[1].send(trade("BTCUSDT", 2))

        assert [(await take(feed)).agg_trade_id for _ in range(2)] == [1, 2]


async def test_trades_that_were_too_many_for_a_slow_reader_are_summed_up(
    serving: Any, upstream: Upstream, policy: SocketPolicy, trade: Any
) -> None:
    async with (
        serving(upstream) as hosts,
        running(MarketStreams(hosts, policy=policy, backlog=10)) as streams,
        aclosing(streams.subscribe(AggTrade(symbol="BTCUSDT"))) as feed,
        aclosing(streams.subscribe(AggTrade(symbol="ETHUSDT"))) as other,
    ):
        await take_after_connecting(feed, upstream)
        await take(other)
        for number in range(25):
            price = {3: "99", 7: "1"}.get(number, "50")
            await upstream.sockets[0].send(trade("BTCUSDT", number, p=price))
        await upstream.sockets[0].send(trade("ETHUSDT", 1))
        await take(other)

        got = [await take(feed) for _ in range(7)]

    assert got[0] == TradeRange("BTCUSDT", 0, 18, Decimal(1), Decimal(99), Decimal(50))
    assert [event.agg_trade_id for event in got[1:]] == [19, 20, 21, 22, 23, 24]


async def test_what_cannot_be_summed_up_for_a_slow_reader_is_a_declared_gap() -> None:
    inbox: Inbox[Any] = Inbox("gap", limit=4)
    for number in range(6):
        inbox.put(f"event {number}")

    assert [await inbox.get() for _ in range(3)] == ["gap", "event 4", "event 5"]


async def test_prices_keep_the_latest_of_each_symbol(
    streams: MarketStreams, upstream: Upstream, tickers: Any, trade: Any
) -> None:
    async with (
        aclosing(streams.subscribe(AllMiniTickers())) as feed,
        aclosing(streams.subscribe(AggTrade(symbol="ETHUSDT"))) as other,
    ):
        await take_after_connecting(feed, upstream)
        await take(other)
        for price in ("1", "2", "3"):
            await upstream.sockets[0].send(tickers(("BTCUSDT", price), ("ETHUSDT", price)))
        await upstream.sockets[0].send(trade("ETHUSDT", 1))
        await take(other)

        got = [await take(feed), await take(feed)]

    assert [(event.symbol, event.close) for event in got] == [("BTCUSDT", 3), ("ETHUSDT", 3)]


async def test_an_event_that_cannot_be_read_is_a_gap(
    streams: MarketStreams, upstream: Upstream, trade: Any
) -> None:
    async with aclosing(streams.subscribe(AggTrade(symbol="BTCUSDT"))) as feed:
        await take_after_connecting(feed, upstream)
        await upstream.sockets[0].send(trade("BTCUSDT", 1))
        await upstream.sockets[0].send(trade("BTCUSDT", 2, p="garbage"))
        await upstream.sockets[0].send(trade("BTCUSDT", 3))

        got = [await take(feed) for _ in range(3)]

    assert got[0].agg_trade_id == 1
    assert got[1] == Resumed()
    assert got[2].agg_trade_id == 3


async def test_candles_tell_whether_they_are_closed(
    streams: MarketStreams, upstream: Upstream
) -> None:
    kline = {
        "t": 1672515780000,
        "T": 1672515839999,
        "s": "币USDT",
        "i": "1m",
        "f": 100,
        "L": 200,
        "o": "0.0010",
        "c": "0.0020",
        "h": "0.0025",
        "l": "0.0015",
        "v": "1000",
        "n": 100,
        "x": True,
        "q": "1.0000",
        "V": "500",
        "Q": "0.500",
        "B": "123456",
    }
    data = {"e": "kline", "E": 1672515782136, "s": "币USDT", "k": kline}
    async with aclosing(streams.subscribe(Klines(symbol="币USDT", interval=Interval.M1))) as feed:
        await take_after_connecting(feed, upstream)
        message = {"stream": "币usdt@kline_1m", "data": data}
        await upstream.sockets[0].send(json.dumps(message, ensure_ascii=False))
        event = await take(feed)

    assert upstream.paths == ["/stream?streams=%E5%B8%81usdt@kline_1m"]
    assert event.kline.closed
    assert event.kline.interval is Interval.M1


async def test_the_board_shows_what_was_last_heard(
    streams: MarketStreams, upstream: Upstream, tickers: Any, eventually: Any
) -> None:
    at = 1000.0
    board = PriceBoard(lambda: at)
    running_board = asyncio.ensure_future(board.run(streams))
    await upstream.connected()

    await upstream.sockets[0].send(tickers(("BTCUSDT", "60000")))
    await eventually(lambda: board.row("BTCUSDT"))
    running_board.cancel()

    row = board.row("BTCUSDT")
    assert row is not None
    assert row.change_percent == 20
    at = 1007.5
    assert board.age("BTCUSDT") == 7.5
    assert board.age("ETHUSDT") is None
    assert [row.symbol for row in board.rows()] == ["BTCUSDT"]
