# /// script
# requires-python = ">=3.11"
# dependencies = ["pyTelegramBotAPI==4.37.1"]
# ///
"""pyTelegramBotAPI on the offline Telegram, with threads and requests."""

import io
import json
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import telebot
from diary import TOLD, Diary, refused
from telebot import apihelper, types
from telebot.apihelper import ApiTelegramException

URL = TOLD["url"]
apihelper.API_URL = URL + "/bot{0}/{1}"
apihelper.FILE_URL = URL + "/file/bot{0}/{1}"
ALICE = 1001
SECRET = "s3cret"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)

diary = Diary("pyTelegramBotAPI")


def control(path: str, **body: Any) -> Any:
    """Act as a person."""
    request = urllib.request.Request(
        f"{URL}/sandbox{path}",
        data=json.dumps(body).encode() if body else None,
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def new_bot() -> telebot.TeleBot:
    """Return a small bot: an inline keyboard, its tap, an echo."""
    bot = telebot.TeleBot("987654321:AAExampleTokenForTheOfflineTelegram_xyz", threaded=False)

    @bot.message_handler(commands=["menu"])
    def menu(message: types.Message) -> None:
        keyboard = types.InlineKeyboardMarkup()
        keyboard.add(types.InlineKeyboardButton("Buy", callback_data="buy"))
        bot.send_message(message.chat.id, "Choose", reply_markup=keyboard)

    @bot.callback_query_handler(func=lambda _: True)
    def tapped(query: types.CallbackQuery) -> None:
        bot.answer_callback_query(query.id, "done")
        bot.edit_message_text("Bought", query.message.chat.id, query.message.message_id)

    @bot.message_handler(func=lambda _: True)
    def echo(message: types.Message) -> None:
        bot.reply_to(message, message.text)

    return bot


def until(text: str) -> dict[str, Any]:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        messages = control(f"/chat/{ALICE}")["messages"]
        if messages and messages[-1]["text"] == text:
            return dict(messages[-1])
        time.sleep(0.05)
    raise TimeoutError(f"the chat never ended with {text!r}: {messages[-1:]}")


def conversation(area: str) -> None:
    with diary.tries(area, "a message is answered"):
        control("/message", user_id=ALICE, text="hello there")
        until("hello there")
    with diary.tries(area, "an inline keyboard, its tap, its edit"):
        control("/message", user_id=ALICE, text="/menu")
        number = until("Choose")["message_id"]
        tapped = control("/tap", user_id=ALICE, message_id=number, label="Buy")
        assert tapped["answered"] == "done"
        until("Bought")


def polling(bot: telebot.TeleBot) -> None:
    thread = threading.Thread(target=bot.infinity_polling, kwargs={"timeout": 5})
    thread.start()
    conversation("polling")
    bot.stop_polling()
    thread.join(10)


def webhook(bot: telebot.TeleBot) -> None:
    """Let updates come to a server of our own."""

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known = self.headers["X-Telegram-Bot-Api-Secret-Token"] == SECRET
            self.send_response(200 if known else 403)
            self.end_headers()
            if known:
                bot.process_new_updates([types.Update.de_json(body.decode())])

        def log_message(self, *_: Any) -> None:
            """Stay quiet."""

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hook = f"http://127.0.0.1:{server.server_port}/hook"
    bot.set_webhook(hook, secret_token=SECRET, drop_pending_updates=True)
    conversation("webhook")
    with diary.tries("webhook", "getWebhookInfo"):
        assert bot.get_webhook_info().url.endswith("/hook")
    bot.remove_webhook()
    server.shutdown()


def sending(bot: telebot.TeleBot) -> None:
    area = "sending"
    with diary.tries(area, "getMe, commands"):
        assert bot.get_me().is_bot
        bot.set_my_commands([types.BotCommand("price", "a price")])
        assert bot.get_my_commands()[0].command == "price"
    with diary.tries(area, "HTML, Markdown, MarkdownV2"):
        for mode, text in (("HTML", "<b>a</b>"), ("Markdown", "*a*"), ("MarkdownV2", "*a*")):
            sent = bot.send_message(ALICE, text, parse_mode=mode)
            assert sent.entities[0].type == "bold"
    with diary.tries(area, "photo by upload and by file_id, download"):
        first = bot.send_photo(ALICE, io.BytesIO(PIXEL), caption="x")
        assert bot.send_photo(ALICE, first.photo[-1].file_id)
        assert bot.download_file(bot.get_file(first.photo[-1].file_id).file_path)
    with diary.tries(area, "album and document"):
        album = [types.InputMediaPhoto(io.BytesIO(PIXEL)) for _ in range(2)]
        assert len(bot.send_media_group(ALICE, album)) == 2
        document = io.BytesIO(b"a,b")
        document.name = "fills.csv"
        assert bot.send_document(ALICE, document).document.file_name == "fills.csv"
    with diary.tries(area, "edited caption and markup, deletion"):
        photo = bot.send_photo(ALICE, io.BytesIO(PIXEL), caption="x")
        edited = bot.edit_message_caption("y", ALICE, photo.message_id)
        assert edited.caption == "y"
        assert bot.delete_message(ALICE, photo.message_id)


def refusals(bot: telebot.TeleBot) -> None:
    with diary.tries("refusals", "bad requests in Telegram's words"):
        for chat, text, reason in (
            (42, "x", "chat not found"),
            (ALICE, " ", "message text is empty"),
            (ALICE, "x" * 5000, "message is too long"),
        ):
            with refused(ApiTelegramException) as refusal:
                bot.send_message(chat, text)
            assert reason in refusal.error.description, refusal.error


def main() -> None:
    bot = new_bot()
    control("/limits", enforce=False)
    polling(bot)
    sending(bot)
    refusals(bot)
    webhook(bot)


main()
diary.close()
