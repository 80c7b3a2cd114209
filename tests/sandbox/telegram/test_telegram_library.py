"""python-telegram-bot's own Bot, which checks every answer it is given."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    MessageEntity,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, RetryAfter

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Sandbox

KEYBOARD = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Go", callback_data="go"))


async def test_a_conversation(library: tuple[Bot, Sandbox]) -> None:
    bot, sandbox = library
    await sandbox.says("/start")

    (update,) = await bot.get_updates(timeout=0)
    assert update.message is not None
    sent = await update.message.reply_html("<b>Hello</b> 😀 <i>you</i>", reply_markup=KEYBOARD)
    edited = await sent.edit_text("Bye")

    assert list(sent.parse_entities().values()) == ["Hello", "you"]
    assert sent.entities[1].type == MessageEntity.ITALIC
    assert not isinstance(edited, bool)
    assert (edited.text, edited.message_id) == ("Bye", sent.message_id)
    assert [message["text"] for message in await sandbox.sees()] == ["/start", "Bye"]


async def test_a_photo_is_replaced_in_place(
    library: tuple[Bot, Sandbox], png: Callable[[int, int], bytes]
) -> None:
    bot, sandbox = library
    sent = await bot.send_photo(1001, io.BytesIO(png(8, 6)), caption="1h", reply_markup=KEYBOARD)

    media = InputMediaPhoto(png(16, 9), caption="<b>4h</b>", parse_mode=ParseMode.HTML)
    await sent.edit_media(media, reply_markup=KEYBOARD)
    await sent.edit_caption("1d", reply_markup=KEYBOARD)

    (seen,) = await sandbox.sees()
    assert (seen["caption"], seen["media"][0]["width"], seen["media"][0]["height"]) == ("1d", 16, 9)
    file = await bot.get_file(sent.photo[-1])
    assert bytes(await file.download_as_bytearray()) == png(8, 6)


async def test_a_document_is_offered(library: tuple[Bot, Sandbox]) -> None:
    bot, sandbox = library

    sent = await bot.send_document(1001, b"a,b\n", filename="fills.csv")

    assert sent.document is not None
    assert sent.document.file_name == "fills.csv"
    (seen,) = await sandbox.sees()
    answer = await sandbox.http.get(seen["media"][0]["url"])
    assert (answer.content, answer.headers["content-disposition"]) == (b"a,b\n", "attachment")


async def test_its_errors_are_of_the_right_class(
    library: tuple[Bot, Sandbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else the library warns of its own next version
    bot, sandbox = library
    with pytest.raises(BadRequest, match="Can't parse entities"):
        await bot.send_message(1001, "<b>", parse_mode=ParseMode.HTML)
    await sandbox.post(
        "faults",
        [{"match": {"path": "sendMessage"}, "kind": "status", "status": 429, "retry_after": 7}],
    )
    with pytest.raises(RetryAfter, match="0:00:07"):
        await bot.send_message(1001, "x")
    await sandbox.post("block", {"user_id": 1001})
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(1001, "x")


async def test_the_start_of_a_bot(library: tuple[Bot, Sandbox]) -> None:
    bot, _ = library
    commands = [BotCommand("price", "Latest price")]

    assert await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.set_my_commands(commands)
    assert await bot.set_chat_menu_button()
    assert await bot.send_chat_action(1001, "typing")

    assert list(await bot.get_my_commands()) == commands
    assert (await bot.get_webhook_info()).url == ""
    assert (await bot.get_chat(1001)).first_name == "Alice"
    assert (await bot.get_chat_menu_button()).type == "default"
    assert await bot.set_my_name("Trader")
    assert (await bot.get_me()).first_name == "Trader"
