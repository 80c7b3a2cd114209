"""As much of Telegram as a bot needs to answer; it keeps every call."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from telegram.request import BaseRequest, RequestData

BOT = {"id": 700000001, "is_bot": True, "first_name": "Bot", "username": "ourbot"}
MESSAGE = 8
"""The id of all that the bot sends, so that each tap is on the message shown last."""
_PLAIN = frozenset({"answerCallbackQuery", "deleteMessage", "sendChatAction"})


@dataclass(frozen=True)
class Told:
    """One call of the bot: to which chat, if it names one, and all that it says there."""

    method: str
    chat_id: int | None
    content: str
    buttons: tuple[str, ...] = ()
    """The data of the buttons below it."""


class Telegram(BaseRequest):
    """PTB's way out: nothing leaves the process."""

    def __init__(self) -> None:
        self.told: list[Told] = []

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        name = urlsplit(url).path.rpartition("/")[2]
        given = {} if request_data is None else request_data.parameters
        if name != "getMe":
            self.told.append(_told(name, given))
        return 200, json.dumps({"ok": True, "result": self._answer(name, given)}).encode()

    def _answer(self, name: str, given: dict[str, Any]) -> Any:
        if name == "getMe":
            return BOT
        if name in _PLAIN:
            return True
        chat_id = int(given["chat_id"])
        return {
            "message_id": int(given.get("message_id") or MESSAGE),
            "date": 1_790_000_000,
            "chat": {"id": chat_id, "type": "private" if chat_id > 0 else "group"},
            "from": BOT,
            "text": given.get("text") or "…",
        }


def _told(name: str, given: dict[str, Any]) -> Told:
    chat_id = given.get("chat_id")
    markup = given.get("reply_markup") or {}
    rows = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
    buttons = tuple(one.get("callback_data", "") for row in rows for one in row)
    content = json.dumps(given, ensure_ascii=False, default=str)
    return Told(name, None if chat_id is None else int(chat_id), content, buttons)
