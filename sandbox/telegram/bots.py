"""A bot: its token, what it says about itself, and its side of every chat."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from sandbox.telegram.updates import Updates

if TYPE_CHECKING:
    from sandbox.telegram.chats import Chat

_TOKEN = re.compile(r"(\d{1,16}):[A-Za-z0-9_-]{20,}", re.ASCII)
Command = dict[str, str]
Scope = dict[str, Any]

DEFAULT_SCOPE: Scope = {"type": "default"}


def bot_id(token: str) -> int | None:
    """Return the bot's id, which a token of the right form begins with."""
    match = _TOKEN.fullmatch(token)
    return int(match[1]) if match and not token.startswith("0") else None


class Bot:
    def __init__(self, identity: int) -> None:
        self.id = identity
        self.updates = Updates()
        self.chats: dict[int, Chat] = {}
        self.webhook: dict[str, Any] = {}
        self.menu_buttons: dict[int, dict[str, Any]] = {}
        self._about: dict[tuple[str, str], str] = {}
        self._commands: dict[tuple[str, str], list[Command]] = {}

    @property
    def username(self) -> str:
        return f"sandbox_{self.id}_bot"

    def as_user(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.about("name"),
            "username": self.username,
        }

    def about(self, field: str, language: str = "") -> str:
        """Return name, description or short_description in that language, else the default."""
        found = self._about.get((field, language)) or self._about.get((field, ""))
        return found or ("Sandbox bot" if field == "name" else "")

    def describe(self, field: str, language: str, text: str) -> None:
        self._about[field, language] = text

    def commands(self, scope: Scope, language: str) -> list[Command]:
        return self._commands.get((_key(scope), language), [])

    def set_commands(self, scope: Scope, language: str, commands: list[Command]) -> None:
        self._commands[_key(scope), language] = commands

    def commands_shown(self, chat: Chat, language: str) -> list[Command]:
        """Return the first list that is set, from the narrowest scope to the widest."""
        kind = "all_private_chats" if chat.is_private else "all_group_chats"
        own: Scope = {"type": "chat", "chat_id": chat.chat_id}
        for scope in (own, {"type": kind}, DEFAULT_SCOPE):
            for code in (language, ""):
                if found := self.commands(scope, code):
                    return found
        return []


def _key(scope: Scope) -> str:
    return json.dumps(scope, sort_keys=True)
