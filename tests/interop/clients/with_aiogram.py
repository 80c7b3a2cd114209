# /// script
# requires-python = ">=3.11"
# dependencies = ["aiogram==3.31.0"]
# ///
"""aiogram on the offline Telegram: its models refuse any answer that is not as documented."""

import asyncio
import json
import urllib.request
from collections.abc import Callable
from typing import Any

from aiogram import Bot, Dispatcher, F, types
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
)
from aiogram.filters import Command, CommandStart
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web
from diary import TOLD, Diary, refused

URL = TOLD["url"]
TOKEN = "123456789:AAExampleTokenForTheOfflineTelegram_abc"
ALICE = 1001
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)

diary = Diary("aiogram")


async def control(path: str, **body: Any) -> Any:
    """Act as a person."""

    def call() -> Any:
        request = urllib.request.Request(
            f"{URL}/sandbox{path}",
            data=json.dumps(body).encode() if body else None,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    return await asyncio.to_thread(call)


async def chat() -> list[dict[str, Any]]:
    return list((await control(f"/chat/{ALICE}"))["messages"])


def new_bot() -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(URL))
    return Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))


def routes() -> Dispatcher:
    """Return a small bot: a greeting, an inline keyboard, an echo, inline mode, groups."""
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart(deep_link=True))
    async def linked(message: types.Message, command: Any) -> None:
        await message.answer(f"from <b>{command.args}</b>")

    @dispatcher.message(Command("menu"))
    async def menu(message: types.Message) -> None:
        button = InlineKeyboardButton(text="Buy", callback_data="buy", style="success")
        await message.answer(
            "Choose", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]])
        )

    @dispatcher.callback_query(F.data == "buy")
    async def bought(query: types.CallbackQuery) -> None:
        await query.answer("done", show_alert=True)
        assert isinstance(query.message, types.Message)
        await query.message.edit_text("<i>Bought</i>")

    @dispatcher.inline_query()
    async def inline(query: types.InlineQuery) -> None:
        content = types.InputTextMessageContent(message_text="67,000")
        result = types.InlineQueryResultArticle(id="1", title="BTC", input_message_content=content)
        await query.answer([result], cache_time=1)

    @dispatcher.message(F.photo)
    async def photo(message: types.Message) -> None:
        assert message.photo
        await message.answer_photo(message.photo[-1].file_id, caption="back")

    @dispatcher.message(F.text)
    async def echo(message: types.Message) -> None:
        await message.reply(message.html_text)

    return dispatcher


async def until(done: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
    """Look at Alice's chat until it is as it should be."""
    async with asyncio.timeout(10):
        while not done(messages := await chat()):
            await asyncio.sleep(0.05)
    return messages


def says(text: str) -> Callable[[list[dict[str, Any]]], bool]:
    return lambda messages: bool(messages) and messages[-1]["text"] == text


async def conversation(area: str) -> None:
    """What Alice does, whichever way the bot is told of it."""
    async with diary.awaits(area, "a message is answered with its entities"):
        await control("/message", user_id=ALICE, text="hello there")
        await until(says("hello there"))
    async with diary.awaits(area, "a deep link"):
        await control("/message", user_id=ALICE, text="/start ref42")
        messages = await until(says("from ref42"))
        assert messages[-1]["entities"][0]["type"] == "bold"
    async with diary.awaits(area, "an inline keyboard, its tap, its edit"):
        await control("/message", user_id=ALICE, text="/menu")
        messages = await until(says("Choose"))
        number = messages[-1]["message_id"]
        tapped = await control("/tap", user_id=ALICE, message_id=number, label="Buy")
        assert tapped["answered"] == "done"
        await until(says("Bought"))
    async with diary.awaits(area, "an inline query"):
        asked = await control("/inline", user_id=ALICE, query="btc")
        assert asked["results"][0]["title"] == "BTC"


async def sending(bot: Bot) -> None:
    area = "sending"
    async with diary.awaits(area, "getMe, commands, descriptions, menu button"):
        assert (await bot.get_me()).is_bot
        await bot.set_my_commands([types.BotCommand(command="price", description="a price")])
        assert (await bot.get_my_commands())[0].command == "price"
        await bot.set_my_description("A bot", language_code="en")
        assert (await bot.get_my_description(language_code="en")).description == "A bot"
        await bot.set_chat_menu_button(menu_button=types.MenuButtonCommands())
    async with diary.awaits(area, "MarkdownV2"):
        sent = await bot.send_message(ALICE, "*a* `b` ||c||", parse_mode="MarkdownV2")
        assert [each.type for each in sent.entities or []] == ["bold", "code", "spoiler"]
    async with diary.awaits(area, "photo by upload, by file_id, edited media, download"):
        first = await bot.send_photo(ALICE, BufferedInputFile(PIXEL, "a.png"), caption="<b>x</b>")
        assert first.photo
        again = await bot.send_photo(ALICE, first.photo[-1].file_id, has_spoiler=True)
        media = types.InputMediaPhoto(media=BufferedInputFile(PIXEL, "b.png"), caption="new")
        await bot.edit_message_media(media, chat_id=ALICE, message_id=again.message_id)
        file = await bot.get_file(first.photo[-1].file_id)
        content = await bot.download_file(str(file.file_path))
        assert content is not None
        assert content.read()
    async with diary.awaits(area, "album"):
        media = [types.InputMediaPhoto(media=BufferedInputFile(PIXEL, f"{n}.png")) for n in "ab"]
        album = await bot.send_media_group(ALICE, media)
        assert len({each.media_group_id for each in album}) == 1
    async with diary.awaits(area, "document"):
        sent = await bot.send_document(ALICE, BufferedInputFile(b"a,b\n", "fills.csv"))
        assert sent.document is not None
        assert sent.document.file_name == "fills.csv"
    async with diary.awaits(area, "edits, copies, forwards, pins, reactions, deletion"):
        await moved_about(bot)
    async with diary.awaits(area, "reply keyboard, chat action, draft"):
        keyboard = types.ReplyKeyboardMarkup(keyboard=[[types.KeyboardButton(text="Price")]])
        await bot.send_message(ALICE, "keys", reply_markup=keyboard)
        await bot.send_chat_action(ALICE, "typing")
        await bot.send_message_draft(ALICE, draft_id=1, text="pla")


async def moved_about(bot: Bot) -> None:
    sent = await bot.send_message(ALICE, "one")
    edited = await bot.edit_message_text("two", chat_id=ALICE, message_id=sent.message_id)
    assert isinstance(edited, types.Message)
    assert edited.text == "two"
    await bot.copy_message(ALICE, ALICE, sent.message_id)
    assert (await bot.forward_message(ALICE, ALICE, sent.message_id)).forward_origin
    await bot.pin_chat_message(ALICE, sent.message_id)
    pinned = (await bot.get_chat(ALICE)).pinned_message
    assert isinstance(pinned, types.Message)
    assert pinned.text == "two"
    heart = types.ReactionTypeEmoji(emoji="👍")
    assert await bot.set_message_reaction(ALICE, sent.message_id, [heart])
    assert await bot.delete_message(ALICE, sent.message_id)


async def refusals(bot: Bot) -> None:
    area = "refusals"
    sent = await bot.send_message(ALICE, "same")
    async with diary.awaits(area, "bad requests in Telegram's words"):
        for text, call in (
            ("message is not modified", bot.edit_message_text(
                "same", chat_id=ALICE, message_id=sent.message_id)),
            ("can't parse entities", bot.send_message(ALICE, "<b>x")),
            ("is reserved and must be escaped", bot.send_message(
                ALICE, "a.b", parse_mode="MarkdownV2")),
            ("chat not found", bot.send_message(42, "x")),
            ("message to delete not found", bot.delete_message(ALICE, 1)),
        ):  # fmt: skip
            with refused(TelegramBadRequest) as refusal:
                await call
            assert text in refusal.error.message, refusal.error.message
    async with diary.awaits(area, "blocked"):
        await control("/block", user_id=1002)
        with refused(TelegramForbiddenError):
            await bot.send_message(1002, "x")
        await control("/block", user_id=1002, blocked=False)
    async with diary.awaits(area, "flood: 429 with retry_after"):
        await control("/faults", kind="status", status=429, retry_after=1)
        with refused(TelegramRetryAfter) as refusal:
            await bot.send_message(ALICE, "x")
        assert refusal.error.retry_after == 1
    async with diary.awaits(area, "a group that became a supergroup"):
        group = await control("/groups", title="Desk", type="group", members=[ALICE])
        moved = await control("/migrate", chat_id=group["chat_id"])
        with refused(TelegramMigrateToChat) as refusal:
            await bot.send_message(group["chat_id"], "x")
        assert refusal.error.migrate_to_chat_id == moved["chat_id"]


async def polling(bot: Bot) -> None:
    dispatcher = routes()
    task = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    await asyncio.sleep(0.5)
    await conversation("polling")
    await dispatcher.stop_polling()
    await task


async def webhook(bot: Bot) -> None:
    application, dispatcher = web.Application(), routes()
    SimpleRequestHandler(dispatcher, bot, secret_token="s3cret").register(application, "/hook")
    setup_application(application, dispatcher, bot=bot)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="s3cret")
    await conversation("webhook")
    async with diary.awaits("webhook", "getWebhookInfo"):
        assert (await bot.get_webhook_info()).pending_update_count == 0
    await bot.delete_webhook()
    await runner.cleanup()


async def main() -> None:
    await polling(new_bot())
    bot = new_bot()
    await control("/limits", enforce=False)
    await sending(bot)
    await refusals(bot)
    await webhook(bot)
    await bot.session.close()


asyncio.run(main())
diary.close()
