"""A chat between a bot and a person or a group."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.telegram.messages import Message

GROUPS = ("group", "supergroup")


@dataclass(eq=False)
class Chat:
    chat_id: int
    about: dict[str, Any]  # a Chat object of the Bot API
    messages: dict[int, Message] = field(default_factory=dict)
    reply_keyboard: dict[str, Any] | None = None
    blocked: bool = False

    @property
    def is_private(self) -> bool:
        return self.about["type"] not in GROUPS

    def as_seen(self) -> dict[str, Any]:
        return {
            "chat_id": self.chat_id,
            "type": self.about["type"],
            "blocked": self.blocked,
            "reply_keyboard": self.reply_keyboard,
            "messages": [message.as_seen() for message in self.messages.values()],
        }


def private(person: dict[str, Any]) -> dict[str, Any]:
    """Describe the private chat with a person, whose id is the chat's."""
    shared = {name: person[name] for name in ("id", "first_name", "username") if name in person}
    return shared | {"type": "private"}


def group(chat_id: int, chat_type: str) -> dict[str, Any]:
    return {"id": chat_id, "type": chat_type, "title": "Sandbox group"}
