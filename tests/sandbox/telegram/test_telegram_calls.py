"""How a call may come, how it is answered, what is kept of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from sandbox.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Caller, Clock, Sandbox

PARAMETERS = {"chat_id": "1001", "text": "hi", "reply_markup": '{"remove_keyboard": true}'}


@pytest.mark.parametrize(
    "request_of",
    [
        lambda path: httpx.Request("GET", path, params=PARAMETERS),
        lambda path: httpx.Request("POST", path, params=PARAMETERS),
        lambda path: httpx.Request("POST", path, data=PARAMETERS),
        lambda path: httpx.Request("POST", path, json=PARAMETERS | {"chat_id": 1001}),
        lambda path: httpx.Request(
            "POST", path, files={k: (None, v) for k, v in PARAMETERS.items()}
        ),
    ],
    ids=["query", "query of POST", "urlencoded", "JSON", "multipart"],
)
async def test_parameters_may_come_in_four_ways(
    request_of: Callable[[str], httpx.Request], bot: Caller
) -> None:
    answer = await bot.http.send(request_of(f"http://127.0.0.1/bot{bot.token}/sendMessage"))

    assert answer.json()["result"]["text"] == "hi"


@pytest.mark.parametrize("method", ["getMe", "getme", "GETME"])
async def test_the_case_of_a_method_does_not_matter(method: str, bot: Caller) -> None:
    assert (await bot.result(method))["is_bot"] is True


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot123456:short/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 404, "Not Found"),
        ("/bot123456:" + "A" * 35 + "/getMoon", 404, "Not Found"),
    ],
)
async def test_a_wrong_address_is_refused(
    path: str, status: int, description: str, bot: Caller
) -> None:
    answer = await bot.http.get(path)

    assert answer.status_code == status
    assert answer.json() == {"ok": False, "error_code": status, "description": description}


@pytest.mark.parametrize(
    ("method", "parameters", "reason"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 1001}, "message text is empty"),
        ("sendMessage", {"chat_id": 1001, "text": " \n"}, "message text is empty"),
        ("sendMessage", {"chat_id": 1001, "text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"chat_id": 77, "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "chat not found"),
        (
            "sendMessage",
            {"chat_id": 1001, "text": "x", "reply_parameters": {"message_id": 1}},
            "message to be replied not found",
        ),
        (
            "sendMessage",
            {"chat_id": 1001, "text": "x", "reply_markup": "{"},
            "can't parse reply keyboard markup JSON object",
        ),
        ("sendPhoto", {"chat_id": 1001}, "there is no photo in the request"),
        ("sendChatAction", {"chat_id": 1001, "action": "x"}, "wrong parameter action in request"),
        (
            "setMyCommands",
            {"commands": [{"command": "Up", "description": "x"}]},
            "BOT_COMMAND_INVALID",
        ),
        ("getFile", {"file_id": "x"}, "wrong file_id or the file is temporarily unavailable"),
    ],
)
async def test_a_refusal_says_what_telegram_says(
    method: str, parameters: dict[str, object], reason: str, bot: Caller
) -> None:
    assert await bot.error(method, **parameters) == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        (
            {"text": "x"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"text": "x", "callback_data": "ü" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "copy_text": {"text": "y" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        (
            {"text": "x", "callback_data": "y", "style": "pink"},
            "can't parse inline keyboard button: invalid button style specified",
        ),
        (
            {"text": "x", "url": "nowhere"},
            "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
        ),
    ],
)
async def test_a_wrong_button_is_refused(
    button: dict[str, object], reason: str, bot: Caller
) -> None:
    markup = {"inline_keyboard": [[button]]}

    error = await bot.error("sendMessage", chat_id=1001, text="x", reply_markup=markup)

    assert error == f"Bad Request: {reason}"


async def test_the_length_counts_after_parsing(bot: Caller) -> None:
    sent = await bot.send(f"<b>{'x' * 4096}</b>", parse_mode="HTML")

    assert len(sent["text"]) == 4096


async def test_inline_keyboards_are_echoed_and_reply_keyboards_are_shown(
    bot: Caller, sandbox: Sandbox
) -> None:
    rows = [[{"text": "Buy", "callback_data": "b", "style": "success"}]]
    inline = await bot.send(reply_markup={"inline_keyboard": rows})
    reply = await bot.send(reply_markup={"keyboard": [["/price"]], "resize_keyboard": True})

    assert inline["reply_markup"] == {"inline_keyboard": rows}
    assert "reply_markup" not in reply
    chat = (await sandbox.http.get("/sandbox/chat/1001")).json()
    assert chat["reply_keyboard"] == {"keyboard": [[{"text": "/price"}]], "resize_keyboard": True}
    await bot.send(reply_markup={"remove_keyboard": True})
    assert (await sandbox.http.get("/sandbox/chat/1001")).json()["reply_keyboard"] is None


async def test_every_call_is_kept_with_its_parameters_and_answer(
    bot: Caller, sandbox: Sandbox
) -> None:
    await bot.send("hello", reply_markup=json.dumps({"remove_keyboard": True}))
    await bot.error("sendMessage", chat_id=1001)

    sent, refused = (await sandbox.http.get("/sandbox/calls")).json()

    assert sent["method"] == "sendMessage"
    assert sent["parameters"]["reply_markup"] == {"remove_keyboard": True}
    assert (sent["status"], sent["answer"]["result"]["text"]) == (200, "hello")
    assert (refused["status"], refused["answer"]["ok"]) == (400, False)


async def test_commands_are_kept_by_scope_and_language(bot: Caller, sandbox: Sandbox) -> None:
    english = [{"command": "price", "description": "Latest price"}]
    turkish = [{"command": "price", "description": "Son fiyat"}]
    scope = {"type": "all_private_chats"}
    await bot.result("setMyCommands", commands=english)
    await bot.result("setMyCommands", commands=turkish, scope=scope, language_code="tr")

    alice, bob = (await sandbox.http.get("/sandbox/page")).json()["people"]

    assert (alice["commands"], bob["commands"]) == (english, turkish)
    assert await bot.result("getMyCommands") == english
    assert await bot.result("getMyCommands", scope=scope, language_code="tr") == turkish
    await bot.result("deleteMyCommands", scope=scope, language_code="tr")
    assert await bot.result("getMyCommands", scope=scope, language_code="tr") == []


@pytest.mark.parametrize("field", ["Name", "Description", "ShortDescription"])
async def test_what_a_bot_says_about_itself_is_kept(field: str, bot: Caller) -> None:
    name = {"Name": "name", "Description": "description"}.get(field, "short_description")
    await bot.result(f"setMy{field}", **{name: "A bot"})
    await bot.result(f"setMy{field}", **{name: "Bir bot"}, language_code="tr")

    assert await bot.result(f"getMy{field}") == {name: "A bot"}
    assert await bot.result(f"getMy{field}", language_code="tr") == {name: "Bir bot"}


async def test_flood_limits_are_enforced_when_switched_on(bot: Caller, sandbox: Sandbox) -> None:
    await sandbox.post("limits", {"enforce": True})
    for _ in range(3):
        await bot.send()

    answer = await bot.http.get(
        f"/bot{bot.token}/sendMessage", params={"chat_id": 1001, "text": "too much"}
    )

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "1"
    assert answer.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    await bot.send(chat_id=1002)


async def test_flood_limits_pass(bot: Caller, sandbox: Sandbox, clock: Clock) -> None:
    await sandbox.post("limits", {"enforce": True})
    for _ in range(10):
        await bot.send()
        clock.time += 1

    assert len(await sandbox.sees()) == 10


async def test_who_hangs_up_in_the_middle_of_a_call_is_answered_by_silence(bot: Caller) -> None:
    app = Telegram().app()
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/bot{bot.token}/sendMessage",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }

    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    answers: list[Any] = []

    async def send(answer: Any) -> None:
        answers.append(answer)

    await app(scope, receive, send)

    assert b"".join(answer.get("body", b"") for answer in answers) == b""


@pytest.mark.parametrize(
    ("method", "parameters", "reason"),
    [
        ("editMessageText", {"text": "x"}, "message identifier is not specified"),
        ("editMessageText", {"text": "x", "chat_id": 1001}, "message to edit not found"),
        ("deleteMessage", {"chat_id": 1001}, "message identifier is not specified"),
        ("deleteMessage", {"message_id": 1}, "chat identifier is not specified"),
        ("deleteMessages", {"chat_id": 1001}, "message identifiers are not specified"),
        ("copyMessage", {"chat_id": 1001}, 'parameter "from_chat_id" is required'),
        ("sendLocation", {"chat_id": 1001, "latitude": 1}, "longitude is empty"),
        ("sendDice", {"chat_id": 1001, "emoji": "x"}, "EMOTICON_INVALID"),
        ("getChatMember", {"chat_id": 1001}, "invalid user_id specified"),
        ("pinChatMessage", {"chat_id": 1001, "message_id": 1}, "message to pin not found"),
        (
            "setMessageReaction",
            {"chat_id": 1001, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "x"}]},
            "REACTION_INVALID",
        ),
        (
            "sendMessage",
            {
                "chat_id": 1001,
                "text": "ab",
                "entities": [{"type": "bold", "offset": 1, "length": 2}],
            },
            "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 3",
        ),
    ],
)
async def test_a_missing_or_wrong_parameter_is_named(
    method: str, parameters: dict[str, Any], reason: str, bot: Caller
) -> None:
    assert await bot.error(method, **parameters) == f"Bad Request: {reason}"


async def test_an_unknown_parameter_is_ignored(bot: Caller) -> None:
    sent = await bot.send(shiny=True, allow_paid_broadcast=True, message_thread_id=5)

    assert sent["text"] == "hello"
    assert "shiny" not in sent
