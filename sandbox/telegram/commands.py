"""The bot's command lists: by scope and language, and which of them a person is shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.telegram.chats import Chat

Command = dict[str, str]
Scope = dict[str, Any]

DEFAULT_SCOPE: Scope = {"type": "default"}


class CommandLists:
    def __init__(self) -> None:
        self._lists: dict[tuple[str, str], list[Command]] = {}

    def get(self, scope: Scope, language: str) -> list[Command]:
        return self._lists.get((_key(scope), language), [])

    def set(self, scope: Scope, language: str, commands: list[Command]) -> None:
        """Keep a list; an empty one is as good as none."""
        if commands:
            self._lists[_key(scope), language] = commands
        else:
            self._lists.pop((_key(scope), language), None)

    def shown(self, chat: Chat, user_id: int, language: str) -> list[Command]:
        """Return the first list that is set, from the narrowest scope to the widest.

        Within a scope the person's language comes before the list for all languages.
        """
        for scope in _scopes(chat, user_id):
            for code in (language, ""):
                if found := self.get(scope, code):
                    return found
        return []


def _scopes(chat: Chat, user_id: int) -> list[Scope]:
    own: Scope = {"type": "chat", "chat_id": chat.chat_id}
    if chat.is_private:
        return [own, {"type": "all_private_chats"}, DEFAULT_SCOPE]
    member: Scope = {"type": "chat_member", "chat_id": chat.chat_id, "user_id": user_id}
    wider: list[Scope] = [{"type": "all_group_chats"}, DEFAULT_SCOPE]
    if not chat.member(user_id).is_administrator:
        return [member, own, *wider]
    administrators: Scope = {"type": "chat_administrators", "chat_id": chat.chat_id}
    return [member, administrators, own, {"type": "all_chat_administrators"}, *wider]


def _key(scope: Scope) -> str:
    return json.dumps(scope, sort_keys=True)
