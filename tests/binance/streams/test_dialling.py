"""What whoever dials relies on, whatever library holds the socket."""

import asyncio
import logging
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection

from binance.streams.dialling import LARGEST, NOT_OPENED, dial


async def test_pings_are_answered_while_nobody_reads(serving: Any) -> None:
    answered = asyncio.Event()

    async def ping(socket: ServerConnection) -> None:
        await (await socket.ping())
        answered.set()
        await socket.wait_closed()

    async with serving(ping) as hosts, dial(hosts.spot_stream, 5) as socket, asyncio.timeout(5):
        await answered.wait()

        assert socket.alive


async def test_messages_in_fragments_and_long_ones_arrive_whole(serving: Any) -> None:
    async def speak(socket: ServerConnection) -> None:
        await socket.send("short")
        await socket.send(["in ", "three ", "pieces"])
        await socket.send("x" * 70_000)
        await socket.send("last")

    async with serving(speak) as hosts, dial(hosts.spot_stream, 5) as socket:
        heard = [await socket.receive() for _ in range(5)]

    assert heard == [b"short", b"in three pieces", b"x" * 70_000, b"last", None]


async def test_no_log_shows_what_is_in_addresses_and_messages(
    serving: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async def speak(socket: ServerConnection) -> None:
        await socket.recv()

    caplog.set_level(logging.DEBUG)
    async with serving(speak) as hosts, dial(f"{hosts.spot_stream}/canary-key", 5) as socket:
        await socket.send("canary-signature")
        await socket.receive()

    ours = [record for record in caplog.records if record.name != "websockets.server"]
    assert not [record for record in ours if "canary" in record.getMessage()]


async def test_nobody_is_made_to_hold_an_endless_message(serving: Any) -> None:
    async def shout(socket: ServerConnection) -> None:
        await socket.send("x" * (LARGEST + 1))

    async with serving(shout) as hosts, dial(hosts.spot_stream, 5) as socket:
        assert await socket.receive() is None
        assert not socket.alive
        assert not await socket.send("too late")


async def test_messages_of_a_slow_reader_wait_in_the_network(serving: Any) -> None:
    sent = 0

    async def flood(socket: ServerConnection) -> None:
        nonlocal sent
        for sent in range(1, 2_001):  # noqa: B007 - read from outside
            await socket.send("x" * 60_000)

    async with serving(flood) as hosts, dial(hosts.spot_stream, 5) as socket:
        assert await socket.receive() is not None
        before = 0
        while sent > before:
            before = sent
            await asyncio.sleep(0.02)
        assert sent < 1_000

        async with asyncio.timeout(10):
            for _ in range(1_999):
                assert await socket.receive() is not None
        assert await socket.receive() is None


async def test_a_server_that_never_shakes_hands_is_left_in_time() -> None:
    released = asyncio.Event()

    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await released.wait()
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(NOT_OPENED):
            async with dial(f"ws://127.0.0.1:{port}/", 0.05):
                pass
        released.set()


async def test_no_proxy_of_the_environment_is_asked(
    serving: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ws_proxy", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    async def greet(socket: ServerConnection) -> None:
        await socket.send("directly")

    async with serving(greet) as hosts, dial(hosts.spot_stream, 5) as socket:
        assert await socket.receive() == b"directly"


async def test_a_wait_that_was_given_up_loses_no_message(serving: Any) -> None:
    speak = asyncio.Event()

    async def wait(socket: ServerConnection) -> None:
        await speak.wait()
        await socket.send("kept")
        await socket.wait_closed()

    async with serving(wait) as hosts, dial(hosts.spot_stream, 5) as socket:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await socket.receive()
        speak.set()
        assert await socket.receive() == b"kept"
