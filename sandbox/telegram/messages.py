"""A message, as the Bot API tells it to bots."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.telegram.text.formatted import Formatted

if TYPE_CHECKING:
    from sandbox.telegram.keyboards import Rows
    from sandbox.telegram.media import Media
    from sandbox.telegram.rich.message import RichMessage
    from sandbox.telegram.specials import Special

Reaction = dict[str, str]


@dataclass(eq=False)
class Message:
    message_id: int
    date: int
    chat: dict[str, Any]
    sender: dict[str, Any]
    content: Formatted = field(default_factory=lambda: Formatted("", []))
    media: Media | None = None
    special: Special | None = None
    rich: RichMessage | None = None
    keyboard: Rows | None = None
    edit_date: int | None = None
    reply_to: Message | None = None
    protected: bool = False
    carries_reply_keyboard: bool = False
    marks: dict[str, Any] = field(default_factory=dict)  # via_bot, forward_origin, quote, ...
    reactions: dict[int, list[Reaction]] = field(default_factory=dict)  # by who reacted

    @property
    def from_bot(self) -> bool:
        return bool(self.sender["is_bot"])

    @property
    def is_service(self) -> bool:
        return self.special is not None and self.special.is_service

    def as_api(self, *, nested: bool = False) -> dict[str, Any]:
        """Spell the message as the Bot API does: what is absent is left out, never null."""
        body: dict[str, Any] = {
            "message_id": self.message_id,
            "from": self.sender,
            "chat": self.chat,
            "date": self.date,
        }
        if self.edit_date:
            body["edit_date"] = self.edit_date
        if self.reply_to and not nested:
            body["reply_to_message"] = self.reply_to.as_api(nested=True)
        body |= self.marks | self._content()
        if self.keyboard:
            body["reply_markup"] = {"inline_keyboard": self.keyboard}
        if self.protected:
            body["has_protected_content"] = True
        return body

    def _content(self) -> dict[str, Any]:
        text, entities = self.content
        if self.special:
            return dict(self.special.fields)
        if self.rich:
            return {"rich_message": self.rich.as_api()}
        if self.media is None:
            return {"text": text} | ({"entities": entities} if entities else {})
        body = self.media.as_api()
        if text:
            body["caption"] = text
        if entities:
            body["caption_entities"] = entities
        return body
