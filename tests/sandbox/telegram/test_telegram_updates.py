"""getUpdates: what is handed over, what is confirmed, who may ask."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from sandbox.telegram import Telegram

if TYPE_CHECKING:
    from conftest import Caller, Clock, Sandbox


async def texts(bot: Caller, **parameters: Any) -> list[str]:
    return [update["message"]["text"] for update in await bot.updates(**parameters)]


async def until_polling(sandbox: Sandbox) -> None:
    for _ in range(100):
        await asyncio.sleep(0)
        if (await sandbox.http.get("/sandbox/page")).json()["bot"]["running"]:
            return
    raise AssertionError("nobody polls")


async def test_what_is_not_confirmed_is_handed_over_again(bot: Caller, sandbox: Sandbox) -> None:
    await sandbox.says("one")
    await sandbox.says("two")

    first, second = await bot.updates()

    assert await texts(bot) == ["one", "two"]
    assert await texts(bot, offset=second["update_id"]) == ["two"]
    assert await texts(bot, offset=second["update_id"] + 1) == []
    assert second["update_id"] == first["update_id"] + 1


async def test_a_negative_offset_forgets_all_but_the_last(bot: Caller, sandbox: Sandbox) -> None:
    for text in ("one", "two", "three"):
        await sandbox.says(text)

    assert await texts(bot, offset=-1) == ["three"]
    assert await texts(bot) == ["three"]


async def test_limit_bounds_a_batch(bot: Caller, sandbox: Sandbox) -> None:
    for text in ("one", "two", "three"):
        await sandbox.says(text)

    assert await texts(bot, limit=2) == ["one", "two"]


async def test_a_long_poll_ends_when_somebody_writes(bot: Caller, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(texts(bot, timeout=50))
    await until_polling(sandbox)
    await sandbox.says("hello")

    assert await asyncio.wait_for(poll, 5) == ["hello"]


async def test_a_second_poller_ends_the_first(bot: Caller, sandbox: Sandbox) -> None:
    first = asyncio.create_task(bot.call("getUpdates", timeout=50))
    await until_polling(sandbox)
    await bot.updates()

    refused = await first
    assert refused["error_code"] == 409
    assert refused["description"] == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )


async def test_allowed_updates_are_remembered(bot: Caller, sandbox: Sandbox) -> None:
    await bot.updates(allowed_updates=["callback_query"])
    await sandbox.says("unheard")
    assert await bot.updates() == []

    await bot.updates(allowed_updates=[])
    await sandbox.says("heard")
    assert await texts(bot) == ["heard"]


async def test_polling_and_a_webhook_exclude_each_other(bot: Caller, sandbox: Sandbox) -> None:
    assert "HTTPS" in await bot.error("setWebhook", url="http://example.org")
    await bot.result("setWebhook", url="https://example.org/hook")
    await sandbox.says("hello")

    refused = await bot.call("getUpdates")
    info = await bot.result("getWebhookInfo")

    assert refused["error_code"] == 409
    assert (info["url"], info["pending_update_count"]) == ("https://example.org/hook", 1)
    assert "loopback addresses only" in info["last_error_message"]
    await bot.result("deleteWebhook", drop_pending_updates=True)
    assert await bot.updates() == []


@pytest.mark.virtual_time
async def test_a_repeated_conflict_is_told_late(bot: Caller) -> None:
    await bot.result("setWebhook", url="https://example.org/hook")
    loop = asyncio.get_running_loop()
    begun = loop.time()

    told = []
    for _ in "123":
        assert (await bot.call("getUpdates"))["error_code"] == 409
        told.append(round(loop.time() - begun))

    assert told == [0, 3, 3]


async def test_an_update_waits_for_a_day(bot: Caller, sandbox: Sandbox, clock: Clock) -> None:
    await sandbox.says("yesterday")
    clock.time += 24 * 3600 - 60
    await sandbox.says("today")
    clock.time += 120

    assert await texts(bot) == ["today"]


async def test_an_update_can_be_delivered_again(bot: Caller, sandbox: Sandbox) -> None:
    await sandbox.says("buy")
    await sandbox.says("sell")
    buy, sell = await bot.updates()
    confirmed = sell["update_id"] + 1
    assert await bot.updates(offset=confirmed) == []

    assert await sandbox.post("redeliver") == {"update_id": sell["update_id"]}
    assert await bot.updates(offset=confirmed) == [sell]
    assert await bot.updates(offset=confirmed) == []

    await sandbox.post("redeliver", {"update_id": buy["update_id"]})
    assert await bot.updates(offset=confirmed) == [buy]


async def test_nothing_is_delivered_again_that_never_was(sandbox: Sandbox) -> None:
    answer = await sandbox.http.post("/sandbox/redeliver", json={"update_id": 7})

    assert (answer.status_code, answer.json()) == (400, {"error": "there was no such update"})


async def test_what_was_written_before_the_bot_came_waits_for_it(
    bot: Caller, sandbox: Sandbox
) -> None:
    await sandbox.says("anybody there?")

    assert await texts(bot) == ["anybody there?"]


async def test_people_write_to_the_bot_that_asked_last(
    bot: Caller, second_bot: Caller, sandbox: Sandbox
) -> None:
    await bot.updates()
    await sandbox.says("to the first")
    await second_bot.updates()
    await sandbox.says("to the second")

    assert await texts(second_bot) == ["to the second"]
    assert await texts(bot) == ["to the first"]


async def test_ids_keep_growing_over_a_restart(bot: Caller, sandbox: Sandbox, clock: Clock) -> None:
    message_id = await sandbox.says("before")
    (before,) = await bot.updates()
    clock.time += 1

    transport = httpx.ASGITransport(Telegram(now=clock).app())
    async with httpx.AsyncClient(transport=transport, base_url=sandbox.http.base_url) as http:
        said = await http.post("/sandbox/message", json={"user_id": 1001, "text": "after"})
        answer = await http.get(f"/bot{bot.token}/getUpdates")

    assert said.json()["message_id"] > message_id
    assert answer.json()["result"][0]["update_id"] > before["update_id"]


async def test_a_message_update_has_what_telegram_sends(
    bot: Caller, sandbox: Sandbox, clock: Clock
) -> None:
    message_id = await sandbox.says("😀 /price BTC", user_id=1002)

    (update,) = await bot.updates()

    assert update["message"] == {
        "message_id": message_id,
        "from": {
            "id": 1002,
            "is_bot": False,
            "first_name": "Bob",
            "username": "bob",
            "language_code": "tr",
        },
        "chat": {"id": 1002, "type": "private", "first_name": "Bob", "username": "bob"},
        "date": int(clock.time),
        "text": "😀 /price BTC",
        "entities": [{"type": "bot_command", "offset": 3, "length": 6}],
    }


async def test_in_a_group_the_bot_sees_commands_and_mentions_only(
    bot: Caller, sandbox: Sandbox
) -> None:
    name = (await bot.result("getMe"))["username"]
    for text in ("chatter", "/price BTC", f"hey @{name}"):
        await sandbox.says(text, chat_type="group")

    updates = await bot.updates()

    assert [update["message"]["text"] for update in updates] == ["/price BTC", f"hey @{name}"]
    chat = updates[0]["message"]["chat"]
    assert chat["type"] == "group"
    assert chat["id"] < 0
    assert len(await sandbox.sees(chat["id"])) == 3
