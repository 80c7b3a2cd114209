"""The chat page in headless Chromium, and its way to the exchange, on real loopback."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox.server import serving
from sandbox.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TOKEN = "123456:" + "A" * 35
PEM = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----"


async def create_account(request: Request) -> JSONResponse:
    return JSONResponse({"api_key": "K" * 64, "asked": await request.json()})


@pytest.fixture
async def address() -> AsyncIterator[str]:
    exchange = Starlette(routes=[Route("/sandbox/accounts", create_account, methods=["POST"])])
    async with AsyncExitStack() as stack:
        exchange_port = await stack.enter_async_context(serving(exchange))
        telegram = Telegram(exchange_url=f"http://127.0.0.1:{exchange_port}")
        port = await stack.enter_async_context(serving(telegram.app()))
        yield f"http://127.0.0.1:{port}"


async def test_the_page_reaches_the_exchange_through_its_own_server(address: str) -> None:
    async with httpx.AsyncClient(base_url=address) as http:
        body = {"label": "Alice", "public_key": PEM}
        made = await http.post("/sandbox/exchange/accounts", json=body)
        foreign = await http.post(
            "/sandbox/exchange/accounts", json=body, headers={"Origin": "http://evil.example"}
        )

    assert made.json() == {"api_key": "K" * 64, "asked": body}
    assert foreign.status_code == 403


async def test_a_cut_connection_is_seen_as_one(address: str) -> None:
    async with httpx.AsyncClient(base_url=address) as http:
        await http.post("/sandbox/faults", json=[{"kind": "drop_after"}])
        with pytest.raises(httpx.TransportError):
            await http.get(f"/bot{TOKEN}/sendMessage", params={"chat_id": 1001, "text": "x"})

        messages = (await http.get("/sandbox/chat/1001")).json()["messages"]

    assert [message["text"] for message in messages] == ["x"]


async def test_what_happens_is_told_live(address: str) -> None:
    async with (
        httpx.AsyncClient(base_url=address) as http,
        http.stream("GET", "/sandbox/live") as live,
    ):
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


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium")
async def test_a_person_chats_in_the_browser(address: str) -> None:
    from playwright.async_api import async_playwright, expect

    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=f"{address}/bot{TOKEN}"))
        driver = await stack.enter_async_context(async_playwright())
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        stack.push_async_callback(browser.close)
        page = await browser.new_page(viewport={"width": 390, "height": 844})
        mistakes: list[str] = []
        page.on("pageerror", lambda error: mistakes.append(str(error)))
        page.on("console", lambda line: mistakes.extend([line.text] * (line.type == "error")))
        await page.goto(address)
        await expect(page.get_by_test_id("banner")).to_contain_text("SANDBOX")

        await page.get_by_test_id("composer").fill("hello <b>you</b>")
        await page.get_by_test_id("send").click()
        await expect(page.locator('[data-from="user"]')).to_contain_text("hello <b>you</b>")

        keys = [{"text": "Copy", "copy_text": {"text": PEM}}]
        sent = await http.post(
            "/sendMessage",
            json={
                "chat_id": 1001,
                "text": "<b>A key</b>",
                "parse_mode": "HTML",
                "reply_markup": {"inline_keyboard": [keys]},
            },
        )
        message_id = sent.json()["result"]["message_id"]
        bubble = page.locator(f'[data-message-id="{message_id}"]')
        await expect(bubble.locator("strong")).to_have_text("A key")
        await page.get_by_test_id("create-account").click()
        await expect(page.get_by_test_id("composer")).to_have_value("K" * 64)

        where = {"chat_id": 1001, "message_id": message_id}
        await http.post("/editMessageText", json=where | {"text": "Changed"})
        await expect(bubble).to_contain_text("Changed")
        await http.post("/deleteMessage", json=where)
        await expect(bubble).to_have_count(0)

        width = await page.evaluate("document.documentElement.scrollWidth")
        assert (width, mistakes) == (390, [])
