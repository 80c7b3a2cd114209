"""From a call to a message in a chat: what all methods that send have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.people.talking import show_reply_keyboard
from sandbox.telegram.text.formatted import Formatted
from sandbox.telegram.text.received import received

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.keyboards import Markup
    from sandbox.telegram.media import Media
    from sandbox.telegram.messages import Message
    from sandbox.telegram.rich.message import RichMessage
    from sandbox.telegram.specials import Special

EMPTY = Formatted("", [])
_PREVIEW_FLAGS = ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text")


def send(
    call: Call,
    chat: Chat,
    content: Formatted = EMPTY,
    *,
    media: Media | None = None,
    special: Special | None = None,
    rich: RichMessage | None = None,
) -> Message:
    """Put what was asked for into the chat, below what it replies to, with its keyboard."""
    markup = usable_markup(call, chat)
    message = call.world.new_message(chat, call.bot.as_user(), special=special)
    message.content, message.media, message.rich = content, media, rich
    message.keyboard = markup.inline
    message.carries_reply_keyboard = markup.is_reply
    message.protected = call.parameters.flag("protect_content")
    message.marks |= _marks(call)
    _reply(call, chat, message)
    if markup.is_reply:
        show_reply_keyboard(call.world, call.bot, chat, markup.reply, markup.force_reply)
    call.world.post(call.bot, chat, message)
    return message


def usable_markup(call: Call, chat: Chat) -> Markup:
    markup = call.markup()
    if not chat.is_private and (reason := markup.private_only()):
        raise bad_request(reason)
    return markup


def origin(message: Message) -> dict[str, Any]:
    """Return who wrote a message first, whether it was forwarded before or not."""
    written = {"type": "user", "sender_user": message.sender, "date": message.date}
    return message.marks.get("forward_origin") or written


def _marks(call: Call) -> dict[str, Any]:
    parameters = call.parameters
    marks: dict[str, Any] = {}
    if effect := parameters.text("message_effect_id"):
        marks["effect_id"] = effect
    if parameters.flag("show_caption_above_media"):
        marks["show_caption_above_media"] = True
    if preview := link_preview(call):
        marks["link_preview_options"] = preview
    return marks


def link_preview(call: Call) -> dict[str, Any]:
    """Return the options that are set, also when they came in the older form."""
    given = call.parameters.json("link_preview_options", "link preview options")
    if given is None:
        disabled = call.parameters.flag("disable_web_page_preview")
        return {"is_disabled": True} if disabled else {}
    if not isinstance(given, dict):
        raise bad_request("object expected as link preview options")
    kept: dict[str, Any] = {name: True for name in _PREVIEW_FLAGS if given.get(name)}
    return kept | ({"url": str(given["url"])} if given.get("url") else {})


def _reply(call: Call, chat: Chat, message: Message) -> None:
    given = call.parameters.json("reply_parameters", "reply parameters")
    if given is None:
        given = {
            "message_id": call.parameters.integer("reply_to_message_id"),
            "allow_sending_without_reply": call.parameters.flag("allow_sending_without_reply"),
        }
    if not isinstance(given, dict):
        raise bad_request("object expected as reply parameters")
    if not given.get("message_id"):
        return
    elsewhere = given.get("chat_id") not in (None, chat.chat_id, str(chat.chat_id))
    found = _found(call, given, chat, elsewhere=elsewhere)
    if found is None:
        if not given.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
    elif elsewhere:
        message.marks["external_reply"] = {"origin": origin(found)}
    else:
        message.reply_to = found
    if found and given.get("quote"):
        message.marks["quote"] = _quote(given, found)


def _found(call: Call, given: dict[str, Any], chat: Chat, *, elsewhere: bool) -> Message | None:
    there = _other_chat(call, given["chat_id"]) if elsewhere else chat
    wanted = given["message_id"]
    if not isinstance(wanted, int) and not (isinstance(wanted, str) and wanted.isdigit()):
        raise bad_request('field "message_id" must be of type Number')
    return there.messages.get(int(wanted)) if there else None


def _other_chat(call: Call, chat_id: Any) -> Chat | None:
    try:
        return call.world.chat(call.bot, int(chat_id))
    except (TypeError, ValueError):
        return None


def _quote(given: dict[str, Any], found: Message) -> dict[str, Any]:
    """Return the quoted part, which must stand in the message word for word."""
    quote = received(
        str(given["quote"]),
        parse_mode=str(given.get("quote_parse_mode") or ""),
        entities=given.get("quote_entities"),
    )
    position = found.content.text.find(quote.text)
    if position < 0:
        raise bad_request("QUOTE_TEXT_INVALID")
    body: dict[str, Any] = {"text": quote.text, "position": position, "is_manual": True}
    return body | ({"entities": quote.entities} if quote.entities else {})
