"""Each kind of fault, over a real connection and in this process."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import websockets

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand, Hire, Site, Trader

TIME = "/api/v3/time"
ORDER = "/api/v3/order"
MARKET = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}


async def orders(http: httpx.AsyncClient) -> int:
    return len((await http.get("/sandbox/orders")).json())


async def fault(http: httpx.AsyncClient, kind: str, path: str, **more: Any) -> None:
    match = {"path": path} | ({"method": more.pop("method")} if "method" in more else {})
    answer = await http.post("/sandbox/faults", json=[{"match": match, "kind": kind, **more}])
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("execute", [False, True])
async def test_a_status_is_answered_instead(
    http: httpx.AsyncClient, alice: Trader, execute: bool
) -> None:
    await fault(http, "status", ORDER, status=504, code=-1007, msg="Timeout.", execute=execute)

    answer = await alice.send("POST", ORDER, **MARKET)

    assert answer.status_code == 504
    assert answer.json() == {"code": -1007, "msg": "Timeout."}
    assert await orders(http) == int(execute)


@pytest.mark.parametrize(("kind", "executed"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_dropped_connection_is_an_error_of_transport(
    site: Site, hire: Hire, kind: str, executed: int, caplog: pytest.LogCaptureFixture
) -> None:
    alice = await hire(site.http)
    await site.fault(kind, ORDER, times=2)

    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            with pytest.raises(httpx.TransportError):
                await alice.send("POST", ORDER, **MARKET)

    assert await orders(site.http) == 2 * executed
    assert (await alice.send("POST", ORDER, **MARKET)).status_code == 200
    assert not caplog.records


@pytest.mark.parametrize(("kind", "executed"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_dropped_connection_looks_the_same_in_this_process(
    http: httpx.AsyncClient, alice: Trader, kind: str, executed: int
) -> None:
    await fault(http, kind, ORDER)

    with pytest.raises(httpx.RemoteProtocolError):
        await alice.send("POST", ORDER, **MARKET)

    assert await orders(http) == executed


async def test_garbage_comes_after_the_deed(http: httpx.AsyncClient, alice: Trader) -> None:
    await fault(http, "garbage", ORDER)

    answer = await alice.send("POST", ORDER, **MARKET)

    assert answer.status_code == 200
    with pytest.raises(ValueError, match="Unterminated string"):
        answer.json()
    assert await orders(http) == 1


@pytest.mark.parametrize("execute", [False, True])
async def test_a_delayed_order_is_carried_out_late_or_answered_late(
    site: Site, hire: Hire, execute: bool
) -> None:
    alice = await hire(site.http)
    await site.fault("delay", ORDER, seconds=30, execute=execute)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(alice.send("POST", ORDER, **MARKET))
        while list(site.exchange._core.faults):  # noqa: ASYNC110 - until the server has read it
            await asyncio.sleep(0)
        assert await orders(site.http) == int(execute)
        task.cancel()


async def test_a_short_delay_ends(http: httpx.AsyncClient) -> None:
    await fault(http, "delay", TIME, seconds=0)
    await fault(http, "delay", TIME, seconds=0, execute=True)

    for _ in range(2):
        assert (await http.get(TIME)).status_code == 200


@pytest.mark.parametrize("status", [418, 429])
async def test_a_ban_holds_for_everything_until_it_ends(
    http: httpx.AsyncClient, alice: Trader, clock: Hand, status: int
) -> None:
    await fault(http, "ban", TIME, seconds=90, status=status)

    banned = await http.get(TIME)
    others = await alice.send("GET", "/sapi/v1/account/apiRestrictions")
    control = await http.get("/sandbox/state")
    clock.at += 90
    free = await http.get(TIME)

    assert (banned.status_code, others.status_code) == (status, status)
    assert banned.headers["Retry-After"] == "90"
    assert str(int((clock.at) * 1000)) in banned.json()["msg"]
    assert control.status_code == 200
    assert free.status_code == 200


async def test_faults_wait_for_what_they_match(http: httpx.AsyncClient) -> None:
    await fault(http, "status", "/api/v3/ticker/*", method="GET", status=500, times=2)

    statuses = [
        (await http.get(path)).status_code
        for path in (TIME, "/api/v3/ticker/price", "/api/v3/ticker/24hr", "/api/v3/ticker/price")
    ]

    assert statuses == [200, 500, 500, 200]


async def test_faults_can_be_seen_and_cleared(http: httpx.AsyncClient) -> None:
    await fault(http, "status", TIME, times=3)
    await http.get(TIME)

    (left,) = (await http.get("/sandbox/faults")).json()
    await http.delete("/sandbox/faults")

    assert (left["kind"], left["times"], left["match"]) == ("status", 2, {"path": TIME})
    assert (await http.get(TIME)).status_code == 200


async def test_a_stream_is_told_of_a_shutdown_and_closed(site: Site) -> None:
    plain = await site.talk("/ws/btcusdt@trade")
    combined = await site.talk("/stream?streams=btcusdt@trade")
    wsapi = await site.talk("/ws-api/v3")

    await site.fault("shutdown")

    now = site.exchange._core.clock()
    event = {"e": "serverShutdown", "E": now}
    assert await plain.hear() == event
    assert await combined.hear() == {"stream": "!serverShutdown", "data": event}
    assert await wsapi.hear() == {"event": event}
    for talk in (plain, combined, wsapi):
        with pytest.raises(websockets.ConnectionClosedOK):
            await talk.hear()


async def test_a_stream_is_cut_without_a_word(site: Site) -> None:
    stream = await site.talk("/ws/btcusdt@trade")
    other = await site.talk("/stream?streams=btcusdt@trade")

    await site.fault("cut", "/ws/*")

    with pytest.raises(websockets.ConnectionClosedError):
        await stream.hear()
    assert (await other.ask("LIST_SUBSCRIPTIONS"))["result"] == ["btcusdt@trade"]


async def test_a_silent_stream_stays_open(site: Site, clock: Hand) -> None:
    stream = await site.talk("/stream?streams=btcusdt@aggTrade")
    await site.fault("silence", "/stream", seconds=30)

    clock.at += 20
    site.beat()
    clock.at += 11
    site.beat()
    first = await stream.hear()

    assert first["data"]["E"] == clock.milliseconds


async def test_faults_of_sockets_wait_for_the_next_one(site: Site) -> None:
    await site.fault("cut", "/stream")

    stream = await site.talk("/stream?streams=btcusdt@trade")

    with pytest.raises(websockets.ConnectionClosedError):
        await stream.hear()


async def test_a_handshake_can_be_refused(site: Site) -> None:
    await site.fault("status", "/ws-api/v3", status=503, method="GET")

    with pytest.raises(websockets.InvalidStatus) as refused:
        await site.talk("/ws-api/v3")

    assert refused.value.response.status_code == 503


async def test_a_handshake_can_be_dropped(site: Site) -> None:
    await site.fault("drop_before", "/ws*", method="GET")

    with pytest.raises((websockets.InvalidMessage, ConnectionError)):
        await site.talk("/ws/btcusdt@trade")


async def test_a_banned_address_opens_no_socket(site: Site) -> None:
    await site.fault("ban", TIME, seconds=60)
    await site.http.get(TIME)

    with pytest.raises(websockets.InvalidStatus) as refused:
        await site.talk("/ws/btcusdt@trade")

    assert refused.value.response.status_code == 418


@pytest.mark.parametrize(("kind", "executed"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_websocket_order_can_be_dropped(
    site: Site, hire: Hire, kind: str, executed: int
) -> None:
    alice = await hire(site.http)
    wsapi = await site.talk("/ws-api/v3")
    await site.fault(kind, "/ws-api/v3", method="order.place")

    with pytest.raises(websockets.ConnectionClosedError):
        await wsapi.ask("order.place", alice.ws_params(**MARKET))

    assert await orders(site.http) == executed


async def test_a_websocket_request_can_be_refused(site: Site) -> None:
    wsapi = await site.talk("/ws-api/v3")
    await site.fault("status", method="time", status=500, code=-1000, msg="Oh.")

    answer = await wsapi.ask("time")

    assert (answer["status"], answer["error"]) == (500, {"code": -1000, "msg": "Oh."})
