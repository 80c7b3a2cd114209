"""Groups: who is in them, what the bot sees of them, what it may do there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Caller, Sandbox

ALICE, BOB = 1001, 1002
EVERYTHING = ["message", "my_chat_member", "chat_member", "message_reaction"]


async def found(sandbox: Sandbox, kind: str = "supergroup") -> int:
    founded = {"title": "Traders", "type": kind, "members": [ALICE, BOB], "admins": [ALICE]}
    return int((await sandbox.post("groups", founded))["chat_id"])


async def appoint(sandbox: Sandbox, chat_id: int, user_id: int | str, status: str) -> None:
    wish = {"chat_id": chat_id, "user_id": user_id, "status": status}
    await sandbox.post("members", wish)


async def new_updates(bot: Caller, **parameters: Any) -> list[dict[str, Any]]:
    updates = await bot.updates(**parameters)
    if updates:
        await bot.updates(offset=updates[-1]["update_id"] + 1)
    return updates


async def test_a_bot_learns_that_it_was_added(bot: Caller, sandbox: Sandbox) -> None:
    group = await found(sandbox, "group")

    joined, told = await bot.updates()

    change = joined["my_chat_member"]
    assert change["chat"] == {"id": group, "type": "group", "title": "Traders"}
    assert change["from"]["id"] == ALICE
    assert [change[f"{age}_chat_member"]["status"] for age in ("old", "new")] == ["left", "member"]
    assert change["new_chat_member"]["user"]["id"] == (await bot.result("getMe"))["id"]
    assert told["message"]["new_chat_members"] == [change["new_chat_member"]["user"]]
    (seen,) = await sandbox.sees(group)
    assert seen["service"] == "Alice added Sandbox bot"


async def test_privacy_hides_what_is_not_meant_for_the_bot(bot: Caller, sandbox: Sandbox) -> None:
    group = await found(sandbox)
    name = (await bot.result("getMe"))["username"]
    sent = await bot.send("question?", chat_id=group)
    await new_updates(bot)
    for text in ("chatter", "/price", f"/price@{name}", "/price@another_bot", f"hey @{name}"):
        await sandbox.says(text, chat_id=group)
    await sandbox.says("answer", chat_id=group, reply_to_message_id=sent["message_id"])

    texts = [update["message"]["text"] for update in await new_updates(bot)]
    assert texts == ["/price", f"/price@{name}", f"hey @{name}", "answer"]

    await appoint(sandbox, group, "bot", "administrator")
    await sandbox.says("chatter", chat_id=group)
    assert (await new_updates(bot))[-1]["message"]["text"] == "chatter"


async def test_an_administrator_hears_of_members_if_it_asks(bot: Caller, sandbox: Sandbox) -> None:
    group = await found(sandbox)
    await new_updates(bot, allowed_updates=EVERYTHING)
    await appoint(sandbox, group, 1003, "member")
    assert [list(update)[1] for update in await new_updates(bot)] == ["message"]
    await appoint(sandbox, group, "bot", "administrator")
    await appoint(sandbox, group, 1003, "kicked")

    promoted, change, left = await new_updates(bot)

    assert promoted["my_chat_member"]["new_chat_member"]["can_delete_messages"] is True
    assert change["chat_member"]["old_chat_member"]["status"] == "member"
    assert change["chat_member"]["new_chat_member"]["status"] == "kicked"
    assert left["message"]["left_chat_member"]["id"] == 1003


@pytest.mark.parametrize(
    ("kind", "status", "refusal"),
    [
        ("group", "left", "Forbidden: bot is not a member of the group chat"),
        ("group", "kicked", "Forbidden: bot was kicked from the group chat"),
        ("supergroup", "left", "Forbidden: bot is not a member of the supergroup chat"),
        ("supergroup", "kicked", "Forbidden: bot was kicked from the supergroup chat"),
        (
            "supergroup",
            "restricted",
            "Bad Request: not enough rights to send text messages to the chat",
        ),
    ],
)
async def test_a_bot_that_was_put_out_cannot_write(
    kind: str, status: str, refusal: str, bot: Caller, sandbox: Sandbox
) -> None:
    group = await found(sandbox, kind)
    await appoint(sandbox, group, "bot", status)

    assert await bot.error("sendMessage", chat_id=group, text="x") == refusal


async def test_a_group_that_became_a_supergroup_says_where_it_went(
    bot: Caller, sandbox: Sandbox
) -> None:
    group = await found(sandbox, "group")
    await new_updates(bot)

    moved = (await sandbox.post("migrate", {"chat_id": group}))["chat_id"]

    gone, come = await new_updates(bot)
    assert gone["message"]["migrate_to_chat_id"] == moved < -(10**12)
    assert come["message"]["migrate_from_chat_id"] == group
    assert come["message"]["chat"]["type"] == "supergroup"
    refused = await bot.call("sendMessage", chat_id=group, text="x")
    assert refused == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": moved},
    }
    await bot.send(chat_id=moved)
    assert await bot.result("getChatMemberCount", chat_id=moved) == 3


async def test_members_are_told_by_role(bot: Caller, sandbox: Sandbox) -> None:
    group = await found(sandbox)
    (owner,) = await bot.result("getChatAdministrators", chat_id=group)
    member = await bot.result("getChatMember", chat_id=group, user_id=BOB)

    assert (owner["status"], owner["user"]["id"]) == ("creator", ALICE)
    assert member["status"] == "member"
    assert (await bot.error("getChatMember", chat_id=group, user_id=77)).endswith(
        "PARTICIPANT_ID_INVALID"
    )
    assert await bot.error("getChatAdministrators", chat_id=ALICE) == (
        "Bad Request: there are no administrators in the private chat"
    )


async def test_moderating_needs_the_right_to(bot: Caller, sandbox: Sandbox) -> None:
    group = await found(sandbox)
    bob = {"chat_id": group, "user_id": BOB}
    assert "not enough rights" in await bot.error("banChatMember", **bob)
    await appoint(sandbox, group, "bot", "administrator")

    await bot.result("restrictChatMember", **bob, permissions={"can_send_messages": False})
    muted = await sandbox.http.post(
        "/sandbox/message", json={"user_id": BOB, "chat_id": group, "text": "mmh"}
    )
    await bot.result("banChatMember", **bob)
    banned = await bot.result("getChatMember", **bob)
    await bot.result("unbanChatMember", **bob, only_if_banned=True)

    assert muted.json() == {"error": "Bob may not write in the group"}
    assert banned["status"] == "kicked"
    assert (await bot.result("getChatMember", **bob))["status"] == "left"
    owner = await bot.error("banChatMember", chat_id=group, user_id=ALICE)
    assert owner == "Bad Request: can't remove chat owner"


async def test_an_administrator_deletes_pins_and_renames(bot: Caller, sandbox: Sandbox) -> None:
    group = await found(sandbox)
    spam = await sandbox.says("/spam", chat_id=group)
    here = {"chat_id": group, "message_id": spam}
    assert "can't be deleted" in await bot.error("deleteMessage", **here)
    await appoint(sandbox, group, "bot", "administrator")

    await bot.result("pinChatMessage", **here)
    await bot.result("setChatTitle", chat_id=group, title="Whales")
    chat = await bot.result("getChat", chat_id=group)
    assert (chat["title"], chat["pinned_message"]["text"]) == ("Whales", "/spam")
    await bot.result("deleteMessage", **here)

    seen = (await sandbox.http.get(f"/sandbox/chat/{group}")).json()
    assert (seen["title"], seen["pinned"]) == ("Whales", [])
    services = [message["service"] for message in seen["messages"] if "service" in message]
    assert services[-2:] == [
        "Sandbox bot pinned a message",
        "Sandbox bot renamed the group to Whales",
    ]


async def test_a_bot_can_leave(bot: Caller, sandbox: Sandbox) -> None:
    group = await found(sandbox)
    await new_updates(bot)

    await bot.result("leaveChat", chat_id=group)

    change, left = await new_updates(bot)
    assert change["my_chat_member"]["new_chat_member"]["status"] == "left"
    assert left["message"]["left_chat_member"]["is_bot"] is True
    world = (await sandbox.http.get("/sandbox/world")).json()
    assert {chat["chat_id"]: chat["bot_status"] for chat in world["chats"]}[group] == "left"


@pytest.mark.parametrize(
    ("keyboard", "reason"),
    [
        (
            {"keyboard": [[{"text": "x", "request_contact": True}]]},
            "phone number can be requested in private chats only",
        ),
        (
            {"inline_keyboard": [[{"text": "x", "web_app": {"url": "https://example.org"}}]]},
            "BUTTON_TYPE_INVALID",
        ),
    ],
)
async def test_some_buttons_are_for_private_chats(
    keyboard: dict[str, Any], reason: str, bot: Caller, sandbox: Sandbox
) -> None:
    group = await found(sandbox)

    error = await bot.error("sendMessage", chat_id=group, text="x", reply_markup=keyboard)

    assert error == f"Bad Request: {reason}"
