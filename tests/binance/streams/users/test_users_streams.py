import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from binance import HmacKey, Hosts
from binance.clock import ServerClock
from binance.limits import Limits
from binance.models import events
from binance.streams.connection import SocketPolicy
from binance.streams.events import Ended, Resumed, UserEvent
from binance.streams.pace import Pauses
from binance.streams.users import UserStreams

SUBSCRIBE = "userDataStream.subscribe.signature"
UNSUBSCRIBE = "userDataStream.unsubscribe"
Answer = dict[str, Any]


def key(name: str) -> HmacKey:
    return HmacKey(name * 8, "secret")


@dataclass
class WsApiServer:
    """Numbers subscriptions from 0 on each connection; `refuses` answers one key with an error."""

    weight_used: int = 2
    refuses: dict[str, list[Answer]] = field(default_factory=dict)
    sockets: list[ServerConnection] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    something: asyncio.Event = field(default_factory=asyncio.Event)
    mute: set[str] = field(default_factory=set)

    async def __call__(self, socket: ServerConnection) -> None:
        self.sockets.append(socket)
        self.something.set()
        subscriptions = 0
        try:
            async for message in socket:
                request = json.loads(message)
                self.asked.append(request)
                answer = self.answer(request, subscriptions)
                subscriptions += "subscriptionId" in (answer.get("result") or {})
                if request["params"].get("apiKey") not in self.mute:
                    await socket.send(json.dumps({"id": request["id"]} | answer))
                self.something.set()
        except ConnectionClosed:
            pass

    def answer(self, request: dict[str, Any], subscriptions: int) -> Answer:
        refusals = self.refuses.get(request["params"].get("apiKey"), [])
        used = {
            "rateLimitType": "REQUEST_WEIGHT",
            "interval": "MINUTE",
            "intervalNum": 1,
            "limit": 6000,
            "count": self.weight_used,
        }
        if request["method"] == SUBSCRIBE and refusals:
            return refusals.pop(0)
        result: Any = {}
        if request["method"] == SUBSCRIBE:
            result = {"subscriptionId": subscriptions}
        if request["method"] == "time":
            result = {"serverTime": 1_700_000_009_000}
        return {"status": 200, "result": result, "rateLimits": [used]}

    def calls(self, method: str) -> list[dict[str, Any]]:
        return [asked["params"] for asked in self.asked if asked["method"] == method]

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                self.something.clear()
                await self.something.wait()


@dataclass
class Following:
    streams: UserStreams
    limits: Limits
    clock: ServerClock

    def __post_init__(self) -> None:
        self._events = self.streams.events()

    async def take(self) -> UserEvent:
        async with asyncio.timeout(10):
            return await anext(self._events)


@asynccontextmanager
async def following(
    serving: Any, server: WsApiServer, policy: SocketPolicy
) -> AsyncIterator[Following]:
    clock = ServerClock(lambda: 1_700_000_000.0)
    limits = Limits("sandbox", clock.time)
    async with serving(server) as hosts:
        streams = UserStreams(hosts, clock, limits, policy=policy)
        task = asyncio.ensure_future(streams.run())
        try:
            yield Following(streams, limits, clock)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def server() -> WsApiServer:
    return WsApiServer()


@pytest.fixture
async def bot(serving: Any, server: WsApiServer, policy: SocketPolicy) -> AsyncIterator[Following]:
    async with following(serving, server, policy) as ready:
        yield ready


def balance(subscription: int, delta: str = "1.0") -> str:
    event = {"e": "balanceUpdate", "E": 1573200697110, "a": "BTC", "d": delta, "T": 1573200697068}
    return json.dumps({"subscriptionId": subscription, "event": event})


async def test_a_user_is_subscribed_with_a_signature(bot: Following, server: WsApiServer) -> None:
    bot.streams.follow(1, key("alice"))

    assert await bot.take() == UserEvent(1, Resumed())

    (params,) = server.calls(SUBSCRIBE)
    payload = f"apiKey={'alice' * 8}&recvWindow=5000&timestamp=1700000000000"
    assert params["signature"] == key("alice").sign(payload)
    assert bot.limits.spot.used == 4  # the connection and the subscription


async def test_events_find_their_user(bot: Following, server: WsApiServer) -> None:
    bot.streams.follow(1, key("alice"))
    await bot.take()
    bot.streams.follow(2, key("bob"))
    await bot.take()

    await server.sockets[0].send(balance(1))
    await server.sockets[0].send(balance(0))
    got = [await bot.take(), await bot.take()]

    assert [event.user for event in got] == [2, 1]
    assert isinstance(got[0].event, events.BalanceUpdate)
    assert len(server.sockets) == 1


async def test_an_event_right_behind_the_answer_is_not_missed(
    serving: Any, policy: SocketPolicy
) -> None:
    class Hasty(WsApiServer):
        def answer(self, request: dict[str, Any], subscriptions: int) -> Answer:
            asyncio.get_running_loop().call_soon(self.hurry)
            return super().answer(request, subscriptions)

        def hurry(self) -> None:
            self.tasks = [asyncio.ensure_future(self.sockets[0].send(balance(0)))]

    async with following(serving, Hasty(), policy) as bot:
        bot.streams.follow(1, key("alice"))

        assert (await bot.take()).event == Resumed()
        assert isinstance((await bot.take()).event, events.BalanceUpdate)


async def test_after_a_drop_all_are_subscribed_again_and_told(
    bot: Following, server: WsApiServer
) -> None:
    users = range(30)
    for user in users:
        bot.streams.follow(user, key(f"user{user}"))
    for _ in users:
        await bot.take()

    server.sockets[0].transport.abort()
    again = [await bot.take() for _ in users]

    assert sorted(event.user for event in again) == list(users)
    assert all(event.event == Resumed() for event in again)
    assert len(server.calls(SUBSCRIBE)) == 60
    assert len(server.sockets) == 2


async def test_a_refused_key_is_told_and_not_tried_again(
    bot: Following, server: WsApiServer
) -> None:
    error = {"code": -2015, "msg": "Invalid API-key, IP, or permissions for action."}
    server.refuses["mallory" * 8] = [{"status": 401, "error": error}]
    bot.streams.follow(9, key("mallory"))

    assert await bot.take() == UserEvent(9, Ended("BadKey", -2015, permanent=True))

    server.sockets[0].transport.abort()
    bot.streams.follow(1, key("alice"))
    assert (await bot.take()).user == 1
    assert len(server.calls(SUBSCRIBE)) == 2


async def test_a_passing_failure_is_tried_again(bot: Following, server: WsApiServer) -> None:
    error = {"code": -1000, "msg": "An unknown error occurred while processing the request."}
    server.refuses["alice" * 8] = [{"status": 500, "error": error}]
    bot.streams.follow(1, key("alice"))

    assert (await bot.take()).event == Resumed()
    assert len(server.calls(SUBSCRIBE)) == 2


async def test_a_wrong_clock_is_set_over_the_same_socket(
    bot: Following, server: WsApiServer
) -> None:
    error = {"code": -1021, "msg": "Timestamp for this request is outside of the recvWindow."}
    server.refuses["alice" * 8] = [{"status": 400, "error": error}]
    bot.streams.follow(1, key("alice"))

    assert (await bot.take()).event == Resumed()

    timestamps = [int(params["timestamp"]) for params in server.calls(SUBSCRIBE)]
    assert timestamps[0] == 1_700_000_000_000
    assert bot.clock.offset == 9
    assert timestamps[1] == 1_700_000_009_000


async def test_a_ban_stops_the_pool_for_rest_as_well(
    bot: Following, server: WsApiServer, eventually: Any
) -> None:
    data = {"serverTime": 1_700_000_000_000, "retryAfter": 1_700_000_300_000}
    error = {"code": -1003, "msg": "Way too much request weight used", "data": data}
    server.refuses["alice" * 8] = [{"status": 418, "error": error}]

    bot.streams.follow(1, key("alice"))
    await server.until(lambda: server.calls(SUBSCRIBE))
    await eventually(lambda: bot.limits.spot.stopped_until)

    assert bot.limits.spot.stopped_until == 1_700_000_300.0
    assert len(server.calls(SUBSCRIBE)) == 1


async def test_the_weight_used_is_read_from_the_answers(
    bot: Following, server: WsApiServer
) -> None:
    server.weight_used = 1234
    bot.streams.follow(1, key("alice"))
    await bot.take()
    bot.streams.follow(2, key("bob"))
    await bot.take()

    assert bot.limits.spot.used >= 1234


async def test_who_is_followed_no_more_is_unsubscribed(bot: Following, server: WsApiServer) -> None:
    bot.streams.follow(1, key("alice"))
    await bot.take()

    bot.streams.unfollow(1)
    bot.streams.unfollow(1)
    await server.sockets[0].send(balance(0))
    await server.until(lambda: server.calls(UNSUBSCRIBE))
    bot.streams.follow(2, key("bob"))

    assert await bot.take() == UserEvent(2, Resumed())
    assert server.calls(UNSUBSCRIBE) == [{"subscriptionId": 0}]


async def test_another_key_of_the_same_user_takes_over(bot: Following, server: WsApiServer) -> None:
    error = {"code": -2035, "msg": "User Data Stream subscription already active."}
    server.refuses["new" * 8] = [{"status": 400, "error": error}]
    bot.streams.follow(1, key("old"))
    await bot.take()

    bot.streams.follow(1, key("new"))

    assert (await bot.take()).event in (Resumed(), Ended("Rejected", -2035, permanent=True))
    await server.until(lambda: server.calls(UNSUBSCRIBE))


async def test_a_place_that_was_found_is_found_as_often_as_need_be(
    bot: Following, server: WsApiServer
) -> None:
    error = {"code": -2035, "msg": "User Data Stream subscription already active."}
    refusal = {"status": 400, "error": error}
    server.refuses["alice" * 8] = [refusal]
    bot.streams.follow(1, key("alice"))
    assert (await bot.take()).event == Resumed()

    for _ in range(5):
        server.refuses["alice" * 8] = [refusal]
        for socket in server.sockets:
            socket.transport.abort()

        assert (await bot.take()).event == Resumed()


async def test_a_stream_that_ends_is_told_and_opened_again(
    bot: Following, server: WsApiServer
) -> None:
    bot.streams.follow(1, key("alice"))
    await bot.take()

    event = {"e": "eventStreamTerminated", "E": 1728973001334}
    await server.sockets[0].send(json.dumps({"subscriptionId": 0, "event": event}))

    assert (await bot.take()).event == Ended("eventStreamTerminated")
    assert (await bot.take()).event == Resumed()


async def test_an_id_of_the_last_connection_means_nobody_on_this_one(
    bot: Following, server: WsApiServer
) -> None:
    bot.streams.follow(1, key("alice"))
    await bot.take()
    server.mute.add("alice" * 8)

    server.sockets[0].transport.abort()
    await server.until(lambda: len(server.calls(SUBSCRIBE)) == 2)
    await server.sockets[1].send(balance(0))
    bot.streams.follow(2, key("bob"))

    assert await bot.take() == UserEvent(2, Resumed())


async def test_nobody_is_subscribed_twice_on_one_connection(
    serving: Any, server: WsApiServer, policy: SocketPolicy
) -> None:
    pauses = iter([0.001])  # the socket mends at once, a stream that ended waits
    slow = replace(policy, backoff=lambda: Pauses(floor=next(pauses, 0.1), first=0.001))
    ended = {"e": "eventStreamTerminated", "E": 1728973001334}
    async with following(serving, server, slow) as bot:
        bot.streams.follow(1, key("alice"))
        await bot.take()
        server.mute.add("alice" * 8)
        await server.sockets[0].send(json.dumps({"subscriptionId": 0, "event": ended}))
        assert isinstance((await bot.take()).event, Ended)
        server.sockets[0].transport.abort()
        await server.until(lambda: len(server.calls(SUBSCRIBE)) == 2)

        # By the time that another stream has ended and come back, the first one's turn is over.
        bot.streams.follow(2, key("bob"))
        await bot.take()
        await server.sockets[1].send(json.dumps({"subscriptionId": 1, "event": ended}))
        assert isinstance((await bot.take()).event, Ended)
        assert (await bot.take()).event == Resumed()

    assert [params["apiKey"] for params in server.calls(SUBSCRIBE)].count("alice" * 8) == 2


async def test_an_event_that_cannot_be_read_asks_for_reconciliation(
    bot: Following, server: WsApiServer
) -> None:
    bot.streams.follow(1, key("alice"))
    await bot.take()

    await server.sockets[0].send(balance(0, delta="garbage"))
    await server.sockets[0].send(json.dumps({"subscriptionId": 0, "event": {"e": "new"}}))
    await server.sockets[0].send(balance(0))

    assert (await bot.take()).event == Resumed()
    assert isinstance((await bot.take()).event, events.BalanceUpdate)


async def test_logs_name_neither_address_nor_key(
    policy: SocketPolicy, caplog: pytest.LogCaptureFixture, eventually: Any
) -> None:
    caplog.set_level("DEBUG", logger="binance")
    clock = ServerClock(lambda: 1_700_000_000.0)
    hosts = replace(Hosts.sandbox(), spot_wsapi="ws://127.0.0.1:1/canary")
    streams = UserStreams(hosts, clock, Limits("sandbox", clock.time), policy=policy)
    task = asyncio.ensure_future(streams.run())
    streams.follow(1, key("alice"))
    await eventually(lambda: caplog.text)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert "no connection (ConnectionRefusedError)" in caplog.text
    assert "canary" not in caplog.text
    assert "alice" not in caplog.text
