"""The connections that requests travel on: who logs on, and how one follows another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from itertools import pairwise
from typing import Any

import httpx
import pytest
from pretend_market import loop_time
from pretend_wsapi import Answer, Line, WsServer, now, refusal

from binance import Binance, Ed25519Key, HmacKey, Hosts, Signer, new_ed25519_pair
from binance.backoff import Fixed
from binance.private import spot
from binance.private.coin_futures import Balances
from binance.public import spot as market
from binance.public.coin_futures import Time
from binance.retry import Retry
from binance.streams.connection import SocketPolicy
from binance.streams.pace import Pace

pytestmark = pytest.mark.virtual_time

PRICE = market.Price(symbol="BTCUSDT")
OPEN_ORDERS = spot.OpenOrders(symbol="BTCUSDT")
DAY = 86_400
PEM = new_ed25519_pair().private_pem


@pytest.fixture
def server(fake: Any) -> WsServer:
    """A WebSocket API; what it is asked by REST instead is counted, and well answered too."""
    fake.now = now
    fake.says("GET /api/v3/ticker/price", {"symbol": "BTCUSDT", "price": "1"})
    fake.says("GET /api/v3/openOrders", [])
    return WsServer({"openOrders.status": nothing_open})


def nothing_open(_line: Line, _request: Answer) -> Answer:
    return {"status": 200, "result": []}


@asynccontextmanager
async def client(
    server: WsServer,
    fake: Any,
    *,
    hosts: Hosts | None = None,
    sessions: int = 4,
    timeout: float = 10,
    **policy: Any,
) -> AsyncIterator[Binance]:
    transport = httpx.ASGITransport(fake.app())
    pace = Pace(200, 300.0, now=loop_time)
    more: Any = {"retry": Retry(Fixed(first=0)), "timeout": timeout}
    async with (
        Binance(hosts or Hosts.sandbox(), transport=transport, now=now, **more) as binance,
        binance.over_sockets(
            sessions=sessions, policy=SocketPolicy(dial=server.dial, pace=pace, **policy)
        ) as over,
    ):
        yield over


def ed25519(name: str = "bob") -> Ed25519Key:
    return Ed25519Key(name, PEM)


# who logs on


async def test_who_has_logged_on_signs_nothing_any_more(server: WsServer, fake: Any) -> None:
    async with client(server, fake) as over:
        bob = over.account(ed25519())
        for _ in range(3):
            await bob.send(OPEN_ORDERS)

    (line,) = server.lines
    logon, *others = line.asked
    payload = f"apiKey=bob&recvWindow=5000&timestamp={logon['params']['timestamp']}"
    assert logon["method"] == "session.logon"
    assert logon["params"]["signature"] == ed25519().sign(payload)
    assert [set(each["params"]) for each in others] == [{"symbol", "recvWindow", "timestamp"}] * 3
    assert over.limits.spot.used == 2 + 2 + 3 * 6


async def test_the_first_keys_have_their_own_connections_and_all_others_share_one(
    server: WsServer, fake: Any, alice: HmacKey
) -> None:
    keys: list[Signer] = [alice, *map(ed25519, ("bob", "carol", "dave"))]
    async with client(server, fake, sessions=2) as over:
        await over.send(PRICE)
        await asyncio.gather(*(over.account(key).send(OPEN_ORDERS) for key in keys))

    shared, *own = server.lines
    assert [line.session for line in own] == ["bob", "carol"]
    assert shared.session is None
    signed = [each["params"] for each in shared.asked[1:]]
    assert {params["apiKey"] for params in signed} == {alice.api_key, "dave"}
    assert all(params["signature"] for params in signed)


async def test_who_knows_only_the_name_of_a_key_is_not_let_into_its_session(
    server: WsServer, fake: Any
) -> None:
    def signed_by_bob(line: Line, request: Answer) -> Answer:
        given = dict(request["params"])
        signature = given.pop("signature")
        payload = "&".join(f"{name}={given[name]}" for name in sorted(given))
        if signature != ed25519().sign(payload):
            return refusal(400, -1022, "Signature for this request is not valid.")
        return server.good(line, request)

    server.replies["session.logon"] = signed_by_bob
    stranger = Ed25519Key("bob", new_ed25519_pair().private_pem)
    async with client(server, fake) as over:
        await over.account(ed25519()).send(OPEN_ORDERS)
        for key in (stranger, HmacKey("bob", "guessed")):
            await over.account(key).send(OPEN_ORDERS)

    of_bob = next(line for line in server.lines if line.session)
    assert of_bob.methods == ["session.logon", "openOrders.status"]
    assert ["signature" in each for each in server.asked("openOrders.status")] == [
        False,
        True,
        True,
    ]


async def test_a_new_connection_is_used_when_it_has_logged_on_again(
    server: WsServer, fake: Any
) -> None:
    server.lag = 0.5
    async with client(server, fake) as over:
        bob = over.account(ed25519())
        await bob.send(OPEN_ORDERS)
        server.lines[0].cut()
        for _ in range(30):
            await asyncio.sleep(0.1)
            await bob.send(OPEN_ORDERS)

    assert [line.methods[0] for line in server.lines] == ["session.logon"] * 2
    assert [line.session for line in server.lines] == ["bob"] * 2
    assert len(server.lines[1].methods) > 1
    assert fake.calls("GET /api/v3/openOrders")  # meanwhile


async def test_who_may_not_log_on_signs(server: WsServer, fake: Any) -> None:
    server.replies["session.logon"] = lambda *_: refusal(401, -2015, "Invalid API-key")
    async with client(server, fake) as over:
        bob = over.account(ed25519())
        for _ in range(3):
            await bob.send(OPEN_ORDERS)
        await asyncio.sleep(DAY / 2)

    assert server.methods.count("session.logon") == 1
    signed = ["signature" in params for params in server.asked("openOrders.status")]
    assert signed == [True, True, True]
    assert fake.calls("GET /api/v3/openOrders") == []


async def test_a_log_on_by_a_wrong_clock_is_tried_once_more(server: WsServer, fake: Any) -> None:
    server.ahead = 7.0
    fake.ahead = 7.0

    def timed(line: Line, request: Answer) -> Answer:
        late = int(request["params"]["timestamp"]) < (now() + 2) * 1000
        return refusal(400, -1021, "Timestamp") if late else server.good(line, request)

    server.replies["session.logon"] = timed
    async with client(server, fake) as over:
        await over.account(ed25519()).send(OPEN_ORDERS)

    assert [line.methods for line in server.lines if line.session] == [
        ["session.logon", "session.logon", "openOrders.status"]
    ]


async def test_a_log_on_that_fails_in_passing_is_tried_again_later(
    server: WsServer, fake: Any
) -> None:
    server.replies["session.logon"] = lambda *_: refusal(500, -1000, "An unknown error")
    async with client(server, fake) as over:
        bob = over.account(ed25519())
        assert await bob.send(OPEN_ORDERS) == []
        del server.replies["session.logon"]
        await asyncio.sleep(5)
        await bob.send(OPEN_ORDERS)

    assert [line.session for line in server.lines] == [None, "bob"]
    assert len(fake.calls("GET /api/v3/openOrders")) == 1


async def test_a_revoked_key_takes_nobody_along(
    server: WsServer, fake: Any, alice: HmacKey
) -> None:
    server.replies["openOrders.status"] = lambda *_: None
    async with client(server, fake) as over:
        bob, other = over.account(ed25519()), over.account(alice)
        asking = [asyncio.ensure_future(one.send(OPEN_ORDERS)) for one in (bob, other)]
        await asyncio.sleep(1)
        of_bob, shared = sorted(server.lines, key=lambda line: not line.session)
        server.replies["openOrders.status"] = nothing_open
        server.replies["session.logon"] = lambda *_: refusal(401, -2015, "Invalid API-key")
        of_bob.bring({"id": None} | refusal(401, -2015, "Invalid API-key"))
        shared.bring({"id": shared.asked[-1]["id"], "status": 200, "result": []})
        answers = await asyncio.gather(*asking)
        await asyncio.sleep(60)
        assert server.open == [shared]

    assert answers == [[], []]
    assert shared.methods.count("openOrders.status") == 1


async def test_sockets_of_coin_futures_draw_on_the_weight_of_futures(
    server: WsServer, fake: Any, alice: HmacKey
) -> None:
    server.replies["account.balance"] = nothing_open
    fake.says("GET /dapi/v1/time", {"serverTime": 1})
    hosts = Hosts.sandbox().replace(coinm_wsapi="ws://127.0.0.1:1/ws-dapi/v1")
    async with client(server, fake, hosts=hosts) as over:
        await over.account(alice).send(Balances())
        await over.send(Time())

    assert [line.url for line in server.lines] == [hosts.coinm_wsapi]
    assert {pool.name: pool.used for pool in over.limits.states()} == {
        "sandbox spot": 0,
        "sandbox futures": 5 + 5 + 1,
    }


# how one connection follows another


async def test_in_thirty_days_nothing_is_lost_between_two_connections(
    server: WsServer, fake: Any
) -> None:
    """Each request takes two minutes, so that some are on their way at every change."""
    server.replies["ticker.price"] = lambda line, request: slow(server, line, request)
    asking = []
    async with client(server, fake, timeout=300) as over:
        await over.send(PRICE)
        for _ in range(30 * DAY // 300):
            await asyncio.sleep(300)
            asking.append(asyncio.ensure_future(over.send(PRICE)))
        answers = await asyncio.gather(*asking)

    ages = [line.closed_at - line.opened_at for line in server.lines[:-1]]
    overlaps = list(pairwise(server.lines))
    assert {each.price for each in answers} == {Decimal("67000.10")}
    assert fake.seen == []
    assert 31 <= len(server.lines) <= 33
    assert 22.7 * 3600 < min(ages) < max(ages) < 24 * 3600
    assert all(before.closed_at >= after.opened_at for before, after in overlaps)
    assert any(before.closed_at > after.opened_at + 5 for before, after in overlaps)


def slow(server: WsServer, line: Line, request: Answer) -> None:
    line.bring({"id": request["id"]} | server.good(line, request), 120.0)


async def test_a_shutdown_is_obeyed_and_what_is_on_its_way_finished(
    server: WsServer, fake: Any
) -> None:
    async with client(server, fake) as over:
        await over.send(PRICE)
        await asyncio.sleep(60)
        server.lag = 3.0
        asking = asyncio.ensure_future(over.send(PRICE))
        await asyncio.sleep(0.1)
        server.lag = 0.05
        server.lines[0].bring({"event": {"e": "serverShutdown", "E": 1}})
        await asyncio.sleep(1)
        later = await over.send(PRICE)
        asked_at = [line.methods.count("ticker.price") for line in server.lines]
        first = await asking
        await asyncio.sleep(1)

    assert asked_at == [2, 1]
    assert first.price == later.price == Decimal("67000.10")
    assert server.lines[0].closed_at < server.lines[1].closed_at
    assert fake.seen == []


async def test_a_successor_that_cannot_be_opened_leaves_the_old_one_in_use(
    server: WsServer, fake: Any
) -> None:
    async with client(server, fake, lifetime=600.0, spread=0.0) as over:
        await over.send(PRICE)
        server.down = True
        for _ in range(20):
            await asyncio.sleep(60)
            await over.send(PRICE)
        server.down = False
        await asyncio.sleep(120)
        await over.send(PRICE)

    assert [line.methods.count("ticker.price") for line in server.lines] == [21, 1]
    assert fake.seen == []


async def test_a_server_that_hangs_up_is_not_called_again_and_again(
    server: WsServer, fake: Any
) -> None:
    server.replies["ticker.price"] = lambda line, _request: line.cut()
    async with client(server, fake) as over:
        for _ in range(600):
            await over.send(PRICE)
            await asyncio.sleep(1)

    assert len(server.tried_at) < 60
    assert min(after - before for before, after in pairwise(server.tried_at)) >= 0.5


async def test_nothing_is_sent_and_nothing_left_open_after_the_block(
    server: WsServer, fake: Any
) -> None:
    async with client(server, fake) as over:
        server.replies["ticker.price"] = lambda *_: None
        asking = asyncio.ensure_future(over.send(PRICE))
        await asyncio.sleep(1)
    await asyncio.gather(asking, return_exceptions=True)

    assert not server.open
    assert server.methods == ["ticker.price"]
    assert len(asyncio.all_tasks()) == 1
