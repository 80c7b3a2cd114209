"""Where a person is: their private chat with the bot, or a group they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram import chats
from sandbox.telegram.chats import Chat
from sandbox.telegram.members import Member

if TYPE_CHECKING:
    from sandbox.telegram.messages import Message
    from sandbox.telegram.world import World

_GROUP_IDS = {"group": -4_000_001, "supergroup": -1_004_000_001}


class Impossible(Exception):
    """Something that a person cannot do in a Telegram client either."""


def chat_of(
    world: World, user_id: int, chat_id: int | None = None, chat_type: str = "private"
) -> Chat:
    """Return the chat a person acts in: the private one, or a group.

    A group that nobody made stands ready for everybody who names only its type.
    """
    if chat_id is None:
        chat_id = user_id if chat_type == "private" else _GROUP_IDS[chat_type]
    chat = world.chat(world.bot, chat_id)
    if chat is None and chat_type in chats.GROUPS and chat_id < 0:
        chat = world.bot.chats[chat_id] = Chat(chat_id, chats.group(chat_id, chat_type))
    if chat is None:
        raise Impossible(f"there is no chat {chat_id}")
    return chat


def enter(chat: Chat, person: dict[str, Any]) -> None:
    """Let a person write in the chat; who was never in a group comes in without a word."""
    if chat.is_private:
        if chat.blocked:
            raise Impossible("this person blocked the bot: unblock it first")
        return
    if chat.migrated_to:
        raise Impossible(f"the group was upgraded to the supergroup {chat.migrated_to}")
    member = chat.members.setdefault(person["id"], Member())
    if not member.is_present:
        raise Impossible(f"{person['first_name']} is not a member of the group")
    if not member.may("can_send_messages", chat.permissions):
        raise Impossible(f"{person['first_name']} may not write in the group")


def message_in(chat: Chat, message_id: int) -> Message:
    try:
        return chat.messages[message_id]
    except KeyError:
        raise Impossible(f"there is no message {message_id} in chat {chat.chat_id}") from None


def owner_of(world: World, chat: Chat) -> dict[str, Any]:
    """Return who does what a group's owner does: the creator, or else whoever is there."""
    present = [user_id for user_id, member in chat.members.items() if member.is_present]
    creators = [one for one in present if chat.members[one].status == "creator"]
    for user_id in (*creators, *present):
        return world.people[user_id]
    raise Impossible("nobody is in the group")
