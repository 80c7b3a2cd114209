"""Methods about a chat as a whole: what it is, its title, its links."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from sandbox.telegram import groups
from sandbox.telegram.api.call import Access
from sandbox.telegram.errors import bad_request

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call
    from sandbox.telegram.chats import Chat

_NO_GIFTS = dict.fromkeys(
    [
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    ],
    False,
)
_TITLE_LENGTH = 128
_DESCRIPTION_LENGTH = 255


async def get_chat(call: Call) -> dict[str, Any]:
    chat = call.chat()
    body = chat.about | {
        "accent_color_id": chat.chat_id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": _NO_GIFTS,
    }
    if "username" in chat.about:
        body["active_usernames"] = [chat.about["username"]]
    if chat.pinned:
        body["pinned_message"] = chat.messages[chat.pinned[-1]].as_api(nested=True)
    return body | ({} if chat.is_private else _of_group(chat))


async def set_chat_title(call: Call) -> bool:
    title = call.parameters.text("title").strip()
    chat = call.chat(Access.WRITE)
    if chat.is_private:
        raise bad_request("can't change private chat title")
    call.need_right(chat, "can_change_info", "change chat title")
    if not title:
        raise bad_request("title must be non-empty")
    groups.rename(call.world, call.bot, chat, call.bot.as_user(), title[:_TITLE_LENGTH])
    return True


async def set_chat_description(call: Call) -> bool:
    description = call.parameters.text("description")[:_DESCRIPTION_LENGTH]
    chat = call.chat(Access.WRITE)
    if chat.is_private:
        raise bad_request("can't change private chat description")
    call.need_right(chat, "can_change_info", "set chat description")
    if description == chat.description:
        raise bad_request("chat description is not modified")
    chat.description = description
    return True


async def export_chat_invite_link(call: Call) -> str:
    """Make another primary link; the one before stops working."""
    chat = _chat_to_invite_to(call)
    chat.invite_link = _new_link()
    return chat.invite_link


async def create_chat_invite_link(call: Call) -> dict[str, Any]:
    _chat_to_invite_to(call)
    parameters = call.parameters
    link: dict[str, Any] = {
        "invite_link": _new_link(),
        "creator": call.bot.as_user(),
        "creates_join_request": parameters.flag("creates_join_request"),
        "is_primary": False,
        "is_revoked": False,
    }
    options: dict[str, Any] = {
        "name": parameters.text("name"),
        "expire_date": parameters.integer("expire_date"),
        "member_limit": parameters.integer("member_limit"),
    }
    return link | {name: value for name, value in options.items() if value}


def _of_group(chat: Chat) -> dict[str, Any]:
    body: dict[str, Any] = {"permissions": chat.permissions}
    if chat.description:
        body["description"] = chat.description
    if chat.invite_link:
        body["invite_link"] = chat.invite_link
    return body


def _chat_to_invite_to(call: Call) -> Chat:
    chat = call.chat(Access.WRITE)
    if chat.is_private:
        raise bad_request("can't invite members to a private chat")
    if not chat.own.may("can_invite_users", {}):
        raise bad_request("not enough rights to manage chat invite link")
    return chat


def _new_link() -> str:
    return f"https://t.me/+{secrets.token_urlsafe(12)}"
