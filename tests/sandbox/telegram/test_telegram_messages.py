"""Editing, deleting, tapping, blocking: what bot and person see of a message."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Caller, Clock, Sandbox

BUTTONS = {"inline_keyboard": [[{"text": "✅ Confirm", "callback_data": "yes"}]]}


async def test_an_edit_replaces_what_the_person_sees(
    bot: Caller, sandbox: Sandbox, clock: Clock
) -> None:
    sent = await bot.send("waiting", reply_markup=BUTTONS)
    clock.time += 5

    edited = await bot.result(
        "editMessageText",
        chat_id=1001,
        message_id=sent["message_id"],
        text="<b>done</b>",
        parse_mode="HTML",
    )

    assert edited["edit_date"] == int(clock.time)
    (seen,) = await sandbox.sees()
    assert (seen["text"], seen["edited"], seen["keyboard"]) == ("done", True, [])
    assert seen["entities"] == [{"type": "bold", "offset": 0, "length": 4}]


async def test_an_edit_that_changes_nothing_is_refused(bot: Caller) -> None:
    sent = await bot.send("<b>same</b>", parse_mode="HTML", reply_markup=BUTTONS)
    same = {"chat_id": 1001, "message_id": sent["message_id"]}

    text = await bot.error(
        "editMessageText",
        **same,
        text="<strong>same</strong>",
        parse_mode="HTML",
        reply_markup=BUTTONS,
    )
    markup = await bot.error("editMessageReplyMarkup", **same, reply_markup=BUTTONS)

    assert text == markup
    assert text.startswith("Bad Request: message is not modified: specified new message content")
    await bot.result("editMessageReplyMarkup", **same)
    assert "not modified" in await bot.error("editMessageReplyMarkup", **same)


async def test_only_own_messages_of_the_right_kind_can_be_edited(
    bot: Caller, sandbox: Sandbox
) -> None:
    theirs = await sandbox.says("mine")
    text = await bot.send()

    async def reason(method: str, message_id: int) -> str:
        parameters = {"chat_id": 1001, "message_id": message_id, "text": "x", "caption": "x"}
        return (await bot.error(method, **parameters)).removeprefix("Bad Request: ")

    assert await reason("editMessageText", 1) == "message to edit not found"
    assert await reason("editMessageText", theirs) == "message can't be edited"
    assert await reason("editMessageCaption", text["message_id"]) == (
        "there is no caption in the message to edit"
    )


async def test_a_deleted_message_is_gone(bot: Caller, sandbox: Sandbox) -> None:
    theirs = await sandbox.says("/setkey KEY SECRET")

    assert await bot.result("deleteMessage", chat_id=1001, message_id=theirs) is True

    assert await sandbox.sees() == []
    error = await bot.error("deleteMessage", chat_id=1001, message_id=theirs)
    assert error == "Bad Request: message to delete not found"


async def test_several_messages_are_deleted_and_unknown_ones_skipped(
    bot: Caller, sandbox: Sandbox
) -> None:
    ids = [await sandbox.says("one"), await sandbox.says("two"), 7]

    assert await bot.result("deleteMessages", chat_id=1001, message_ids=ids) is True

    assert await sandbox.sees() == []


async def test_after_48_hours_nothing_can_be_deleted(bot: Caller, clock: Clock) -> None:
    sent = await bot.send()
    clock.time += 48 * 3600

    error = await bot.error("deleteMessage", chat_id=1001, message_id=sent["message_id"])

    assert error == "Bad Request: message can't be deleted"


async def test_in_a_group_others_messages_stay(bot: Caller, sandbox: Sandbox) -> None:
    await bot.updates()
    said = await sandbox.post("message", {"user_id": 1001, "text": "/x", "chat_type": "group"})

    error = await bot.error("deleteMessage", **{k: said[k] for k in ("chat_id", "message_id")})

    assert error == "Bad Request: message can't be deleted"


async def answer_tap(bot: Caller, **answer: Any) -> dict[str, Any]:
    (update,) = await bot.updates(timeout=5)
    query: dict[str, Any] = update["callback_query"]
    await bot.updates(offset=update["update_id"] + 1)
    await bot.result("answerCallbackQuery", callback_query_id=query["id"], **answer)
    return query


async def test_a_tap_is_answered(bot: Caller, sandbox: Sandbox) -> None:
    sent = await bot.send(reply_markup=BUTTONS)
    tap = {"user_id": 1001, "message_id": sent["message_id"], "label": "Confirm"}

    query, shown = await asyncio.gather(
        answer_tap(bot, text="Sent", show_alert=True), sandbox.post("tap", tap)
    )

    assert shown == {"answered": "Sent", "show_alert": True}
    assert query["data"] == "yes"
    assert query["from"]["id"] == 1001
    assert query["message"]["message_id"] == sent["message_id"]
    assert query["chat_instance"]
    again = await bot.error("answerCallbackQuery", callback_query_id=query["id"])
    assert again == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


async def test_an_answer_without_text_differs_from_no_answer(bot: Caller, sandbox: Sandbox) -> None:
    sent = await bot.send(reply_markup=BUTTONS)
    tap = {"user_id": 1001, "message_id": sent["message_id"], "data": "forged"}

    query, shown = await asyncio.gather(answer_tap(bot), sandbox.post("tap", tap))
    ignored = await sandbox.post("tap", tap | {"wait": 0})

    assert query["data"] == "forged"
    assert shown == {"answered": "", "show_alert": False}
    assert ignored == {"answered": None, "show_alert": False}


async def test_a_late_answer_is_refused(bot: Caller, sandbox: Sandbox, clock: Clock) -> None:
    sent = await bot.send(reply_markup=BUTTONS)
    tap = {"user_id": 1001, "message_id": sent["message_id"], "data": "x"}
    tapping = asyncio.create_task(sandbox.post("tap", tap))
    (update,) = await bot.updates(timeout=5)
    clock.time += 60

    error = await bot.error("answerCallbackQuery", callback_query_id=update["callback_query"]["id"])

    assert "query is too old" in error
    tapping.cancel()


async def test_a_button_that_is_not_there_cannot_be_tapped(bot: Caller, sandbox: Sandbox) -> None:
    copy = {"text": "Copy", "copy_text": {"text": "abc"}}
    sent = await bot.send(reply_markup={"inline_keyboard": [[copy]]})
    tap = {"user_id": 1001, "message_id": sent["message_id"]}

    missing = await sandbox.http.post("/sandbox/tap", json=tap | {"label": "Sell"})

    assert missing.status_code == 400
    assert (await sandbox.post("tap", tap | {"label": "Copy"}))["button"] == copy


async def test_a_person_who_blocks_the_bot_cannot_be_written_to(
    bot: Caller, sandbox: Sandbox
) -> None:
    await bot.send()
    await sandbox.post("block", {"user_id": 1001})

    for method in ("sendMessage", "sendChatAction"):
        refused = await bot.call(method, chat_id=1001, text="x", action="typing")
        assert refused["error_code"] == 403
        assert refused["description"] == "Forbidden: bot was blocked by the user"

    (update,) = await bot.updates()
    change = update["my_chat_member"]
    assert change["old_chat_member"]["status"] == "member"
    assert change["new_chat_member"]["status"] == "kicked"
    assert change["new_chat_member"]["until_date"] == 0
    await sandbox.post("block", {"user_id": 1001, "blocked": False})
    await bot.send()


async def test_photos_come_by_upload_attachment_and_file_id(
    bot: Caller, sandbox: Sandbox, png: Callable[[int, int], bytes]
) -> None:
    path, picture = f"/bot{bot.token}/sendPhoto", png(8, 6)
    direct = await bot.http.post(
        path, data={"chat_id": "1001", "caption": "one"}, files={"photo": ("a.png", picture)}
    )
    attached = await bot.http.post(
        path, data={"chat_id": "1001", "photo": "attach://x"}, files={"x": ("a.png", picture)}
    )
    (size,) = direct.json()["result"]["photo"]
    again = await bot.result("sendPhoto", chat_id=1001, photo=size["file_id"])

    assert (size["width"], size["height"], size["file_size"]) == (8, 6, len(picture))
    assert attached.json()["result"]["photo"][0]["width"] == 8
    assert again["photo"] == [size]
    seen = (await sandbox.sees())[0]
    assert (seen["photo"], seen["caption"], seen["text"]) == (True, "one", "")
    shown = await sandbox.http.get(seen["media"][0]["url"])
    assert (shown.content, shown.headers["content-type"]) == (picture, "image/png")
    file = await bot.result("getFile", file_id=size["file_id"])
    loaded = await bot.http.get(f"/file/bot{bot.token}/{file['file_path']}")
    assert loaded.content == picture


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"nonsense", "IMAGE_PROCESS_FAILED"), ((2, 50), "PHOTO_INVALID_DIMENSIONS")],
)
async def test_a_picture_must_be_one_telegram_can_show(
    content: bytes | tuple[int, int],
    reason: str,
    bot: Caller,
    png: Callable[[int, int], bytes],
) -> None:
    picture = content if isinstance(content, bytes) else png(*content)

    answer = await bot.http.post(
        f"/bot{bot.token}/sendPhoto", data={"chat_id": "1001"}, files={"photo": ("a.png", picture)}
    )

    assert answer.json()["description"] == f"Bad Request: {reason}"


async def test_reset_forgets_everything_that_was_said(bot: Caller, sandbox: Sandbox) -> None:
    before = await sandbox.says("hello", user_id=1003, name="Carol")
    await sandbox.post("reset")

    assert await sandbox.sees() == []
    assert await bot.updates() == []
    people_left = (await sandbox.http.get("/sandbox/page")).json()["people"]
    assert [person["name"] for person in people_left] == ["Alice", "Bob"]
    assert await sandbox.says("again") > before
