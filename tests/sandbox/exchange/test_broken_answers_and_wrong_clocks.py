"""Faults in what the exchange says of itself: its errors, its limits, its clock, its events."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, get_args

import httpx
import pytest
import websockets

from sandbox.faults import KINDS, Kind

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand, Hire, Site, Talk, Trader

ORDER, TIME = "/api/v3/order", "/api/v3/time"
MARKET = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}
SUBSCRIBE = "userDataStream.subscribe.signature"

HALF_AN_ORDER = "POST /api/v3/order HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nsymbol="
HALF_A_MOVE = "POST /sandbox/price HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{"
HANDSHAKE = (
    "GET /ws/btcusdt@trade HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


async def fault(http: httpx.AsyncClient, kind: str, path: str = "*", **more: Any) -> None:
    match = {"path": path} | ({"method": more.pop("method")} if "method" in more else {})
    answer = await http.post("/sandbox/faults", json=[{"match": match, "kind": kind, **more}])
    assert answer.status_code == 200, answer.text


# What a failure says


@pytest.mark.parametrize(
    ("path", "ordered", "code", "msg"),
    [
        (TIME, {"status": 500}, -1000, "An unknown error occurred while processing the request."),
        (TIME, {"status": 502}, -1006, "An unexpected response was received from the message bus."),
        (TIME, {"status": 504}, -1007, "Timeout waiting for response from backend server."),
        (TIME, {"status": 503, "code": -1001}, -1001, "Internal error; unable to process your"),
        (TIME, {"status": 503, "code": -1008}, -1008, "Server is currently overloaded"),
        ("/fapi/v1/order", {"status": 503}, -1000, "Service Unavailable."),
        (
            "/fapi/v1/order",
            {"status": 503, "execute": True},
            -1000,
            "Unknown error, please check your request or try again later.",
        ),
        (
            "/fapi/v1/order",
            {"status": 503, "code": -1001},
            -1001,
            "Internal error; unable to process your request. Please try again.",
        ),
        ("/fapi/v1/order", {"status": 408}, -1007, "Timeout waiting for response"),
        (TIME, {"status": 429}, -1003, "Too many requests queued."),
    ],
)
async def test_a_failure_says_what_the_documents_say(
    http: httpx.AsyncClient, path: str, ordered: dict[str, Any], code: int, msg: str
) -> None:
    await fault(http, "status", path, **ordered)

    answer = await http.get(path)

    assert (answer.status_code, answer.json()["code"]) == (ordered["status"], code)
    assert answer.json()["msg"].startswith(msg)


async def test_the_firewall_answers_with_a_page(http: httpx.AsyncClient) -> None:
    await fault(http, "status", TIME, status=403)

    answer = await http.get(TIME)

    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")
    assert "403 Forbidden" in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_listen_keys_of_spot_are_gone(http: httpx.AsyncClient, method: str) -> None:
    assert (await http.request(method, "/api/v3/userDataStream")).status_code == 410


async def test_futures_have_words_of_their_own_for_limits(http: httpx.AsyncClient) -> None:
    await fault(http, "foreign_weight", "/fapi/v1/time", weight=2_400)
    over = await http.get("/fapi/v1/time")
    await fault(http, "ban", "/fapi/v1/time", seconds=60)
    banned = await http.get("/fapi/v1/time")

    assert over.json()["msg"] == "Too many requests; current limit is 2400 requests per minute."
    assert banned.json()["msg"].startswith("Way too many requests; IP banned until ")


# Half an answer


async def test_an_answer_breaks_off_after_the_deed(
    site: Site, hire: Hire, caplog: pytest.LogCaptureFixture
) -> None:
    alice = await hire(site.http)
    await site.fault("truncated", ORDER)

    with caplog.at_level(logging.WARNING), pytest.raises(httpx.RemoteProtocolError) as broken:
        await alice.send("POST", ORDER, **MARKET)

    assert "without sending complete message body" in str(broken.value)
    assert len((await site.http.get("/sandbox/orders")).json()) == 1
    assert not caplog.records


async def test_an_answer_of_the_websocket_api_breaks_off_too(site: Site, hire: Hire) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    await site.fault("truncated", method="order.place")

    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        await talk.ask("order.place", alice.ws_params(**MARKET))
    with pytest.raises(websockets.ConnectionClosedError):
        await talk.hear()

    assert len((await site.http.get("/sandbox/orders")).json()) == 1


async def test_a_client_that_leaves_in_the_middle_leaves_no_trace_in_the_log(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for start in (HALF_AN_ORDER, HALF_A_MOVE, HANDSHAKE):
            _, writer = await asyncio.open_connection("127.0.0.1", site.port)
            writer.write(start.encode())
            await writer.drain()
            writer.transport.abort()
        await site.http.get(TIME)
        await site.http.get(TIME)

    assert not caplog.records


# Other people's weight, another clock


async def test_others_at_the_address_use_up_its_weight(
    http: httpx.AsyncClient, clock: Hand
) -> None:
    await fault(http, "foreign_weight", weight=5_000)
    first = await http.get(TIME)
    await fault(http, "foreign_weight", weight=5_000)
    second = await http.get(TIME)
    clock.at += 60
    third = await http.get(TIME)

    assert first.headers["X-MBX-USED-WEIGHT-1M"] == "5001"
    assert second.status_code == 429
    assert third.headers["X-MBX-USED-WEIGHT-1M"] == "1"


async def test_a_clock_that_is_off_refuses_good_timestamps_and_says_so(
    http: httpx.AsyncClient, alice: Trader, clock: Hand
) -> None:
    await fault(http, "clock_skew", "/api/*", seconds=-4.0, times=3)

    refused = await alice.refused("GET", "/api/v3/openOrders")
    told = (await http.get(TIME)).json()["serverTime"]
    alice.now = lambda: clock.at - 4
    accepted = await alice.send("GET", "/api/v3/openOrders")
    right = (await http.get(TIME)).json()["serverTime"]

    msg = "Timestamp for this request was 1000ms ahead of the server's time."
    assert refused == (-1021, msg)
    assert told == clock.milliseconds - 4_000
    assert accepted.status_code == 200
    assert right == clock.milliseconds


async def test_a_clock_that_runs_ahead_finds_timestamps_too_old(
    site: Site, hire: Hire, clock: Hand
) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    await site.fault("clock_skew", "/ws-api/v3", seconds=6, times=2)

    refused = await talk.ask("account.status", alice.ws_params())
    told = await talk.ask("time")

    assert refused["error"]["code"] == -1021
    assert told["result"]["serverTime"] == clock.milliseconds + 6_000


# User events


async def events(talk: Talk, count: int) -> list[str]:
    heard = [(await talk.hear())["event"] for _ in range(count)]
    return [event.get("x") or event["e"] for event in heard]


@pytest.mark.parametrize(
    ("kind", "heard"),
    [
        ("duplicate", ["NEW", "NEW", "TRADE", "outboundAccountPosition"]),
        ("reorder", ["TRADE", "NEW", "outboundAccountPosition"]),
    ],
)
async def test_user_events_come_twice_or_in_the_wrong_order(
    site: Site, hire: Hire, kind: str, heard: list[str]
) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    await talk.ask(SUBSCRIBE, alice.ws_params())
    await site.fault(kind, "/ws-api/v3", method="executionReport")

    await alice.order(**MARKET)

    assert await events(talk, len(heard)) == heard


async def test_an_event_that_nothing_follows_is_only_late(site: Site, hire: Hire) -> None:
    alice = await hire(site.http)
    talk = await site.talk("/ws-api/v3")
    await talk.ask(SUBSCRIBE, alice.ws_params())
    await site.fault("reorder", method="outboundAccountPosition", seconds=0)

    await alice.order(**MARKET)

    assert await events(talk, 3) == ["NEW", "TRADE", "outboundAccountPosition"]


# Ordering faults


async def test_every_kind_of_fault_is_explained(http: httpx.AsyncClient) -> None:
    kinds = (await http.get("/sandbox/faults/kinds")).json()

    assert [each["kind"] for each in kinds] == list(get_args(Kind)) == list(KINDS)
    assert all(each["says"].endswith(".") for each in kinds)
    assert kinds[1]["parameters"] == ["seconds", "execute"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"kind": "wish"}, "0.kind: Input should be 'status', 'delay'"),
        ({"kind": "cut", "status": 500}, "0: a fault of kind cut does not have status"),
        ({"kind": "foreign_weight"}, "0: a fault of kind foreign_weight needs weight"),
        ({"kind": "delay", "seconds": -1}, "0: seconds must not be negative"),
        ({"kind": "status", "status": 200}, "0.status: Input should be greater than"),
        ({"kind": "cut", "match": {"url": "x"}}, "0.match.url: Extra inputs are not permitted"),
    ],
)
async def test_a_mistake_in_a_fault_is_named(
    http: httpx.AsyncClient, wrong: dict[str, Any], error: str
) -> None:
    answer = await http.post("/sandbox/faults", json=[wrong])

    assert answer.status_code == 400
    assert answer.json()["error"].startswith(error)
    assert (await http.get("/sandbox/faults")).json() == []
