"""The WebSocket API: requests, sessions, and the events of many accounts on one connection."""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sandbox.exchange.wire.pools import SPOT

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand, Hire, Site, Talk, Trader

SUBSCRIBE = "userDataStream.subscribe.signature"
MARKET = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}


async def subscribed(talk: Talk, trader: Trader) -> int:
    answer = await talk.ask(SUBSCRIBE, trader.ws_params())
    assert answer["status"] == 200, answer
    number: int = answer["result"]["subscriptionId"]
    return number


async def events(talk: Talk, count: int) -> list[Any]:
    return [(await talk.hear())["event"] for _ in range(count)]


async def test_requests_are_answered_with_the_limits(site: Site, clock: Hand) -> None:
    talk = await site.talk("/ws-api/v3")

    answer = await talk.ask("time", None, "abc")
    quiet = await talk.ask("ping", {"returnRateLimits": False}, None)

    assert answer["result"] == {"serverTime": clock.milliseconds}
    assert (answer["id"], answer["status"]) == ("abc", 200)
    assert answer["rateLimits"] == [
        {
            "rateLimitType": "REQUEST_WEIGHT",
            "interval": "MINUTE",
            "intervalNum": 1,
            "limit": 6000,
            "count": 3,
        }
    ]
    assert quiet == {"id": None, "status": 200, "result": {}}


async def test_weight_is_shared_with_rest(site: Site) -> None:
    talk = await site.talk("/ws-api/v3?returnRateLimits=false")
    await talk.ask("exchangeInfo", {"symbol": "BTCUSDT"})

    answer = await site.http.get("/api/v3/ping")

    assert answer.headers["X-MBX-USED-WEIGHT-1M"] == "23"


async def test_a_request_over_the_limit_says_when_to_come_back(site: Site, clock: Hand) -> None:
    talk = await site.talk("/ws-api/v3")
    site.exchange._core.weights.charge("127.0.0.1", SPOT, 5_990)

    answer = await talk.ask("exchangeInfo")

    assert answer["status"] == 429
    assert answer["error"]["data"] == {
        "serverTime": clock.milliseconds,
        "retryAfter": clock.milliseconds + 60_000,
    }


async def test_orders_go_through_this_door_too(site: Site, hire: Hire) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    limit = {"type": "LIMIT", "timeInForce": "GTC", "price": "60000.00"}

    placed = await talk.ask("order.place", alice.ws_params(**(MARKET | limit)))
    name = {"symbol": "BTCUSDT", "orderId": placed["result"]["orderId"]}
    found = await talk.ask("order.status", alice.ws_params(**name))
    listed = await talk.ask("openOrders.status", alice.ws_params())
    canceled = await talk.ask("order.cancel", alice.ws_params(**name))
    account = await talk.ask("account.status", alice.ws_params())
    again = await talk.ask("order.cancel", alice.ws_params(**name))

    assert [limit["rateLimitType"] for limit in placed["rateLimits"]] == [
        "ORDERS",
        "ORDERS",
        "REQUEST_WEIGHT",
    ]
    assert found["result"]["status"] == "NEW"
    assert listed["result"] == [found["result"]]
    assert canceled["result"]["status"] == "CANCELED"
    assert account["result"]["uid"] == alice.uid
    assert (again["status"], again["error"]["code"]) == (400, -2011)


async def test_a_purchase_is_reported_step_by_step(site: Site, hire: Hire) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    await subscribed(talk, alice)

    order = await alice.order(**MARKET, newClientOrderId="mine")
    new, trade, position = await events(talk, 3)

    assert (new["e"], new["x"], new["X"], new["w"]) == ("executionReport", "NEW", "NEW", True)
    assert (new["t"], new["N"], new["n"], new["C"]) == (-1, None, "0", "")
    assert (trade["x"], trade["X"], trade["c"]) == ("TRADE", "FILLED", "mine")
    assert (trade["t"], trade["L"]) == (
        order["fills"][0]["tradeId"],
        order["fills"][0]["price"],
    )
    assert (trade["z"], trade["Z"]) == (order["executedQty"], order["cummulativeQuoteQty"])
    assert trade["I"] > new["I"]
    assert position["e"] == "outboundAccountPosition"
    balances = await alice.balances()
    assert {row["a"]: (Decimal(row["f"]), Decimal(row["l"])) for row in position["B"]} == {
        asset: balances[asset] for asset in ("USDT", "BTC")
    }


async def test_a_cancellation_names_both_requests(site: Site, hire: Hire) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    await alice.limit("BUY", "0.01", "60000", newClientOrderId="mine")
    await subscribed(talk, alice)

    await alice.send("DELETE", "/api/v3/order", symbol="BTCUSDT", origClientOrderId="mine")
    canceled, position = await events(talk, 2)

    assert (canceled["x"], canceled["X"], canceled["C"]) == ("CANCELED", "CANCELED", "mine")
    assert canceled["c"] != "mine"
    assert position["B"] == [{"a": "USDT", "f": "10000.00000000", "l": "0.00000000"}]


async def test_an_expiry_says_why(site: Site, hire: Hire) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    await subscribed(talk, alice)

    await alice.limit("BUY", "0.01", "60000", timeInForce="IOC")
    _, expired, _ = await events(talk, 3)

    assert (expired["x"], expired["X"]) == ("EXPIRED", "EXPIRED")
    assert expired["eR"] == "UNFILLED_IOC_QUANTITY_EXPIRED"


async def test_a_deposit_is_told(site: Site, hire: Hire) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    await subscribed(talk, alice)

    deposit = {"deposit": {"SOL": "2.5"}}
    await site.http.post(f"/sandbox/accounts/{alice.api_key}", json=deposit)
    position, update = await events(talk, 2)

    assert position["B"] == [{"a": "SOL", "f": "2.50000000", "l": "0.00000000"}]
    assert (update["e"], update["a"], update["d"]) == ("balanceUpdate", "SOL", "2.50000000")


async def test_many_accounts_share_a_connection_and_hear_only_of_their_own(
    site: Site, hire: Hire
) -> None:
    people = [await hire(site.http) for _ in range(3)]
    talk = await site.talk("/ws-api/v3")
    numbers = [await subscribed(talk, each) for each in people]

    await people[1].limit("BUY", "0.01", "60000")
    message = await talk.hear()

    assert numbers == [0, 1, 2]
    assert message["subscriptionId"] == 1
    active = await talk.ask("session.subscriptions")
    assert active["result"] == [{"subscriptionId": each} for each in numbers]


async def test_an_account_is_heard_once_a_connection_whichever_its_key(
    site: Site, hire: Hire
) -> None:
    alice = await hire(site.http)
    second_key = await hire(site.http, uid=alice.uid)
    talk = await site.talk("/ws-api/v3")
    await subscribed(talk, alice)

    refused = await talk.ask(SUBSCRIBE, second_key.ws_params())

    assert refused["error"] == {
        "code": -2035,
        "msg": "User Data Stream subscription already active.",
    }


async def test_a_subscription_ends_when_asked(site: Site, hire: Hire) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    number = await subscribed(talk, alice)

    answer = await talk.ask("userDataStream.unsubscribe", {"subscriptionId": number})
    again = await talk.ask("userDataStream.unsubscribe", {"subscriptionId": number})
    anew = await subscribed(talk, alice)

    assert (answer["status"], answer["result"]) == (200, {})
    assert again["error"]["code"] == -2036
    assert anew == number + 1


async def test_a_revoked_key_ends_its_subscription(site: Site, hire: Hire) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    await subscribed(talk, alice)

    await site.http.post(f"/sandbox/accounts/{alice.api_key}", json={"revoked": True})

    assert (await talk.hear())["event"]["e"] == "eventStreamTerminated"
    refused = await talk.ask(SUBSCRIBE, alice.ws_params())
    assert (refused["status"], refused["error"]["code"]) == (401, -2015)


async def test_a_session_needs_an_ed25519_key(site: Site, hire: Hire, clock: Hand) -> None:
    alice = await hire(site.http)
    key = Ed25519PrivateKey.generate()
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    opened = (await site.http.post("/sandbox/accounts", json={"public_key": pem})).json()
    stamp = {"apiKey": opened["api_key"], "timestamp": clock.milliseconds}
    payload = f"apiKey={opened['api_key']}&timestamp={clock.milliseconds}"
    signature = base64.b64encode(key.sign(payload.encode())).decode()
    talk = await site.talk("/ws-api/v3")

    refused = await talk.ask("session.logon", alice.ws_params())
    early = await talk.ask("userDataStream.subscribe")
    session = await talk.ask("session.logon", stamp | {"signature": signature})
    stream = await talk.ask("userDataStream.subscribe")
    account = await talk.ask("account.status", {"timestamp": clock.milliseconds})
    left = await talk.ask("session.logout")

    assert refused["error"]["code"] == -2028
    assert early["error"]["code"] == -1193
    assert session["result"]["apiKey"] == opened["api_key"]
    assert stream["result"] == {"subscriptionId": 0}
    assert account["result"]["uid"] == opened["uid"]
    assert left["result"]["apiKey"] is None


async def test_a_session_ends_with_its_key(site: Site, clock: Hand) -> None:
    key = Ed25519PrivateKey.generate()
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    opened = (await site.http.post("/sandbox/accounts", json={"public_key": pem})).json()
    payload = f"apiKey={opened['api_key']}&timestamp={clock.milliseconds}"
    signature = base64.b64encode(key.sign(payload.encode())).decode()
    stamp = {"apiKey": opened["api_key"], "timestamp": clock.milliseconds}
    talk = await site.talk("/ws-api/v3")
    await talk.ask("session.logon", stamp | {"signature": signature})

    await site.http.post(f"/sandbox/accounts/{opened['api_key']}", json={"revoked": True})
    revoked = await talk.ask("account.status", {"timestamp": clock.milliseconds})
    status = await talk.ask("session.status")

    assert (revoked["id"], revoked["status"], revoked["error"]["code"]) == (None, 401, -2015)
    assert status["result"]["apiKey"] is None


async def test_what_is_no_request_gets_an_error(site: Site) -> None:
    talk = await site.talk("/ws-api/v3")

    await talk.socket.send("hello")
    unreadable = await talk.hear()
    unknown = await talk.ask("wish.grant")
    wrong = await talk.ask("depth", {"symbol": "NOPE"})

    assert (unreadable["id"], unreadable["status"]) == (None, 400)
    assert unknown["status"] == 400
    assert wrong["error"] == {"code": -1121, "msg": "Invalid symbol."}
