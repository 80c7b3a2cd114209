"""What really leaves the socket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from binance import Binance, HmacKey, Hosts, errors
from binance.backoff import Fixed
from binance.private.spot import QueryOrder
from binance.public.spot import Ping, Price
from binance.retry import Retry
from binance.transport import Call, Transport

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"


@asynccontextmanager
async def listening(serve: Serve) -> AsyncIterator[int]:
    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(once, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def answering(answer: bytes, heard: list[bytes]) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()

    return serve


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


async def test_the_query_leaves_exactly_as_it_was_signed() -> None:
    heard: list[bytes] = []
    alice = HmacKey(KEY, "secret")
    async with listening(answering(OK, heard)) as port, Binance(Hosts.sandbox(port)) as binance:
        with pytest.raises(errors.Unreadable):
            await binance.account(alice).send(
                QueryOrder(symbol="１２３!*'()~ +&=%20币", orig_client_order_id="a:/b")
            )

    target = heard[0].split(b" ")[1].decode("ascii")
    payload, _, signature = target.partition("?")[2].rpartition("&signature=")
    assert payload.startswith(
        "symbol=%EF%BC%91%EF%BC%92%EF%BC%93%21%2A%27%28%29~%20%2B%26%3D%2520%E5%B8%81"
        "&origClientOrderId=a%3A%2Fb&recvWindow=5000&timestamp="
    )
    assert alice.sign(payload) == signature


async def test_a_list_leaves_as_json() -> None:
    heard: list[bytes] = []
    async with listening(answering(OK, heard)) as port:
        transport = Transport()
        call = Call("GET", f"http://127.0.0.1:{port}", "/x", query="symbols=%5B%22A%22%5D")
        answer = await transport.send(call)
        await transport.close()

    assert heard[0].startswith(b"GET /x?symbols=%5B%22A%22%5D HTTP/1.1\r\n")
    assert (answer.status, answer.body) == (200, b"{}")


async def test_a_closed_port_is_unreachable() -> None:
    async with listening(answering(OK, [])) as port:
        pass

    async with Binance(Hosts.sandbox(port), retry=Retry(Fixed(first=0))) as binance:
        with pytest.raises(errors.Unreachable):
            await binance.send(Ping())


async def test_an_address_that_is_none_is_unreachable() -> None:
    hosts = Hosts.sandbox().replace(spot_rest="nonsense")

    async with Binance(hosts, retry=Retry(Fixed(first=0))) as binance:
        with pytest.raises(errors.Unreachable):
            await binance.send(Ping())


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"\x00\x01\x02 nonsense\r\n\r\n",
    ],
)
async def test_a_connection_that_breaks_leaves_the_outcome_unknown(answer: bytes) -> None:
    async with (
        listening(answering(answer, [])) as port,
        Binance(Hosts.sandbox(port), retry=Retry(attempts=1)) as binance,
    ):
        with pytest.raises(errors.Unknown) as unknown:
            await binance.send(Price(symbol="CANARY"))

    assert unknown.value.__context__ is None
    assert "CANARY" not in str(unknown.value)


async def test_silence_is_unknown_after_the_timeout() -> None:
    done = asyncio.Event()

    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await done.wait()

    async with listening(mute) as port:
        async with Binance(Hosts.sandbox(port), timeout=0.05, retry=Retry(attempts=1)) as binance:
            with pytest.raises(errors.Unknown):
                await binance.send(Ping())
        done.set()


async def test_a_redirect_is_not_followed() -> None:
    heard: list[bytes] = []
    away = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"

    async with listening(answering(away, heard)) as port, Binance(Hosts.sandbox(port)) as binance:
        with pytest.raises(errors.NotAvailable):
            await binance.send(Ping())

    assert len(heard) == 1


async def test_the_environment_names_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    heard: list[bytes] = []

    async with listening(answering(OK, heard)) as port, Binance(Hosts.sandbox(port)) as binance:
        await binance.send(Ping())

    assert len(heard) == 1


def test_a_call_shows_nothing_but_its_path() -> None:
    call = Call("GET", "http://127.0.0.1", "/api/v3/order", query="canary", api_key="canary")

    assert repr(call) == "Call(GET /api/v3/order)"
