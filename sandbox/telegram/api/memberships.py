"""Methods about who is in a group and what they may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram import groups
from sandbox.telegram.api.call import Access
from sandbox.telegram.api.parameters import Parameters
from sandbox.telegram.errors import bad_request
from sandbox.telegram.members import (
    ADMINISTRATOR_RIGHTS,
    PERMISSIONS,
    Member,
    Rights,
    with_status,
)

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call
    from sandbox.telegram.chats import Chat

_RESTRICTING = "restrict/unrestrict chat member"
_MEDIA = (
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
)
_DEFAULTS_TO = {  # permissions that follow another one when they are not given
    "can_react_to_messages": "can_send_messages",
    "can_edit_tag": "can_pin_messages",
    "can_manage_topics": "can_pin_messages",
}


async def get_chat_member(call: Call) -> dict[str, Any]:
    user_id = call.user_id()
    access = Access.READ if user_id == call.bot.id else Access.MEMBERS
    chat = call.chat(access)
    if user_id == call.bot.id:
        return chat.own.as_api(call.bot.as_user())
    person = call.world.people.get(user_id)
    if person is None or (chat.is_private and user_id != chat.chat_id):
        raise bad_request(
            "PARTICIPANT_ID_INVALID" if chat.type == "supergroup" else "user not found"
        )
    member = Member() if chat.is_private else chat.member(user_id)
    return member.as_api(person)


async def get_chat_member_count(call: Call) -> int:
    chat = call.chat(Access.MEMBERS)
    if chat.is_private:
        return 2
    return chat.own.is_present + sum(member.is_present for member in chat.members.values())


async def get_chat_administrators(call: Call) -> list[dict[str, Any]]:
    chat = call.chat(Access.MEMBERS)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    own = [chat.own.as_api(call.bot.as_user())] if chat.own.is_administrator else []
    return own + [
        member.as_api(call.world.people[user_id])
        for user_id, member in chat.members.items()
        if member.is_administrator
    ]


async def ban_chat_member(call: Call) -> bool:
    chat, person = _subject(call)
    until = call.parameters.integer("until_date")
    _change(call, chat, person, Member("kicked", until_date=until))
    return True


async def unban_chat_member(call: Call) -> bool:
    """Let a banned person come back; one who is in the group is removed from it."""
    chat, person = _subject(call)
    if chat.type != "supergroup":
        raise bad_request("method is available for supergroup and channel chats only")
    banned = chat.member(person["id"]).status == "kicked"
    if banned or not call.parameters.flag("only_if_banned"):
        _change(call, chat, person, Member("left"))
    return True


async def restrict_chat_member(call: Call) -> bool:
    chat, person = _subject(call)
    if chat.type != "supergroup":
        raise bad_request("method is available only for supergroups")
    permissions = _permissions(call)
    present = chat.member(person["id"]).is_present
    until = call.parameters.integer("until_date")
    restricted = Member("restricted", permissions | {"is_member": present}, until)
    lifted = with_status("member" if present else "left")
    _change(call, chat, person, lifted if all(permissions.values()) else restricted)
    return True


async def promote_chat_member(call: Call) -> bool:
    chat, person = _subject(call, "can_promote_members")
    if chat.type != "supergroup":
        raise bad_request("method is available for supergroup and channel chats only")
    rights = {right: call.parameters.flag(right) for right in ADMINISTRATOR_RIGHTS}
    promoted = any(rights.values())
    new = Member("administrator", rights | {"can_manage_chat": True}) if promoted else Member()
    _change(call, chat, person, new)
    return True


async def set_chat_permissions(call: Call) -> bool:
    chat = call.group()
    call.need_right(chat, "can_restrict_members", "change chat permissions")
    chat.permissions = _permissions(call)
    return True


async def leave_chat(call: Call) -> bool:
    chat = call.chat()
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    groups.change_own(call.world, call.bot, chat, call.bot.as_user(), with_status("left"))
    return True


def _subject(call: Call, right: str = "can_restrict_members") -> tuple[Chat, dict[str, Any]]:
    """Return the group and the person in it whom the bot has the right to change."""
    user_id = call.user_id()
    chat = call.chat(Access.WRITE)
    if chat.is_private:
        raise bad_request("can't restrict members of a private chat")
    if user_id == call.bot.id:
        raise bad_request("can't restrict self")
    if user_id not in call.world.people:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if not chat.own.may(right, {}):
        raise bad_request(f"not enough rights to {_RESTRICTING}")
    if chat.member(user_id).status == "creator":
        raise bad_request("can't remove chat owner")
    return chat, call.world.people[user_id]


def _change(call: Call, chat: Chat, person: dict[str, Any], new: Member) -> None:
    groups.change_member(call.world, call.bot, chat, call.bot.as_user(), person, new)


def _permissions(call: Call) -> Rights:
    given = call.parameters.json("permissions", "permissions")
    if not isinstance(given, dict):
        raise bad_request("object expected as permissions")
    source = Parameters(given)
    permissions = {name: source.flag(name) for name in PERMISSIONS}
    for name, other in _DEFAULTS_TO.items():
        if not source.has(name):
            permissions[name] = permissions[other]
    if not call.parameters.flag("use_independent_chat_permissions"):
        _imply(permissions)
    return permissions


def _imply(permissions: Rights) -> None:
    """Grant what Telegram takes for granted with a wider permission."""
    if permissions["can_send_other_messages"] or permissions["can_add_web_page_previews"]:
        permissions |= dict.fromkeys(_MEDIA, True)
    if permissions["can_send_polls"] or any(permissions[name] for name in _MEDIA):
        permissions["can_send_messages"] = True
