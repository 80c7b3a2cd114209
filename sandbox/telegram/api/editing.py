"""Methods that change or take back what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.api.parameters import Parameters
from sandbox.telegram.errors import bad_request

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.files import Media
    from sandbox.telegram.messages import Message
    from sandbox.telegram.text.formatted import Formatted

_DELETABLE_SECONDS = 48 * 3600
_MOST_DELETED = 100
_KINDS_OF_MEDIA = ("photo", "document")


async def edit_message_text(call: Call) -> dict[str, Any]:
    chat, message = _own_message(call)
    if message.media:
        raise bad_request("there is no text in the message to edit")
    return _edit(call, chat, message, call.text(), None)


async def edit_message_caption(call: Call) -> dict[str, Any]:
    chat, message = _own_message(call)
    if not message.media:
        raise bad_request("there is no caption in the message to edit")
    return _edit(call, chat, message, call.caption(), message.media)


async def edit_message_media(call: Call) -> dict[str, Any]:
    """Replace photo and caption; a text message becomes one with media."""
    chat, message = _own_message(call)
    media = call.parameters.json("media", "input media")
    if not isinstance(media, dict):
        raise bad_request("media not found")
    if media.get("type") not in _KINDS_OF_MEDIA:
        raise bad_request("can't parse InputMedia: type must be photo or document in the sandbox")
    given = Parameters(media)
    file = call.media(media["type"], given.text("media"), spoiler=given.flag("has_spoiler"))
    return _edit(call, chat, message, call.caption(given), file)


async def edit_message_reply_markup(call: Call) -> dict[str, Any]:
    chat, message = _own_message(call)
    return _edit(call, chat, message, message.content, message.media)


async def delete_message(call: Call) -> bool:
    chat, message = call.message("message to delete")
    if not _deletable(call, chat, message):
        raise bad_request("message can't be deleted")
    call.world.remove(call.bot, chat, message)
    return True


async def delete_messages(call: Call) -> bool:
    """Delete those that exist; the others are skipped."""
    chat = call.chat()
    ids = call.parameters.json("message_ids", "message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > _MOST_DELETED:
        raise bad_request("too many message identifiers specified")
    found = [chat.messages[message_id] for message_id in set(ids) & chat.messages.keys()]
    if not all(_deletable(call, chat, message) for message in found):
        raise bad_request("message can't be deleted")
    for message in found:
        call.world.remove(call.bot, chat, message)
    return True


def _own_message(call: Call) -> tuple[Chat, Message]:
    chat, message = call.message("message to edit")
    if not message.from_bot or message.carries_reply_keyboard:
        raise bad_request("message can't be edited")
    return chat, message


def _edit(
    call: Call, chat: Chat, message: Message, content: Formatted, media: Media | None
) -> dict[str, Any]:
    """Write the new state; a keyboard that is not sent along is taken away."""
    markup = call.markup()
    if markup.is_reply:
        raise bad_request("inline keyboard expected")
    state = content, media, markup.inline
    if state == (message.content, message.media, message.keyboard):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    call.world.limits.admit(chat.chat_id, call.world.now())
    message.content, message.media, message.keyboard = state
    message.edit_date = int(call.world.now())
    call.world.show(call.bot, chat, message)
    return message.as_api()


def _deletable(call: Call, chat: Chat, message: Message) -> bool:
    """Whether it is young enough and, in a group where the bot is no admin, the bot's own."""
    young = call.world.now() - message.date < _DELETABLE_SECONDS
    return young and (chat.is_private or message.from_bot)
