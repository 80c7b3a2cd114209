"""Methods that send once more what stands in some chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.api.call import Access
from sandbox.telegram.api.composing import EMPTY, origin, send
from sandbox.telegram.errors import bad_request

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.messages import Message


async def forward_message(call: Call) -> dict[str, Any]:
    call.parameters.required("from_chat_id")
    _, message = call.message("message to forward", Access.READ, "from_chat_id")
    chat = call.chat_to_send_to()
    if not _can_be_sent_again(message):
        raise bad_request("the message can't be forwarded")
    return _forward(call, chat, message).as_api()


async def forward_messages(call: Call) -> list[dict[str, int]]:
    chat, messages = _several(call, "forwarded")
    return [{"message_id": _forward(call, chat, each).message_id} for each in messages]


async def copy_message(call: Call) -> dict[str, int]:
    call.parameters.required("from_chat_id")
    _, message = call.message("message to copy", Access.READ, "from_chat_id")
    chat = call.chat_to_send_to()
    if not _can_be_sent_again(message):
        raise bad_request("the message can't be copied")
    content = call.caption() if call.parameters.has("caption") else message.content
    copy = send(
        call, chat, content, media=message.media, special=message.special, rich=message.rich
    )
    return {"message_id": copy.message_id}


async def copy_messages(call: Call) -> list[dict[str, int]]:
    chat, messages = _several(call, "copied")
    bare = call.parameters.flag("remove_caption")
    copies = [
        send(
            call,
            chat,
            EMPTY if bare and each.media else each.content,
            media=each.media,
            special=each.special,
            rich=each.rich,
        )
        for each in messages
    ]
    return [{"message_id": copy.message_id} for copy in copies]


def _forward(call: Call, chat: Chat, message: Message) -> Message:
    """Send the message as somebody else's, with the buttons that open addresses."""
    first = origin(message)
    copy = send(
        call,
        chat,
        message.content,
        media=message.media,
        special=message.special,
        rich=message.rich,
    )
    copy.marks["forward_origin"] = first
    call.world.show(call.bot, chat, copy)
    return copy


def _several(call: Call, done: str) -> tuple[Chat, list[Message]]:
    """Return the target and the messages that exist, in the order of their chat."""
    call.parameters.required("from_chat_id")
    ids = call.message_ids()
    if ids != sorted(set(ids)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    chat = call.chat_to_send_to()
    source = call.chat(Access.READ, "from_chat_id").messages
    found = [source[each] for each in ids if each in source and _can_be_sent_again(source[each])]
    if not found:
        raise bad_request(f"there are no messages that can be {done}")
    return chat, found


def _can_be_sent_again(message: Message) -> bool:
    return not (message.is_service or message.protected)
