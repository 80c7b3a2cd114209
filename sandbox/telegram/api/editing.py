"""Methods that change what was sent, in a chat or in inline mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sandbox.telegram import specials
from sandbox.telegram.api.composing import EMPTY, link_preview, usable_markup
from sandbox.telegram.api.enriching import rich_message
from sandbox.telegram.api.extras import point
from sandbox.telegram.api.uploads import EDITABLE, input_media
from sandbox.telegram.errors import bad_request

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.media import Media
    from sandbox.telegram.messages import Message
    from sandbox.telegram.rich.message import RichMessage
    from sandbox.telegram.specials import Special
    from sandbox.telegram.text.formatted import Formatted

Edited = dict[str, Any] | bool  # the message; True for one sent in inline mode

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


class _Content(NamedTuple):
    """What an edit replaces, beside the keyboard."""

    text: Formatted
    media: Media | None = None
    special: Special | None = None
    rich: RichMessage | None = None


async def edit_message_text(call: Call) -> Edited:
    """Replace a text, or a rich message; either may become the other."""
    if call.parameters.has("rich_message"):
        new = _Content(EMPTY, rich=rich_message(call))
    else:
        new = _Content(call.text())
    chat, message = _own_message(call)
    if message.media or message.special:
        raise bad_request("there is no text in the message to edit")
    if preview := link_preview(call):
        message.marks["link_preview_options"] = preview
    return _edit(call, chat, message, new)


async def edit_message_caption(call: Call) -> Edited:
    chat, message = _own_message(call)
    if not message.media:
        raise bad_request("there is no caption in the message to edit")
    return _edit(call, chat, message, _Content(call.caption(), message.media))


async def edit_message_media(call: Call) -> Edited:
    """Replace file and caption; a text message becomes one with media."""
    call.parameters.required("media")
    given = call.parameters.json("media", "input media")
    media, caption = input_media(call, given, EDITABLE)
    chat, message = _own_message(call)
    if message.special:
        raise bad_request("message can't be edited")
    return _edit(call, chat, message, _Content(caption, media))


async def edit_message_live_location(call: Call) -> Edited:
    where = point(call)
    chat, message, old = _live_location(call)
    where = {"live_period": old["live_period"]} | where
    return _edit(call, chat, message, _Content(EMPTY, special=specials.location(where)))


async def stop_message_live_location(call: Call) -> Edited:
    chat, message, old = _live_location(call)
    where = {name: value for name, value in old.items() if name != "live_period"}
    return _edit(call, chat, message, _Content(EMPTY, special=specials.location(where)))


async def edit_message_reply_markup(call: Call) -> Edited:
    chat, message = _own_message(call)
    return _edit(call, chat, message, _content(message))


def _own_message(call: Call) -> tuple[Chat, Message]:
    if not call.parameters.text("chat_id") and not call.parameters.integer("message_id"):
        return _inline_message(call)
    chat, message = call.message("message to edit")
    if not message.from_bot or message.carries_reply_keyboard or message.is_service:
        raise bad_request("message can't be edited")
    return chat, message


def _inline_message(call: Call) -> tuple[Chat, Message]:
    inline_message_id = call.parameters.text("inline_message_id")
    if not inline_message_id:
        raise bad_request("message identifier is not specified")
    found = call.world.inline_messages.get(inline_message_id)
    if found is None or found[1].message_id not in found[0].messages:
        raise bad_request("MESSAGE_ID_INVALID")
    return found


def _live_location(call: Call) -> tuple[Chat, Message, dict[str, Any]]:
    chat, message = _own_message(call)
    old = message.special.fields.get("location", {}) if message.special else {}
    if "live_period" not in old:
        raise bad_request("message can't be edited")
    return chat, message, old


def _content(message: Message) -> _Content:
    return _Content(message.content, message.media, message.special, message.rich)


def _edit(call: Call, chat: Chat, message: Message, new: _Content) -> Edited:
    """Write the new state; a keyboard that is not sent along is taken away."""
    markup = usable_markup(call, chat)
    if markup.is_reply:
        raise bad_request("inline keyboard expected")
    if (new, markup.inline) == (_content(message), message.keyboard):
        raise bad_request(_NOT_MODIFIED)
    call.world.limits.admit(chat.chat_id, call.world.now())
    message.content, message.media, message.special, message.rich = new
    message.keyboard = markup.inline
    message.edit_date = int(call.world.now())
    call.world.show(call.bot, chat, message)
    return True if "via_bot" in message.marks else message.as_api()
