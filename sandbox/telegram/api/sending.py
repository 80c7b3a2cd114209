"""Methods that put something into a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import bad_request, forbidden
from sandbox.telegram.messages import Message
from sandbox.telegram.people import set_reply_keyboard

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.files import Media
    from sandbox.telegram.text.formatted import Formatted

_CHAT_ACTIONS = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
]


async def send_message(call: Call) -> dict[str, Any]:
    return _send(call, call.chat_to_send_to(), call.text())


async def send_photo(call: Call) -> dict[str, Any]:
    chat = call.chat_to_send_to()
    spoiler = call.parameters.flag("has_spoiler")
    photo = call.media("photo", call.parameters.text("photo"), spoiler=spoiler)
    return _send(call, chat, call.caption(), photo)


async def send_document(call: Call) -> dict[str, Any]:
    chat = call.chat_to_send_to()
    document = call.media("document", call.parameters.text("document"))
    return _send(call, chat, call.caption(), document)


async def send_chat_action(call: Call) -> bool:
    chat = call.chat()
    action = call.parameters.text("action")
    if action not in _CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if call.bot is call.world.bot:
        call.world.live.tell("action", chat_id=chat.chat_id, action=action)
    return True


def _send(call: Call, chat: Chat, content: Formatted, media: Media | None = None) -> dict[str, Any]:
    world, markup = call.world, call.markup()
    message = Message(
        next(world.message_ids),
        int(world.now()),
        chat.about,
        call.bot.as_user(),
        content=content,
        media=media,
        keyboard=markup.inline,
        reply_to=_replied_to(call, chat),
        protected=call.parameters.flag("protect_content"),
        carries_reply_keyboard=markup.is_reply,
    )
    if markup.is_reply:
        set_reply_keyboard(world, call.bot, chat, markup.reply)
    world.post(call.bot, chat, message)
    return message.as_api()


def _replied_to(call: Call, chat: Chat) -> Message | None:
    reply = call.parameters.json("reply_parameters", "reply parameters")
    if reply is None:
        return None
    if not isinstance(reply, dict):
        raise bad_request("object expected as reply parameters")
    message = chat.messages.get(reply.get("message_id", 0))
    if message is None and not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message
