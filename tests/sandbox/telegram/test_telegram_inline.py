"""Inline mode and Mini Apps: results that people send, and who may trust what an app says."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

if TYPE_CHECKING:
    from conftest import Caller, Clock, Sandbox

ALICE = 1001
KEYS = {"inline_keyboard": [[{"text": "Refresh", "callback_data": "r"}]]}
RESULT = {
    "type": "article",
    "id": "btc",
    "title": "BTC",
    "input_message_content": {"message_text": "<b>67,000</b>", "parse_mode": "HTML"},
    "reply_markup": KEYS,
}
UNREADABLE = "can't parse inline query result: "
APP = "https://example.org/keys"


async def asked(bot: Caller, sandbox: Sandbox, *results: Any, **answer: Any) -> dict[str, Any]:
    """Let Alice type a query and the bot answer it; what she is shown."""
    asking = asyncio.create_task(
        sandbox.post("inline", {"user_id": ALICE, "query": "btc", "wait": 5})
    )
    (update,) = await bot.updates(timeout=5)
    await bot.updates(offset=update["update_id"] + 1)
    query = update["inline_query"]
    assert (query["query"], query["offset"], query["chat_type"]) == ("btc", "", "sender")
    given = {"inline_query_id": query["id"], "results": list(results)} | answer
    await bot.result("answerInlineQuery", **given)
    shown: dict[str, Any] = await asking
    again = await bot.error("answerInlineQuery", **given)
    assert again.startswith("Bad Request: query is too old")
    return shown


async def test_a_chosen_result_is_posted_via_the_bot_and_can_be_edited(
    bot: Caller, sandbox: Sandbox
) -> None:
    shown = await asked(bot, sandbox, RESULT, next_offset="2")
    assert (shown["results"], shown["next_offset"]) == ([RESULT], "2")
    choice = {"user_id": ALICE, "inline_query_id": shown["inline_query_id"], "result_id": "btc"}

    posted = await sandbox.post("inline/choose", choice)

    message, chosen = await bot.updates()
    assert message["message"]["via_bot"]["is_bot"] is True
    assert message["message"]["from"]["id"] == ALICE
    assert chosen["chosen_inline_result"]["result_id"] == "btc"
    inline_message_id = chosen["chosen_inline_result"]["inline_message_id"]
    edited = await bot.result("editMessageText", inline_message_id=inline_message_id, text="68,000")
    (seen,) = await sandbox.sees()
    assert (edited, seen["text"], seen["message_id"]) == (True, "68,000", posted["message_id"])
    assert seen["via_bot"] == (await bot.result("getMe"))["username"]


async def test_a_tap_below_an_inline_message_names_it(bot: Caller, sandbox: Sandbox) -> None:
    shown = await asked(bot, sandbox, RESULT)
    choice = {"user_id": ALICE, "inline_query_id": shown["inline_query_id"], "result_id": "btc"}
    posted = await sandbox.post("inline/choose", choice)
    tap = {"user_id": ALICE, "message_id": posted["message_id"], "label": "Refresh", "wait": 0}
    await sandbox.post("tap", tap)

    *_, chosen, tapped = await bot.updates()

    query = tapped["callback_query"]
    assert query["inline_message_id"] == chosen["chosen_inline_result"]["inline_message_id"]
    assert "message" not in query


async def test_a_query_nobody_answers_has_no_results(sandbox: Sandbox) -> None:
    shown = await sandbox.post("inline", {"user_id": ALICE, "query": "x", "wait": 0})

    assert shown["results"] is None


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ([RESULT] * 51, "too many inline query results specified"),
        ([RESULT] * 2, "RESULT_ID_DUPLICATE"),
        ([1], "Inline query result must be an object"),
        ([{"type": "article"}], 'Can\'t find field "id"'),
        (
            [RESULT | {"input_message_content": {}}],
            'Can\'t find field "message_text"',
        ),
        (
            [RESULT | {"type": "riddle", "input_message_content": None}],
            'type "riddle" is unsupported for the inline query result',
        ),
    ],
)
async def test_wrong_results_are_refused(results: list[Any], reason: str, bot: Caller) -> None:
    error = await bot.error("answerInlineQuery", inline_query_id="1", results=results)

    assert error.removeprefix("Bad Request: ").removeprefix(UNREADABLE) == reason


def told(url: str) -> dict[str, str]:
    """What an app reads in its address."""
    return dict(parse_qsl(urlsplit(url).fragment, keep_blank_values=True))


async def test_launch_data_is_signed_with_the_bots_token(
    bot: Caller, sandbox: Sandbox, clock: Clock
) -> None:
    await bot.result("getMe")

    launched = await sandbox.post("webapp", {"user_id": ALICE, "url": APP})

    assert launched["url"].startswith(f"{APP}#tgWebAppData=")
    data = dict(parse_qsl(told(launched["url"])["tgWebAppData"], strict_parsing=True))
    signature = data.pop("hash")
    secret = hmac.new(b"WebAppData", bot.token.encode(), hashlib.sha256).digest()
    lines = "\n".join(f"{name}={data[name]}" for name in sorted(data))
    assert hmac.new(secret, lines.encode(), hashlib.sha256).hexdigest() == signature
    assert json.loads(data["user"])["id"] == ALICE
    assert (data["auth_date"], data["query_id"]) == (str(int(clock.time)), launched["query_id"])


async def test_an_app_posts_one_message_for_who_opened_it(bot: Caller, sandbox: Sandbox) -> None:
    await bot.result("getMe")
    launched = await sandbox.post("webapp", {"user_id": ALICE, "url": APP})
    answer = {"web_app_query_id": launched["query_id"], "result": RESULT}

    sent = await bot.result("answerWebAppQuery", **answer)

    assert sent["inline_message_id"]
    (seen,) = await sandbox.sees()
    assert (seen["text"], seen["sender_id"]) == ("67,000", ALICE)
    assert "query is too old" in await bot.error("answerWebAppQuery", **answer)


async def test_an_app_from_the_reply_keyboard_knows_nobody_but_sends_data(
    bot: Caller, sandbox: Sandbox
) -> None:
    await bot.result("getMe")
    launched = await sandbox.post("webapp", {"user_id": ALICE, "url": APP, "keyboard": True})
    await sandbox.post("webapp/data", {"user_id": ALICE, "button_text": "Form", "data": "{}"})

    assert told(launched["url"])["tgWebAppData"] == ""
    assert "query_id" not in launched
    (update,) = await bot.updates()
    assert update["message"]["web_app_data"] == {"data": "{}", "button_text": "Form"}
