"""A message: as the Bot API tells it to bots, and as a person sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.telegram.text.formatted import Formatted

if TYPE_CHECKING:
    from sandbox.telegram.files import Media
    from sandbox.telegram.keyboards import Rows


@dataclass(eq=False)
class Message:
    message_id: int
    date: int
    chat: dict[str, Any]
    sender: dict[str, Any]
    content: Formatted = field(default_factory=lambda: Formatted("", []))
    media: Media | None = None
    keyboard: Rows | None = None
    edit_date: int | None = None
    reply_to: Message | None = None
    protected: bool = False
    carries_reply_keyboard: bool = False

    @property
    def from_bot(self) -> bool:
        return bool(self.sender["is_bot"])

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
        body |= self._content()
        if self.keyboard:
            body["reply_markup"] = {"inline_keyboard": self.keyboard}
        if self.protected:
            body["has_protected_content"] = True
        return body

    def _content(self) -> dict[str, Any]:
        text, entities = self.content
        if self.media is None:
            return {"text": text} | ({"entities": entities} if entities else {})
        body = self.media.as_api()
        if text:
            body["caption"] = text
        if entities:
            body["caption_entities"] = entities
        return body

    def as_seen(self) -> dict[str, Any]:
        """Describe what is on the person's screen."""
        text, entities = self.content
        seen: dict[str, Any] = {
            "message_id": self.message_id,
            "from": "bot" if self.from_bot else "user",
            "name": self.sender["first_name"],
            "date": self.date,
            "edited": self.edit_date is not None,
            "text": "" if self.media else text,
            "caption": text if self.media else "",
            "entities": entities,
            "photo": self.media is not None and self.media.is_photo,
            "keyboard": self.keyboard or [],
        }
        if self.media:
            seen["media"] = self.media.as_seen()
        if self.reply_to:
            seen["reply_to"] = {
                "message_id": self.reply_to.message_id,
                "name": self.reply_to.sender["first_name"],
                "text": self.reply_to.content.text[:120],
            }
        return seen
