"""The WebSocket API's own matters: what a request may look like, who is logged on, who listens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import websockets
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sandbox.exchange.catalogue import METHODS
from sandbox.exchange.doors import subscriptions
from sandbox.exchange.wire.pools import SPOT
from tests.support import binance_catalogue as documents
from tests.support.ed25519 import Ed25519

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand, Hire, Site, Trader

SUBSCRIBE, BY_TOKEN = "userDataStream.subscribe.signature", "userDataStream.subscribe.listenToken"
OWN = {
    "session.logon",
    "session.logout",
    "session.status",
    "session.subscriptions",
    "userDataStream.subscribe",
    "userDataStream.unsubscribe",
    SUBSCRIBE,
    BY_TOKEN,
}


@pytest.fixture
async def bob(site: Site, clock: Hand) -> Ed25519:
    bob = Ed25519(site, clock)
    await bob.open_account(label="bob")
    return bob


async def token_of(site: Site, trader: Trader, validity: int) -> tuple[str, int]:
    core = site.exchange._core
    return core.listen_tokens.issue(core.registry.accounts[trader.uid], validity)


# Requests


@pytest.mark.skipif(not documents.PRESENT, reason="the documents are not beside us")
def test_every_spot_method_is_there() -> None:
    entries = json.loads((documents.FOLDER / "wsapi.json").read_text())["methods"]
    documented = {each["method"] for each in entries if each["product"] in {"spot", "margin"}}

    assert documented - set(METHODS) - OWN == set()


@pytest.mark.parametrize(
    ("text", "request_id", "code"),
    [
        ("[]", None, -1135),
        ('{"id": 7, "method": "time", "params": []}', None, None),
        ('{"id": 7, "method": "time", "params": [1]}', 7, -1135),
        ('{"id": {"a": 1}, "method": "time"}', None, -1135),
        ('{"id": "seven"}', "seven", -1102),
        ('{"id": 7, "method": ""}', 7, -1102),
    ],
)
async def test_a_malformed_request_is_answered_with_its_id_if_it_has_one(
    site: Site, text: str, request_id: object, code: int | None
) -> None:
    talk = await site.talk("/ws-api/v3")

    await talk.socket.send(text)
    answer = await talk.hear()

    if code is None:
        assert answer["status"] == 200
    else:
        assert (answer["id"], answer["status"]) == (request_id, 400)
        assert answer["error"]["code"] == code


async def test_methods_may_name_their_version_and_parameters_be_null(site: Site) -> None:
    talk = await site.talk("/ws-api/v3")

    versioned = await talk.ask("v3/ticker.price", {"symbol": "BTCUSDT", "symbolStatus": None})
    listed = await talk.ask("ticker.price", {"symbols": ["BTCUSDT", "ETHUSDT"]})

    assert versioned["result"]["symbol"] == "BTCUSDT"
    assert [row["symbol"] for row in listed["result"]] == ["BTCUSDT", "ETHUSDT"]


async def test_numbers_are_signed_with_the_digits_they_were_sent_with(
    site: Site, hire: Hire
) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    order = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}

    signed = alice.ws_params(**order, quantity="0.010", price="60000.50")
    text = json.dumps({"id": 1, "method": "order.place", "params": signed})
    text = text.replace('"0.010"', "0.010").replace('"60000.50"', "60000.50")
    await talk.socket.send(text)
    answer = await talk.hear()

    assert answer["result"]["price"] == "60000.50000000"


async def test_times_come_in_microseconds_for_whoever_asks(site: Site, hire: Hire) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3?timeUnit=microsecond")
    await talk.ask(SUBSCRIBE, alice.ws_params())
    header = {"X-MBX-TIME-UNIT": "MICROSECOND"}

    now = (await site.http.get("/api/v3/time")).json()["serverTime"]
    fine = (await site.http.get("/api/v3/time", headers=header)).json()["serverTime"]
    told = (await talk.ask("time"))["result"]["serverTime"]
    candles = {"symbol": "BTCUSDT", "interval": "1m", "limit": 1}
    kline = (await site.http.get("/api/v3/klines", params=candles, headers=header)).json()[0]
    order = await alice.limit("BUY", "0.01", "60000")
    event = (await talk.hear())["event"]

    assert told == fine == now * 1_000
    assert (kline[6] - kline[0]) // 1_000 == 59_999
    assert event["T"] == event["O"] == order["transactTime"] * 1_000
    assert (event["i"], event["g"]) == (order["orderId"], -1)


async def test_who_is_banned_is_told_so_and_disconnected(site: Site) -> None:
    talk = await site.talk("/ws-api/v3")
    site.exchange._core.weights.ban("127.0.0.1", 60)

    answer = await talk.ask("time")
    with pytest.raises(websockets.ConnectionClosedError) as closed:
        await talk.hear()

    assert answer["status"] == 418
    assert answer["error"]["data"]["retryAfter"] == answer["error"]["data"]["serverTime"] + 60_000
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008


# Sessions


async def test_an_rsa_key_cannot_log_on(site: Site, clock: Hand) -> None:
    public = generate_private_key(65537, 2048).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    opened = (await site.http.post("/sandbox/accounts", json={"public_key": pem})).json()
    talk = await site.talk("/ws-api/v3")

    stamp = {"apiKey": opened["api_key"], "timestamp": clock.milliseconds, "signature": "AAAA"}
    answer = await talk.ask("session.logon", stamp)

    assert answer["error"] == {"code": -2028, "msg": "RSA API key is not supported"}


async def test_logging_out_ends_the_stream_of_the_session_alone(
    site: Site, hire: Hire, bob: Ed25519
) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    await talk.ask("session.logon", bob.stamp())
    own = (await talk.ask("userDataStream.subscribe"))["result"]["subscriptionId"]
    other = (await talk.ask(SUBSCRIBE, alice.ws_params()))["result"]["subscriptionId"]

    await talk.socket.send('{"id": 1, "method": "session.logout"}')
    ended, answer = await talk.hear(), await talk.hear()

    assert (ended["subscriptionId"], ended["event"]["e"]) == (own, "eventStreamTerminated")
    assert (answer["result"]["apiKey"], answer["result"]["userDataStream"]) == (None, True)
    left = await talk.ask("session.subscriptions")
    assert left["result"] == [{"subscriptionId": other}]


async def test_a_request_may_be_signed_by_another_key_than_the_sessions(
    site: Site, hire: Hire, bob: Ed25519, clock: Hand
) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    await talk.ask("session.logon", bob.stamp())

    hers = await talk.ask("account.status", alice.ws_params())
    his = await talk.ask("account.status", {"timestamp": clock.milliseconds})

    assert (hers["result"]["uid"], his["result"]["uid"]) == (alice.uid, bob.uid)


async def test_a_thousand_streams_at_a_time_and_no_more_than_65535_in_a_life(
    site: Site, hire: Hire
) -> None:
    core, heard = site.exchange._core, []
    streams = subscriptions.Subscriptions(core, lambda *event: heard.append(event))
    people = [core.registry.open_account(str(number)) for number in range(1_001)]

    for each in people[:1_000]:
        streams.open_until(each, 2**60)
    with pytest.raises(Exception, match="up to '1000' subscriptions") as too_many:
        streams.open_until(people[-1], 2**60)
    streams.close(None)
    for _ in range(64_535):
        streams.close(streams.open_until(people[0], 2**60))
    with pytest.raises(Exception, match="Maximum subscription ID reached") as spent:
        streams.open_until(people[0], 2**60)

    assert (too_many.value.code, spent.value.code) == (-1191, -2042)
    assert not any(core.listeners.values())


# Listen tokens


async def test_a_token_opens_a_stream_until_it_expires(site: Site, hire: Hire, clock: Hand) -> None:
    alice = await hire(site.http)
    token, expires = await token_of(site, alice, 60_000)
    talk = await site.talk("/ws-api/v3")

    answer = await talk.ask(BY_TOKEN, {"listenToken": token})
    await alice.limit("BUY", "0.01", "60000")
    event = await talk.hear()
    clock.at += 60
    site.beat()
    while (last := await talk.hear())["event"]["e"] != "eventStreamTerminated":
        pass
    late = await talk.ask(BY_TOKEN, {"listenToken": token})

    assert answer["result"] == {"subscriptionId": 0, "expirationTime": expires * 1_000}
    assert event["event"]["e"] == "executionReport"
    assert last["subscriptionId"] == 0
    assert late["error"] == {"code": -1209, "msg": "invalid listenToken"}


async def test_a_later_token_lets_the_stream_go_on(site: Site, hire: Hire, clock: Hand) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    first, _ = await token_of(site, alice, 60_000)
    await talk.ask(BY_TOKEN, {"listenToken": first})
    clock.at += 30
    second, expires = await token_of(site, alice, 60_000)

    renewed = await talk.ask(BY_TOKEN, {"listenToken": second})
    clock.at += 45
    site.beat()

    assert renewed["result"] == {"subscriptionId": 0, "expirationTime": expires * 1_000}
    assert (await talk.ask("session.subscriptions"))["result"] == [{"subscriptionId": 0}]


async def test_what_concerns_the_connection_weighs_two(site: Site) -> None:
    talk = await site.talk("/ws-api/v3")

    await talk.ask("session.status")
    await talk.ask("session.subscriptions")

    assert site.exchange._core.weights.used("127.0.0.1", SPOT) == 6
