"""A conversation in the offline Telegram that has a message of every kind a page draws."""

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import httpx

TOKEN = "123456:" + "A" * 35
ALICE, BOB = 1001, 1002
PEM = (
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
    "-----END PUBLIC KEY-----"
)

FORMATTED = (
    "<b>BTCUSDT</b> <i>rose</i> to <code>67,123.40</code>, <u>seen</u> <s>never</s>, "
    '<tg-spoiler>a secret</tg-spoiler> at <tg-time unix="1790000000" format="wDT">noon</tg-time>, '
    '<a href="https://example.com/">more</a> or /help\n'
    '<pre><code class="language-python">price = Decimal("67123.40")</code></pre>\n'
    "<blockquote>A quote</blockquote>\n"
    "<blockquote expandable>Line one\nline two\nline three\nline four\nline five</blockquote>"
)
INLINE_KEYBOARD = {
    "inline_keyboard": [
        [
            {"text": "Buy", "callback_data": "buy", "style": "success"},
            {"text": "Sell", "callback_data": "sell", "style": "danger"},
            {"text": "Later", "callback_data": "later", "style": "primary"},
        ],
        [
            {"text": "Copy the id", "copy_text": {"text": "42"}},
            {"text": "Open", "url": "https://example.com/"},
            {"text": "Used", "disabled": {}},
        ],
        [
            {"text": "Form", "web_app": {"url": "https://example.com/app"}},
            {"text": "Quote here", "switch_inline_query_current_chat": "btc"},
        ],
    ]
}
REPLY_KEYBOARD = {
    "keyboard": [[{"text": "Balance"}, {"text": "Orders"}], [{"text": "Markets"}]],
    "resize_keyboard": True,
}
RICH = {
    "blocks": [
        {"type": "heading", "text": "Balances", "size": 2},
        {
            "type": "table",
            "is_bordered": True,
            "is_striped": True,
            "cells": [
                [
                    {"text": "Asset", "is_header": True, "align": "left", "valign": "middle"},
                    {"text": "Free", "is_header": True, "align": "right", "valign": "middle"},
                ],
                [
                    {"text": {"type": "bold", "text": "BTC"}, "align": "left", "valign": "top"},
                    {"text": "0.50000000", "align": "right", "valign": "top"},
                ],
                [
                    {"text": {"type": "bold", "text": "USDT"}, "align": "left", "valign": "top"},
                    {"text": "10,000.00", "align": "right", "valign": "top"},
                ],
            ],
        },
        {
            "type": "details",
            "summary": "Fees",
            "blocks": [{"type": "paragraph", "text": "Maker 0.1 %, taker 0.1 %"}],
        },
        {"type": "divider"},
        {"type": "footer", "text": "Play money"},
        {"type": "buttons", "buttons": [{"text": "Refresh", "callback_data": "r"}]},
    ]
}


class Bot:
    """Calls of a bot, as bare HTTP."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def call(
        self, method: str, *, files: Mapping[str, Any] | None = None, **fields: Any
    ) -> Any:
        path = f"/bot{TOKEN}/{method}"
        if files is None:
            answer = await self._http.post(path, json=fields)
        else:
            form = {name: _as_text(value) for name, value in fields.items()}
            answer = await self._http.post(path, data=form, files=files)
        body = answer.json()
        assert body["ok"], body
        return body["result"]

    async def says(self, text: str, **more: Any) -> int:
        sent = await self.call("sendMessage", **{"chat_id": ALICE, "text": text, **more})
        return int(sent["message_id"])


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


async def fill(http: httpx.AsyncClient) -> Bot:
    """Let the bot and the people say everything; the limits on how fast are lifted."""
    bot = Bot(http)
    await control(http, "limits", enforce=False)
    await bot.call("setMyCommands", commands=_commands())
    hello = await says(http, "/start now")
    formatted = await bot.says(FORMATTED, parse_mode="HTML", reply_markup=INLINE_KEYBOARD)
    await control(http, "reaction", user_id=ALICE, message_id=formatted, emoji="👍")
    await bot.call("pinChatMessage", chat_id=ALICE, message_id=formatted)
    await bot.says("An answer", reply_parameters={"message_id": hello})
    await bot.call("forwardMessage", chat_id=ALICE, from_chat_id=ALICE, message_id=hello)
    await bot.says("Nobody may take this along", protect_content=True)
    await _pictures(bot)
    await bot.call("sendRichMessage", chat_id=ALICE, rich_message=RICH)
    await bot.says("Copy it", reply_markup=_one_button(text="Copy", copy_text={"text": PEM}))
    await says(http, "and <b>this</b> is mine")
    await bot.says("Choose", reply_markup=REPLY_KEYBOARD)
    members = {"members": [ALICE, BOB], "title": "Traders", "type": "group"}
    group = (await control(http, "groups", **members))["chat_id"]
    await bot.call("sendMessage", chat_id=group, text="Hello, traders")
    return bot


async def _pictures(bot: Bot) -> None:
    spoiler = {"chat_id": ALICE, "caption": "P&L", "has_spoiler": True}
    await bot.call("sendPhoto", files={"photo": ("pnl.png", png(320, 200))}, **spoiler)
    names = ("one", "two", "three")
    await bot.call(
        "sendMediaGroup",
        chat_id=ALICE,
        media=[{"type": "photo", "media": f"attach://{name}"} for name in names],
        files={name: (f"{name}.png", png(300, 200 + 40 * at)) for at, name in enumerate(names)},
    )
    await bot.call("sendDocument", chat_id=ALICE, files={"document": ("trades.csv", b"a,b\n1,2")})


def _commands() -> list[dict[str, str]]:
    words = {"price": "What it costs", "balance": "What you own", "help": "Everything else"}
    return [{"command": name, "description": text} for name, text in words.items()]


def _one_button(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


async def control(http: httpx.AsyncClient, path: str, **body: Any) -> Any:
    """Act through the sandbox's control interface."""
    answer = await http.post(f"/sandbox/{path}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def says(http: httpx.AsyncClient, text: str, user_id: int = ALICE, **more: Any) -> int:
    said = await control(http, "message", user_id=user_id, text=text, **more)
    return int(said["message_id"])


def png(width: int, height: int) -> bytes:
    """Return a picture with a gradient, so that one sees where it lies."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(
        b"\0"
        + b"".join(
            bytes((60 + 160 * x // width, 120, 220 - 180 * y // height)) for x in range(width)
        )
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
