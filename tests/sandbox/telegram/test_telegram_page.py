"""What the chat page is given by its server: files, live events, its way to the exchange."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from conversation import PEM, TOKEN
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

import sandbox.telegram
from sandbox.server import serving
from sandbox.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

PAGE = Path(sandbox.telegram.__file__).with_name("page")
KEY = "K" * 64


async def create_account(request: Request) -> JSONResponse:
    return JSONResponse({"api_key": KEY, "asked": await request.json()})


async def change_key(request: Request) -> JSONResponse:
    return JSONResponse({"changed": await request.json()})


async def klines(request: Request) -> JSONResponse:
    return JSONResponse(dict(request.query_params))


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    exchange = Starlette(
        routes=[
            Route("/sandbox/accounts", create_account, methods=["POST"]),
            Route(f"/sandbox/accounts/{KEY}", change_key, methods=["POST"]),
            Route("/sandbox/reset", create_account, methods=["POST"]),
            Route("/api/v3/klines", klines),
        ]
    )
    async with AsyncExitStack() as stack:
        exchange_port = await stack.enter_async_context(serving(exchange))
        telegram = Telegram(exchange_url=f"http://127.0.0.1:{exchange_port}")
        port = await stack.enter_async_context(serving(telegram.app()))
        address = f"http://127.0.0.1:{port}"
        yield await stack.enter_async_context(httpx.AsyncClient(base_url=address))


async def test_the_page_reaches_the_exchange_through_its_own_server(
    http: httpx.AsyncClient,
) -> None:
    body = {"label": "Alice", "public_key": PEM}
    made = await http.post("/sandbox/exchange/accounts", json=body)
    rights = {"permissions": {"enableFutures": True}}
    changed = await http.post(f"/sandbox/exchange/accounts/{KEY}", json=rights)
    candles = await http.get("/sandbox/exchange/klines", params={"symbol": "BTCUSDT"})
    foreign = await http.post(
        "/sandbox/exchange/accounts", json=body, headers={"Origin": "http://evil.example"}
    )

    assert made.json() == {"api_key": KEY, "asked": body}
    assert changed.json() == {"changed": rights}
    assert candles.json() == {"symbol": "BTCUSDT"}
    assert foreign.status_code == 403


async def test_what_the_panel_does_not_need_stays_out_of_its_reach(
    http: httpx.AsyncClient,
) -> None:
    for path in ("reset", "order", "../api/v3/order", "accounts/K/orders"):
        answer = await http.post(f"/sandbox/exchange/{path}", json={})
        assert answer.status_code in {404, 405}, path


async def test_nothing_foreign_can_be_loaded_into_the_page(http: httpx.AsyncClient) -> None:
    page = await http.get("/")
    policy = page.headers["content-security-policy"].split("; ")

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page.text)


async def test_a_cut_connection_is_seen_as_one(http: httpx.AsyncClient) -> None:
    await http.post("/sandbox/faults", json=[{"kind": "drop_after"}])
    with pytest.raises(httpx.TransportError):
        await http.get(f"/bot{TOKEN}/sendMessage", params={"chat_id": 1001, "text": "x"})

    messages = (await http.get("/sandbox/chat/1001")).json()["messages"]

    assert [message["text"] for message in messages] == ["x"]


async def test_what_happens_is_told_live(http: httpx.AsyncClient) -> None:
    async with http.stream("GET", "/sandbox/live") as live:
        lines = live.aiter_lines()
        await anext(lines)
        await http.post("/sandbox/message", json={"user_id": 1001, "text": "hello"})
        told = [line async for line in _until_data(lines)]

    assert '"text": "hello"' in told[-1]


async def _until_data(lines: Any) -> AsyncIterator[str]:
    async for line in lines:
        yield line
        if line.startswith("data: "):
            return


def test_every_word_of_the_page_is_there_in_english_and_turkish() -> None:
    scripts = "".join(path.read_text("utf-8") for path in (PAGE / "js").rglob("*.js"))
    markup = (PAGE / "index.html").read_text("utf-8")
    words = dict(re.findall(r'^  (\w+): \["(.+)", ".+"\],$', scripts, re.MULTILINE))
    used = set(re.findall(r'\bt\("(\w+)"', scripts))
    used |= set(re.findall(r'data-t(?:-label|-placeholder)?="(\w+)"', markup))

    assert used
    assert used <= words.keys()


def test_every_icon_of_the_page_is_drawn() -> None:
    sources = [path.read_text("utf-8") for path in (PAGE / "js").rglob("*.js")]
    markup = (PAGE / "index.html").read_text("utf-8")
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (PAGE / "icons.svg").read_text("utf-8")))
    used = set(re.findall(r'icons\.svg#([\w-]+)"', markup))
    for source in sources:
        used |= set(re.findall(r'\bicon(?:Button)?\("([\w-]+)"', source))
        used |= set(re.findall(r'\bicon: "([\w-]+)"', source))

    assert used
    assert used <= drawn
