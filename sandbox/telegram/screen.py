"""What a person sees of messages and chats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.messages import Message

_QUOTED_CHARACTERS = 120


def chat_as_seen(chat: Chat) -> dict[str, Any]:
    return {
        "chat_id": chat.chat_id,
        "type": chat.type,
        "title": chat.title,
        "blocked": chat.blocked,
        "pinned": chat.pinned,
        "reply_keyboard": chat.reply_keyboard,
        "force_reply": chat.force_reply,
        "messages": [as_seen(message) for message in chat.messages.values()],
    }


def as_seen(message: Message) -> dict[str, Any]:
    """Describe what is on the person's screen."""
    text, entities = message.content
    is_media = message.media is not None
    seen: dict[str, Any] = {
        "message_id": message.message_id,
        "from": "bot" if message.from_bot else "user",
        "name": message.sender["first_name"],
        "sender_id": message.sender["id"],
        "sender_name": message.sender["first_name"],
        "date": message.date,
        "edited": message.edit_date is not None,
        "text": "" if is_media else words(message),
        "caption": text if is_media else "",
        "entities": entities,
        "photo": message.media is not None and message.media.is_photo,
        "keyboard": message.keyboard or [],
        "reactions": reactions(message),
        "protected": message.protected,
    }
    return seen | _content(message) | _origin(message)


def words(message: Message) -> str:
    """Return the text that stands in the message, whatever its kind."""
    if message.special:
        return "" if message.special.is_service else message.special.sentence
    return message.rich.plain_text() if message.rich else message.content.text


def reactions(message: Message) -> dict[str, list[int]]:
    """Return who reacted, by emoji."""
    found: dict[str, list[int]] = {}
    for user_id, given in message.reactions.items():
        for reaction in given:
            emoji = reaction.get("emoji") or reaction["custom_emoji_id"]
            found.setdefault(emoji, []).append(user_id)
    return found


def _content(message: Message) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    if message.media:
        seen["media"] = [message.media.as_seen()]
        seen["caption_above"] = "show_caption_above_media" in message.marks
    if message.rich:
        seen["rich"] = message.rich.as_seen()
    if message.special and message.special.is_service:
        seen["service"] = message.special.sentence
    return seen


def _origin(message: Message) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    marks = message.marks
    if "media_group_id" in marks:
        seen["media_group_id"] = marks["media_group_id"]
    if "via_bot" in marks:
        seen["via_bot"] = marks["via_bot"]["username"]
    if origin := marks.get("forward_origin"):
        seen["forward"] = {"name": origin["sender_user"]["first_name"], "date": origin["date"]}
    if message.reply_to:
        seen["reply_to"] = _replied_to(message.reply_to, marks.get("quote"))
    return seen


def _replied_to(replied: Message, quote: dict[str, Any] | None) -> dict[str, Any]:
    text = quote["text"] if quote else words(replied)
    return {
        "message_id": replied.message_id,
        "from": "bot" if replied.from_bot else "user",
        "name": replied.sender["first_name"],
        "text": text[:_QUOTED_CHARACTERS],
    }
