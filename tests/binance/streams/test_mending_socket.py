import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from websockets.asyncio.server import ServerConnection

from binance.streams.connection import Opened, SocketPolicy, messages
from binance.streams.pace import Pauses

if TYPE_CHECKING:
    from binance import Hosts


async def first(arriving: AsyncGenerator[Opened | bytes, None], count: int) -> list[Any]:
    """Take so many items; `Opened` is shown as that word."""
    items: list[Any] = []
    async with asyncio.timeout(10), aclosing(arriving):
        async for item in arriving:
            items.append("opened" if isinstance(item, Opened) else item)
            if len(items) == count:
                break
    return items


async def test_a_server_that_accepts_and_hangs_up_is_tried_again(
    serving: Any, policy: SocketPolicy
) -> None:
    async def hang_up(socket: ServerConnection) -> None:
        await socket.send("one")

    async with serving(hang_up) as hosts:
        items = await first(messages(lambda: hosts.spot_stream, policy), 6)

    assert items == ["opened", b"one"] * 3


async def test_a_server_that_is_away_is_tried_until_it_is_back(
    serving: Any, policy: SocketPolicy
) -> None:
    async def greet(socket: ServerConnection) -> None:
        await socket.send("hello")
        await socket.wait_closed()

    async with serving(greet) as hosts:
        pass
    tried = 0

    def url() -> str:
        nonlocal tried
        tried += 1
        return str(hosts.spot_stream if tried < 3 else again.spot_stream)

    again: Hosts
    async with serving(greet) as again:
        items = await first(messages(url, policy), 2)

    assert items == ["opened", b"hello"]
    assert tried == 3


async def test_silence_counts_as_death(serving: Any, policy: SocketPolicy) -> None:
    connections = 0

    async def mute_at_first(socket: ServerConnection) -> None:
        nonlocal connections
        connections += 1
        if connections > 1:
            await socket.send("alive")
        await socket.wait_closed()

    async with serving(mute_at_first) as hosts:
        impatient = replace(policy, stale_after=0.05)
        items = await first(messages(lambda: hosts.spot_stream, impatient), 3)

    assert items == ["opened", "opened", b"alive"]


async def test_a_connection_is_given_up_before_binance_does(
    serving: Any, policy: SocketPolicy
) -> None:
    async def wait(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async with serving(wait) as hosts:
        short = replace(policy, lifetime=0.05)
        items = await first(messages(lambda: hosts.spot_stream, short), 3)

    assert items == ["opened"] * 3


async def test_leaving_opens_the_next_connection(serving: Any, policy: SocketPolicy) -> None:
    async def wait(socket: ServerConnection) -> None:
        await socket.wait_closed()

    opened = 0
    async with (
        serving(wait) as hosts,
        aclosing(messages(lambda: hosts.spot_stream, policy)) as arriving,
    ):
        async for item in arriving:
            assert isinstance(item, Opened)
            opened += 1
            if opened == 3:
                break
            await item.leave()

    assert opened == 3


async def test_closing_the_generator_closes_the_socket(serving: Any, policy: SocketPolicy) -> None:
    closed = asyncio.Event()

    async def wait(socket: ServerConnection) -> None:
        await socket.wait_closed()
        closed.set()

    async with serving(wait) as hosts:
        await first(messages(lambda: hosts.spot_stream, policy), 1)
        async with asyncio.timeout(10):
            assert await closed.wait()


async def test_writing_to_a_closed_connection_says_so(serving: Any, policy: SocketPolicy) -> None:
    async def hang_up(socket: ServerConnection) -> None:
        await socket.close()

    async with (
        serving(hang_up) as hosts,
        aclosing(messages(lambda: hosts.spot_stream, policy)) as arriving,
    ):
        opened = await anext(arriving)
        assert isinstance(opened, Opened)
        await anext(arriving)
        sent = await opened.send("late")

    assert not sent


async def test_a_message_that_is_too_large_ends_the_connection_only(
    serving: Any, policy: SocketPolicy
) -> None:
    connections = 0

    async def shout_at_first(socket: ServerConnection) -> None:
        nonlocal connections
        connections += 1
        await socket.send("x" * (17 * 2**20) if connections == 1 else "quiet")
        await socket.wait_closed()

    async with serving(shout_at_first) as hosts:
        items = await first(messages(lambda: hosts.spot_stream, policy), 3)

    assert items == ["opened", "opened", b"quiet"]


class Counting(Pauses):
    """Never pauses for long, and counts."""

    resets = 0

    def reset(self) -> None:
        self.resets += 1

    def next(self) -> float:
        return 0.001


@pytest.mark.parametrize(("settled", "resets"), [(0.0, 3), (1000.0, 0)])
async def test_only_a_connection_that_held_starts_the_pauses_over(
    serving: Any, policy: SocketPolicy, settled: float, resets: int
) -> None:
    async def hang_up(socket: ServerConnection) -> None:
        await socket.close()

    counting = Counting()
    async with serving(hang_up) as hosts:
        counted = replace(policy, settled=settled, backoff=lambda: counting)
        await first(messages(lambda: hosts.spot_stream, counted), 4)

    assert counting.resets == resets


async def test_logs_name_neither_address_nor_message(
    policy: SocketPolicy, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="binance")
    urls = iter(["ws://127.0.0.1:1/canary"])

    with pytest.raises(RuntimeError):  # the urls are used up
        await anext(messages(lambda: next(urls), policy))

    assert "no connection (ConnectionRefusedError)" in caplog.text
    assert "canary" not in caplog.text
