"""Methods that write into a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.api.call import Access
from sandbox.telegram.api.composing import send
from sandbox.telegram.api.enriching import rich_message
from sandbox.telegram.errors import bad_request, forbidden

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call
    from sandbox.telegram.chats import Chat

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
    content = call.text()
    return send(call, call.chat_to_send_to(), content).as_api()


async def send_rich_message(call: Call) -> dict[str, Any]:
    rich = rich_message(call)
    return send(call, call.chat_to_send_to(), rich=rich).as_api()


async def send_message_draft(call: Call) -> bool:
    """Show a text that is still being written; an empty one means thinking."""
    draft = call.formatted("text")
    return _show_draft(call, text=draft.text, entities=draft.entities)


async def send_rich_message_draft(call: Call) -> bool:
    rich = rich_message(call, thinking=True)
    return _show_draft(call, text=rich.plain_text(), entities=[], rich=rich.as_seen())


async def send_chat_action(call: Call) -> bool:
    action = call.parameters.text("action").lower()
    if action not in _CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = _reachable(call)
    call.world.tell(call.bot, "action", chat, action=action)
    return True


def _show_draft(call: Call, **shown: Any) -> bool:
    draft_id = call.parameters.integer("draft_id")
    if draft_id == 0:
        raise bad_request("RANDOM_ID_INVALID")
    chat = _reachable(call)
    if not chat.is_private:
        raise bad_request("PEER_ID_INVALID")
    call.world.tell(call.bot, "draft", chat, draft_id=draft_id, **shown)
    return True


def _reachable(call: Call) -> Chat:
    chat = call.chat(Access.WRITE)
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    return chat
