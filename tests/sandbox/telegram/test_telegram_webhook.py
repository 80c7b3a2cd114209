"""The webhook: what is posted to the bot's server, and what becomes of its answer."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.server import serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from conftest import Caller, Clock, Sandbox
    from starlette.requests import Request


@dataclass
class Hook:
    """The bot's own server; answers as told, then with 200."""

    answers: list[Response] = field(default_factory=list)
    came: asyncio.Queue[tuple[httpx.Headers, dict[str, Any]]] = field(default_factory=asyncio.Queue)
    url: str = ""

    async def take(self, request: Request) -> Response:
        headers = httpx.Headers(dict(request.headers))
        self.came.put_nowait((headers, await request.json()))
        return self.answers.pop(0) if self.answers else Response()

    async def text(self) -> str:
        async with asyncio.timeout(10):
            _, update = await self.came.get()
        return str(update["message"]["text"])


@asynccontextmanager
async def listening() -> AsyncIterator[Hook]:
    hook = Hook()
    app = Starlette(routes=[Route("/hook", hook.take, methods=["POST"])])
    async with serving(app) as port:
        hook.url = f"http://127.0.0.1:{port}/hook"
        yield hook


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    async with listening() as hook:
        yield hook


async def info_once(bot: Caller, ready: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Ask for the webhook's state until it is as expected."""
    async with asyncio.timeout(10):
        # Nothing tells of it, as with Telegram: it has to be asked for.
        while not ready(info := await bot.result("getWebhookInfo")):  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    return dict(info)


async def delivered(bot: Caller) -> dict[str, Any]:
    return await info_once(bot, lambda info: info["pending_update_count"] == 0)


async def test_updates_are_posted_with_the_secret(
    bot: Caller, sandbox: Sandbox, hook: Hook
) -> None:
    await sandbox.says("before")
    await bot.result("setWebhook", url=hook.url, secret_token="s3cret_-")
    await sandbox.says("after")

    headers, update = await hook.came.get()

    assert headers["x-telegram-bot-api-secret-token"] == "s3cret_-"
    assert headers["content-type"] == "application/json"
    assert update["message"]["text"] == "before"
    assert await hook.text() == "after"
    info = await delivered(bot)
    assert (info["url"], info["max_connections"]) == (hook.url, 40)
    assert "last_error_message" not in info


async def test_an_update_is_posted_until_it_is_taken_and_holds_back_those_behind_it(
    bot: Caller, sandbox: Sandbox, hook: Hook, clock: Clock
) -> None:
    hook.answers = [Response(status_code=500)]
    await bot.result("setWebhook", url=hook.url)
    await sandbox.says("one")
    await sandbox.says("two")

    assert [await hook.text() for _ in "123"] == ["one", "one", "two"]
    info = await delivered(bot)
    assert info["last_error_message"] == (
        "Wrong response from the webhook: 500 Internal Server Error"
    )
    assert info["last_error_date"] == int(clock.time)


async def test_one_chat_does_not_wait_for_another(
    bot: Caller, sandbox: Sandbox, hook: Hook
) -> None:
    hook.answers = [Response(status_code=503, headers={"Retry-After": "600"})]
    await bot.result("setWebhook", url=hook.url)
    await sandbox.says("stuck", user_id=1001)
    assert await hook.text() == "stuck"

    await sandbox.says("passes", user_id=1002)

    assert await hook.text() == "passes"
    assert (await bot.result("getWebhookInfo"))["pending_update_count"] >= 1
    await bot.result("deleteWebhook")


async def test_what_could_not_be_delivered_waits_for_the_poller(
    bot: Caller, sandbox: Sandbox
) -> None:
    async with listening() as gone:
        url = gone.url
    await bot.result("setWebhook", url=url)
    await sandbox.says("anybody?")
    info = await info_once(bot, lambda info: "last_error_message" in info)

    assert info["last_error_message"] == "Connection refused"
    assert (await bot.call("getUpdates"))["error_code"] == 409
    await bot.result("deleteWebhook")
    assert [update["message"]["text"] for update in await bot.updates()] == ["anybody?"]


async def test_a_method_in_the_answer_is_carried_out(
    bot: Caller, sandbox: Sandbox, hook: Hook
) -> None:
    reply = {"method": "sendMessage", "chat_id": 1001, "text": "pong"}
    hook.answers = [JSONResponse(reply), JSONResponse({"method": "deleteWebhook"})]
    await bot.result("setWebhook", url=hook.url)
    await sandbox.says("ping")
    await sandbox.says("again")

    assert (await delivered(bot))["url"] == hook.url

    assert [message["text"] for message in await sandbox.sees()] == ["ping", "again", "pong"]


async def test_only_the_wanted_kinds_come_and_what_waited_can_be_dropped(
    bot: Caller, sandbox: Sandbox, hook: Hook
) -> None:
    await sandbox.says("dropped")
    wanted = ["edited_message"]
    await bot.result("setWebhook", url=hook.url, allowed_updates=wanted, drop_pending_updates=True)
    said = await sandbox.says("first")
    await sandbox.post("edit", {"user_id": 1001, "message_id": said, "text": "second"})

    _, update = await hook.came.get()

    assert update["edited_message"]["text"] == "second"
    assert (await delivered(bot))["allowed_updates"] == wanted
    assert hook.came.empty()


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"url": "http://example.org"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://example.org:8080/x"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"secret_token": "ü"}, "secret token contains unallowed characters"),
        ({"secret_token": "x" * 257}, "secret token is too long"),
    ],
)
async def test_a_wrong_webhook_is_refused(wrong: dict[str, str], reason: str, bot: Caller) -> None:
    parameters = {"url": "https://example.org/hook"} | wrong

    assert await bot.error("setWebhook", **parameters) == f"Bad Request: {reason}"
