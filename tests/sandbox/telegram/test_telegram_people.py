"""What people do and what they are shown: the side of the sandbox that bots never see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Caller, Sandbox

ALICE, BOB = 1001, 1002
ALL_KINDS = ["message", "edited_message", "message_reaction"]


async def test_the_world_lists_the_bot_the_people_and_their_chats(
    bot: Caller, sandbox: Sandbox
) -> None:
    await bot.result("setMyDescription", description="Watches prices")
    founded = {"title": "Traders", "type": "group", "members": [BOB, ALICE]}
    group = (await sandbox.post("groups", founded))["chat_id"]
    await sandbox.post("block", {"user_id": BOB})

    world = (await sandbox.http.get("/sandbox/world")).json()

    me = await bot.result("getMe")
    assert (world["bot"]["id"], world["bot"]["description"]) == (me["id"], "Watches prices")
    assert [person["blocked"] for person in world["people"]] == [False, True]
    chats = {chat["chat_id"]: chat for chat in world["chats"]}
    assert chats[group]["members"] == [
        {"user_id": BOB, "status": "creator"},
        {"user_id": ALICE, "status": "member"},
    ]
    assert (chats[ALICE]["type"], chats[BOB]["bot_status"]) == ("private", "kicked")


async def test_the_first_bot_to_come_is_the_one_that_was_added_before(
    bot: Caller, sandbox: Sandbox
) -> None:
    await sandbox.post("groups", {"title": "Early", "type": "group", "members": [ALICE]})

    added, _ = await bot.updates()

    member = added["my_chat_member"]["new_chat_member"]["user"]
    assert (member["id"], member["username"]) == (123456, "sandbox_123456_bot")


async def test_a_person_edits_reacts_and_deletes(bot: Caller, sandbox: Sandbox) -> None:
    await bot.updates(allowed_updates=ALL_KINDS)
    said = await sandbox.says("/pirce")
    there = {"user_id": ALICE, "message_id": said}

    await sandbox.post("edit", there | {"text": "/price"})
    await sandbox.post("reaction", there | {"emoji": "👍"})
    (seen,) = await sandbox.sees()
    await sandbox.post("reaction", there | {"emoji": None})
    await sandbox.post("delete", there)

    _, edited, reacted, taken_back = await bot.updates()
    assert (edited["edited_message"]["text"], seen["edited"]) == ("/price", True)
    assert seen["reactions"] == {"👍": [ALICE]}
    thumb = [{"type": "emoji", "emoji": "👍"}]
    assert reacted["message_reaction"]["new_reaction"] == thumb
    change = taken_back["message_reaction"]
    assert (change["old_reaction"], change["new_reaction"]) == (thumb, [])
    assert await sandbox.sees() == []


async def test_only_the_author_can_edit(bot: Caller, sandbox: Sandbox) -> None:
    sent = await bot.send()
    body = {"user_id": ALICE, "message_id": sent["message_id"], "text": "x"}

    answer = await sandbox.http.post("/sandbox/edit", json=body)

    assert answer.status_code == 400


async def test_a_reply_names_what_it_answers(bot: Caller, sandbox: Sandbox) -> None:
    sent = await bot.send("Which symbol?", reply_markup={"force_reply": True})
    forced = (await sandbox.http.get("/sandbox/chat/1001")).json()["force_reply"]
    await sandbox.says("BTC", reply_to_message_id=sent["message_id"])

    (update,) = await bot.updates()

    assert update["message"]["reply_to_message"]["message_id"] == sent["message_id"]
    chat = (await sandbox.http.get("/sandbox/chat/1001")).json()
    assert (forced, chat["force_reply"]) == ({"force_reply": True}, None)
    assert chat["messages"][1]["reply_to"] == {
        "message_id": sent["message_id"],
        "from": "bot",
        "name": "Sandbox bot",
        "text": "Which symbol?",
    }


async def test_a_bot_quotes_word_for_word(bot: Caller, sandbox: Sandbox) -> None:
    said = await sandbox.says("buy 1 BTC now")

    async def reply(quote: str) -> dict[str, Any]:
        parameters = {"message_id": said, "quote": quote}
        return await bot.call("sendMessage", chat_id=ALICE, text="x", reply_parameters=parameters)

    quoted = await reply("1 BTC")
    assert quoted["result"]["quote"] == {"text": "1 BTC", "position": 4, "is_manual": True}
    assert (await reply("2 BTC"))["description"] == "Bad Request: QUOTE_TEXT_INVALID"


def command(name: str) -> list[dict[str, str]]:
    return [{"command": name, "description": "x"}]


async def test_the_narrowest_list_of_commands_is_shown(bot: Caller, sandbox: Sandbox) -> None:
    founded = {"title": "Traders", "type": "group", "members": [ALICE, BOB]}
    group = (await sandbox.post("groups", founded))["chat_id"]
    scopes: dict[str, dict[str, Any]] = {
        "everywhere": {"type": "default"},
        "groups": {"type": "all_group_chats"},
        "admins": {"type": "all_chat_administrators"},
        "alone": {"type": "chat", "chat_id": ALICE},
    }
    for name, scope in scopes.items():
        await bot.result("setMyCommands", commands=command(name), scope=scope)
    turkish = {"commands": command("heryerde"), "language_code": "tr"}
    await bot.result("setMyCommands", **turkish)

    async def shown(user_id: int, chat_id: int) -> str:
        where = {"user_id": user_id, "chat_id": chat_id}
        answer = await sandbox.http.get("/sandbox/commands", params=where)
        return str(answer.json()["commands"][0]["command"])

    assert await shown(ALICE, ALICE) == "alone"
    assert await shown(BOB, BOB) == "heryerde"
    assert await shown(ALICE, group) == "admins"
    assert await shown(BOB, group) == "groups"


async def test_a_menu_button_opens_commands_or_an_app(bot: Caller, sandbox: Sandbox) -> None:
    async def button() -> Any:
        answer = await sandbox.http.get("/sandbox/commands", params={"user_id": ALICE})
        return answer.json()["menu_button"]

    assert await button() == {"type": "commands"}
    app = {"type": "web_app", "text": "Keys", "web_app": {"url": "https://example.org/keys"}}
    await bot.result("setChatMenuButton", menu_button=app)
    assert await button() == app
    insecure = app | {"web_app": {"url": "http://example.org/"}}
    assert await bot.error("setChatMenuButton", menu_button=insecure) == (
        "Bad Request: menu button Web App URL 'http://example.org/' is invalid: "
        "Only HTTPS links are allowed"
    )


async def test_what_is_pinned_last_comes_first_to_be_unpinned(
    bot: Caller, sandbox: Sandbox
) -> None:
    ids = [(await bot.send())["message_id"] for _ in "12"]
    for message_id in ids:
        await bot.result("pinChatMessage", chat_id=ALICE, message_id=message_id)
    await bot.result("unpinChatMessage", chat_id=ALICE)

    assert (await sandbox.http.get("/sandbox/chat/1001")).json()["pinned"] == ids[:1]
    await bot.result("unpinAllChatMessages", chat_id=ALICE)
    assert (await bot.error("unpinChatMessage", chat_id=ALICE)) == (
        "Bad Request: message to unpin not found"
    )


@pytest.mark.parametrize(
    ("button", "kept"),
    [
        ({"text": "x", "disabled": {}}, {"text": "x", "disabled": {}}),
        ({"text": "x", "switch_inline_query": ""}, {"text": "x", "switch_inline_query": ""}),
        (
            {"text": "x", "login_url": {"url": "https://example.org"}},
            {"text": "x", "url": "https://example.org/"},
        ),
        (
            {"text": "x", "callback_data": "y", "icon_custom_emoji_id": "5"},
            {"text": "x", "callback_data": "y", "icon_custom_emoji_id": "5"},
        ),
    ],
)
async def test_a_button_is_echoed_as_telegram_does(
    button: dict[str, Any], kept: dict[str, Any], bot: Caller
) -> None:
    sent = await bot.send(reply_markup={"inline_keyboard": [[button, {"text": ""}]]})

    assert sent["reply_markup"]["inline_keyboard"] == [[kept]]
