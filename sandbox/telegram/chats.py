"""A chat between a bot and a person or a group."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.telegram.members import ALL_PERMISSIONS, Member, Rights

if TYPE_CHECKING:
    from sandbox.telegram.messages import Message

GROUPS = ("group", "supergroup")
_LEFT = Member("left")


@dataclass(eq=False)
class Chat:
    chat_id: int
    about: dict[str, Any]  # a Chat object of the Bot API
    messages: dict[int, Message] = field(default_factory=dict)
    reply_keyboard: dict[str, Any] | None = None
    force_reply: dict[str, Any] | None = None
    blocked: bool = False
    members: dict[int, Member] = field(default_factory=dict)  # people of a group
    own: Member = field(default_factory=Member)  # the bot's place in it
    permissions: Rights = field(default_factory=lambda: dict(ALL_PERMISSIONS))
    pinned: list[int] = field(default_factory=list)  # the last pinned comes last
    description: str = ""
    invite_link: str = ""
    migrated_to: int | None = None

    @property
    def is_private(self) -> bool:
        return self.about["type"] not in GROUPS

    @property
    def type(self) -> str:
        return str(self.about["type"])

    @property
    def title(self) -> str:
        return str(self.about.get("title") or self.about["first_name"])

    def member(self, user_id: int) -> Member:
        return self.members.get(user_id, _LEFT)


def private(person: dict[str, Any]) -> dict[str, Any]:
    """Describe the private chat with a person, whose id is the chat's."""
    names = ("id", "first_name", "last_name", "username")
    return {name: person[name] for name in names if name in person} | {"type": "private"}


def group(chat_id: int, chat_type: str, title: str = "Sandbox group") -> dict[str, Any]:
    return {"id": chat_id, "type": chat_type, "title": title}
