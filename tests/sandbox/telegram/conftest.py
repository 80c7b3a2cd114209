"""The offline Telegram in this process, a bot's way in, a person's way in."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from sandbox.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

TOKEN = "123456:" + "A" * 35
SECOND_TOKEN = "654321:" + "B" * 35
REQUIRED = {  # by a field that only this type has
    "is_bot": {"id", "is_bot", "first_name"},
    "chat_instance": {"id", "from", "chat_instance", "data"},
    "new_chat_member": {"chat", "from", "date", "old_chat_member", "new_chat_member"},
    "length": {"type", "offset", "length"},
    "file_unique_id": {"file_id", "file_unique_id", "file_size"},
}


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    time: float = 1_790_000_000.0

    def __call__(self) -> float:
        return self.time


def check(value: Any) -> None:
    """Fail where an answer lacks a field that the Bot API requires, or has one that is null."""
    if isinstance(value, list):
        for each in value:
            check(each)
    elif isinstance(value, dict):
        for mark, required in REQUIRED.items():
            assert mark not in value or required <= value.keys(), value
        assert None not in value.values(), value
        check(list(value.values()))


@dataclass
class Caller:
    """Calls of one bot, as bare HTTP."""

    http: httpx.AsyncClient
    token: str = TOKEN

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        answer = await self.http.post(f"/bot{self.token}/{method}", json=parameters)
        body: dict[str, Any] = answer.json()
        assert answer.status_code == body.get("error_code", 200)
        check(body)
        return body

    async def result(self, method: str, **parameters: Any) -> Any:
        body = await self.call(method, **parameters)
        assert body["ok"], body
        return body["result"]

    async def error(self, method: str, **parameters: Any) -> str:
        body = await self.call(method, **parameters)
        assert not body["ok"], body
        return str(body["description"])

    async def send(self, text: str = "hello", chat_id: int = 1001, **parameters: Any) -> Any:
        return await self.result("sendMessage", chat_id=chat_id, text=text, **parameters)

    async def updates(self, **parameters: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.result("getUpdates", **parameters)
        return found


@dataclass
class Sandbox:
    """The control endpoints."""

    http: httpx.AsyncClient

    async def post(self, path: str, body: Any = None) -> Any:
        answer = await self.http.post(f"/sandbox/{path}", json=body or {})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def says(self, text: str, user_id: int = 1001, **more: Any) -> int:
        said = await self.post("message", {"user_id": user_id, "text": text, **more})
        return int(said["message_id"])

    async def sees(self, user_id: int = 1001) -> list[dict[str, Any]]:
        chat = (await self.http.get(f"/sandbox/chat/{user_id}")).json()
        messages: list[dict[str, Any]] = chat["messages"]
        return messages


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def http(clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Telegram(now=clock).app())
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def bot(http: httpx.AsyncClient) -> Caller:
    return Caller(http)


@pytest.fixture
def second_bot(http: httpx.AsyncClient) -> Caller:
    return Caller(http, SECOND_TOKEN)


@pytest.fixture
def sandbox(http: httpx.AsyncClient) -> Sandbox:
    return Sandbox(http)


@pytest.fixture
async def library(clock: Clock) -> AsyncIterator[tuple[Bot, Sandbox]]:
    """python-telegram-bot's own Bot on a Telegram of its own."""
    transport = httpx.ASGITransport(Telegram(now=clock).app())

    def request() -> HTTPXRequest:
        return HTTPXRequest(httpx_kwargs={"transport": transport})

    base = "http://127.0.0.1"
    async with (
        Bot(
            TOKEN,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=request(),
            get_updates_request=request(),
        ) as bot,
        httpx.AsyncClient(transport=transport, base_url=base) as client,
    ):
        yield bot, Sandbox(client)


@pytest.fixture
def png() -> Callable[[int, int], bytes]:
    return _png


def _png(width: int = 8, height: int = 6) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes(width) for _ in range(height)))
    magic = b"\x89PNG\r\n\x1a\n"
    return magic + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
