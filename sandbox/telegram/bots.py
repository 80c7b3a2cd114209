"""A bot: its token, what it says about itself, and its side of every chat."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sandbox.telegram.commands import Command, CommandLists
from sandbox.telegram.updates import Updates

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.telegram.chats import Chat
    from sandbox.telegram.webhook import Webhook

_TOKEN = re.compile(r"(\d{1,16}):[A-Za-z0-9_-]{20,}", re.ASCII)


def bot_id(token: str) -> int | None:
    """Return the bot's id, which a token of the right form begins with."""
    match = _TOKEN.fullmatch(token)
    return int(match[1]) if match and not token.startswith("0") else None


class Bot:
    def __init__(self, now: Callable[[], float]) -> None:
        self.token = ""
        self.updates = Updates(now)
        self.webhook: Webhook | None = None
        self.chats: dict[int, Chat] = {}
        self.command_lists = CommandLists()
        self.menu_buttons: dict[int, dict[str, Any]] = {}
        self.administrator_rights: dict[bool, dict[str, bool]] = {}  # by: for channels?
        self._about: dict[tuple[str, str], str] = {}
        self._user: dict[str, Any] = {"id": 0, "is_bot": True}
        self._introduce()

    def adopt(self, token: str, identity: int) -> None:
        """Become the bot of this token, also in what was queued for whoever comes first."""
        self.token = token
        self._user["id"] = identity
        self._introduce()

    @property
    def id(self) -> int:
        return int(self._user["id"])

    @property
    def username(self) -> str:
        return str(self._user["username"])

    def as_user(self) -> dict[str, Any]:
        return self._user

    def about(self, field: str, language: str = "") -> str:
        """Return name, description or short_description in that language, else the default."""
        found = self._about.get((field, language)) or self._about.get((field, ""))
        return found or ("Sandbox bot" if field == "name" else "")

    def describe(self, field: str, language: str, text: str) -> None:
        self._about[field, language] = text
        self._introduce()

    def commands_shown(self, chat: Chat, language: str, user_id: int = 0) -> list[Command]:
        return self.command_lists.shown(chat, user_id, language)

    def menu_button(self, chat_id: int) -> dict[str, Any]:
        """Return the button of a private chat, else the one for all, else that none is set."""
        return self.menu_buttons.get(chat_id) or self.menu_buttons.get(0) or {"type": "default"}

    def _introduce(self) -> None:
        self._user |= {"first_name": self.about("name"), "username": f"sandbox_{self.id}_bot"}
