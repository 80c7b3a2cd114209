"""What happens on connections that are used again."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from binance.aiohttp_transport import AiohttpTransport
from binance.errors import Unknown
from binance.transport import Call, Transport

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Server:
    """Answers the first `good` requests of a connection, then hangs up on the next one."""

    def __init__(self, answer: bytes = OK, *, good: int = 1, silent: bool = False) -> None:
        self.requests: list[str] = []
        self.port = 0
        self._answer, self._good, self._silent = answer, good, silent
        self.busy, self._done = asyncio.Event(), asyncio.Event()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Server"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self._done.set()
            server.close()
            await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for number in range(self._good + 1):
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            self.requests.append(head.split(b" ")[0].decode())
            if self._silent:
                self.busy.set()
                await self._done.wait()
            if number < self._good and not self._silent:
                writer.write(self._answer)
        writer.close()


@asynccontextmanager
async def open_transport() -> AsyncIterator[Transport]:
    transport = Transport()
    try:
        yield transport
    finally:
        await transport.close()


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
async def test_a_request_on_a_connection_that_breaks_is_not_sent_again(method: str) -> None:
    async with Server().running() as server, open_transport() as transport:
        await transport.send(Call("GET", server.origin, "/first"))
        with pytest.raises(Unknown):
            await transport.send(Call(method, server.origin, "/api/v3/order"))

    assert server.requests == ["GET", method]


async def test_a_connection_is_kept_for_the_next_request() -> None:
    async with Server(good=3).running() as server, open_transport() as transport:
        answers = [await transport.send(Call("GET", server.origin, "/")) for _ in range(3)]

    assert [answer.body for answer in answers] == [b"{}"] * 3


async def test_a_compressed_answer_is_read() -> None:
    packed = gzip.compress(b'{"symbols":[]}')
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    answer = head.encode() + packed

    async with Server(answer).running() as server, open_transport() as transport:
        read = await transport.send(Call("GET", server.origin, "/api/v3/exchangeInfo"))

    assert read.body == b'{"symbols":[]}'


async def test_a_request_that_never_got_a_connection_was_never_sent() -> None:
    async with Server(silent=True).running() as server:
        transport = AiohttpTransport(1)
        patient = asyncio.create_task(transport.handle_async_request(ask(server)))
        await server.busy.wait()
        with pytest.raises(httpx.ConnectError):
            await transport.handle_async_request(ask(server, pool=0.01))
        patient.cancel()
        await asyncio.gather(patient, return_exceptions=True)
        await transport.aclose()

    assert server.requests == ["GET"]


def ask(server: Server, **timeout: float) -> httpx.Request:
    return httpx.Request("GET", server.origin, extensions={"timeout": timeout})
