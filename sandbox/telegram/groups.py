"""What happens to a group, whoever does it: members come, go and change; it gets a new title."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.telegram import chats
from sandbox.telegram.chats import Chat
from sandbox.telegram.specials import Special, service

if TYPE_CHECKING:
    from sandbox.telegram.bots import Bot
    from sandbox.telegram.members import Member
    from sandbox.telegram.messages import Message
    from sandbox.telegram.world import World

User = dict[str, Any]

_SUPERGROUPS_BEGIN = -1_000_000_000_000


def new_group(world: World, bot: Bot, chat_type: str, title: str) -> Chat:
    """Make a group with nobody in it."""
    number = next(world.group_ids)
    chat_id = _SUPERGROUPS_BEGIN - number if chat_type == "supergroup" else -number
    chat = bot.chats[chat_id] = Chat(chat_id, chats.group(chat_id, chat_type, title))
    return chat


def announce(
    world: World, bot: Bot, chat: Chat, actor: User, special: Special, *, hidden: bool = False
) -> Message:
    """Put a service message into the chat; the bot reads it unless it is `hidden`."""
    message = world.new_message(chat, actor, special=special)
    world.post(bot, chat, message)
    if not hidden:
        world.update(bot, "message", message.as_api())
    return message


def change_member(world: World, bot: Bot, chat: Chat, actor: User, user: User, new: Member) -> None:
    """Give a person another place in the group."""
    old = chat.member(user["id"])
    chat.members[user["id"]] = new
    if chat.own.is_administrator:  # only to administrators, and only if they ask for it
        change = _change(world, chat, actor, old.as_api(user), new.as_api(user))
        world.update(bot, "chat_member", change)
    _tell_of_coming_and_going(world, bot, chat, actor, user, old, new)


def change_own(world: World, bot: Bot, chat: Chat, actor: User, new: Member) -> None:
    """Give the bot another place in the group."""
    user, old = bot.as_user(), chat.own
    chat.own = new
    change = _change(world, chat, actor, old.as_api(user), new.as_api(user))
    world.update(bot, "my_chat_member", change)
    _tell_of_coming_and_going(world, bot, chat, actor, user, old, new)


def block(world: World, bot: Bot, chat: Chat, person: User, *, blocked: bool) -> None:
    """Block or unblock the bot in a private chat; it learns this from my_chat_member."""
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    new = replace(chat.own, status="kicked" if blocked else "member")
    change = _change(world, chat, person, chat.own.as_api(bot.as_user()), new.as_api(bot.as_user()))
    chat.own = new
    world.update(bot, "my_chat_member", change)
    world.tell(bot, "blocked", chat, blocked=blocked)


def rename(world: World, bot: Bot, chat: Chat, actor: User, title: str) -> None:
    chat.about["title"] = title
    sentence = f"{actor['first_name']} renamed the group to {title}"
    announce(world, bot, chat, actor, service(sentence, new_chat_title=title))
    world.tell(bot, "members", chat)


def migrate(world: World, bot: Bot, chat: Chat, actor: User) -> Chat:
    """Turn a group into a supergroup: another chat with the same people and an id of its own."""
    new = new_group(world, bot, "supergroup", chat.title)
    new.members, new.own, new.permissions = dict(chat.members), chat.own, dict(chat.permissions)
    new.description = chat.description
    chat.migrated_to = new.chat_id
    sentence = "The group was upgraded to a supergroup"
    announce(world, bot, chat, actor, service(sentence, migrate_to_chat_id=new.chat_id))
    announce(world, bot, new, actor, service(sentence, migrate_from_chat_id=chat.chat_id))
    world.tell(bot, "members", chat)
    world.tell(bot, "members", new)
    return new


def _tell_of_coming_and_going(
    world: World, bot: Bot, chat: Chat, actor: User, user: User, old: Member, new: Member
) -> None:
    hidden = not (chat.own.is_present or user is bot.as_user())
    if new.is_present and not old.is_present:
        special = service(_joined(actor, user), new_chat_members=[user])
        announce(world, bot, chat, actor, special, hidden=hidden)
    elif old.is_present and not new.is_present:
        special = service(_left(actor, user), left_chat_member=user)
        announce(world, bot, chat, actor, special, hidden=hidden)
    world.tell(bot, "members", chat)


def _joined(actor: User, user: User) -> str:
    if actor["id"] == user["id"]:
        return f"{user['first_name']} joined the group"
    return f"{actor['first_name']} added {user['first_name']}"


def _left(actor: User, user: User) -> str:
    if actor["id"] == user["id"]:
        return f"{user['first_name']} left the group"
    return f"{actor['first_name']} removed {user['first_name']}"


def _change(
    world: World, chat: Chat, actor: User, old: dict[str, Any], new: dict[str, Any]
) -> dict[str, Any]:
    return {
        "chat": chat.about,
        "from": actor,
        "date": int(world.now()),
        "old_chat_member": old,
        "new_chat_member": new,
    }
