"""Methods that take messages back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.telegram.api.call import Access
from sandbox.telegram.errors import bad_request

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.messages import Message

_DELETABLE_SECONDS = 48 * 3600


async def delete_message(call: Call) -> bool:
    if not call.parameters.text("chat_id"):
        raise bad_request("chat identifier is not specified")
    if not call.parameters.integer("message_id"):
        raise bad_request("message identifier is not specified")
    chat, message = call.message("message to delete", Access.WRITE)
    _delete(call, chat, [message])
    return True


async def delete_messages(call: Call) -> bool:
    """Delete those that exist; the others are skipped."""
    ids = call.message_ids()
    chat = call.chat(Access.WRITE)
    _delete(call, chat, [chat.messages[found] for found in chat.messages.keys() & set(ids)])
    return True


def _delete(call: Call, chat: Chat, messages: list[Message]) -> None:
    if not all(_deletable(call, chat, message) for message in messages):
        raise bad_request("message can't be deleted")
    for message in messages:
        call.world.remove(call.bot, chat, message)


def _deletable(call: Call, chat: Chat, message: Message) -> bool:
    """Whether it is young enough and the bot's own; in a private chat also the person's.

    An administrator with the right deletes everything in a group, however old.
    """
    if not chat.is_private and chat.own.may("can_delete_messages", {}):
        return True
    young = call.world.now() - message.date < _DELETABLE_SECONDS
    return young and (chat.is_private or message.sender["id"] == call.bot.id)
