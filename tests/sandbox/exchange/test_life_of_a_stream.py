"""A connection to market streams: how long it lives, what it may ask, how often one may come."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
import websockets

from sandbox.exchange.wire.pools import STREAM_CONNECTIONS, WSAPI_CONNECTIONS

if TYPE_CHECKING:
    from tests.sandbox.exchange.conftest import Hand, Site, Talk

DAY = 86_400


async def closed_with(talk: Talk) -> int:
    await talk.socket.wait_closed()
    assert talk.socket.close_code is not None
    return talk.socket.close_code


@pytest.mark.parametrize("path", ["/ws/btcusdt@trade", "/ws-api/v3"])
async def test_a_connection_lives_for_a_day(site: Site, clock: Hand, path: str) -> None:
    old = await site.talk(path)
    clock.at += DAY / 2
    young = await site.talk("/ws")
    clock.at += DAY / 2

    site.beat()

    assert await closed_with(old) == 1001
    assert (await young.ask("LIST_SUBSCRIPTIONS"))["result"] == []


@pytest.mark.parametrize(
    ("path", "pool"), [("/ws", STREAM_CONNECTIONS), ("/ws-api/v3", WSAPI_CONNECTIONS)]
)
async def test_too_many_connections_are_refused_for_five_minutes(
    site: Site, clock: Hand, path: str, pool: object
) -> None:
    site.exchange._core.weights.charge("127.0.0.1", pool, 299)
    await site.talk(path)

    with pytest.raises(websockets.InvalidStatus) as refused:
        await site.talk(path)
    clock.at += 300
    await site.talk(path)

    answer = refused.value.response
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "300")
    assert json.loads(answer.body) == {
        "code": -1034,
        "msg": "Too many connection attempts from IP; current limit is 300 per '5 MINUTE'.",
    }


async def test_pings_count_as_messages(site: Site) -> None:
    talk = await site.talk("/ws")

    for _ in range(6):
        await talk.socket.ping()

    assert await closed_with(talk) == 1008


async def test_a_second_later_there_may_be_five_more(site: Site, clock: Hand) -> None:
    talk = await site.talk("/ws")

    for _ in range(3):
        for number in range(5):
            assert (await talk.ask("LIST_SUBSCRIPTIONS", request_id=number))["result"] == []
        clock.at += 1


async def test_a_connection_hears_no_more_than_1024_streams(site: Site) -> None:
    talk = await site.talk("/ws")
    streams = [f"x{number}@trade" for number in range(1_025)]

    refused = await talk.ask("SUBSCRIBE", streams)
    done = await talk.ask("SUBSCRIBE", streams[1:])
    one_more = await talk.ask("SUBSCRIBE", streams[:1])

    assert (refused["code"], done["result"], one_more["code"]) == (2, None, 2)


@pytest.mark.parametrize(
    ("request_id", "known"),
    [(-(2**63), True), (2**63, False), ("a" * 36, True), ("a" * 37, False), (1.5, False)],
)
async def test_an_id_is_a_whole_number_or_a_short_text(
    site: Site, request_id: object, known: bool
) -> None:
    talk = await site.talk("/ws")

    answer = await talk.ask("LIST_SUBSCRIPTIONS", [], request_id)

    assert ("result" in answer) == known


async def test_a_property_must_be_known_and_of_its_type(site: Site, clock: Hand) -> None:
    talk = await site.talk("/stream")

    answers = [
        await talk.ask("SET_PROPERTY", ["combined", 5]),
        await talk.ask("SET_PROPERTY", ["color", True]),
        await talk.ask("SET_PROPERTY", [7]),
        await talk.ask("GET_PROPERTY", ["combined", True, 1]),
        await talk.ask("SUBSCRIBE", [5]),
    ]

    assert [(each["code"], each["msg"]) for each in answers] == [
        (1, "Invalid value type: expected Boolean"),
        (0, "Unknown property"),
        (2, "Invalid request: property name must be a string"),
        (2, "Invalid request: too many parameters"),
        (1, "Invalid value type: expected String"),
    ]


async def test_a_time_unit_must_be_known(site: Site) -> None:
    for path in ("/ws/btcusdt@trade?timeUnit=HOUR", "/ws-api/v3?timeUnit=HOUR"):
        with pytest.raises(websockets.InvalidStatus) as refused:
            await site.talk(path)

        assert json.loads(refused.value.response.body)["code"] == -1194


async def test_who_reads_nothing_is_cut_off(site: Site, clock: Hand) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port, limit=2**10)
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13"
    upgrade = f"Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{key}\r\n\r\n"
    writer.write(f"GET /ws/btcusdt@trade HTTP/1.1\r\n{upgrade}".encode())
    await reader.readuntil(b"\r\n\r\n")

    for _ in range(400):
        site.exchange._subscribers.publish("btcusdt@trade", {"e": "x" * 60_000})
        await asyncio.sleep(0)
    while len(site.exchange._sockets):  # noqa: ASYNC110 - until the server has noticed
        await asyncio.sleep(0)

    assert "btcusdt@trade" not in site.exchange._subscribers._streams
    writer.close()
