"""Writing, editing, deleting and reacting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import ApiError
from sandbox.telegram.media import Media
from sandbox.telegram.people.places import Impossible, enter
from sandbox.telegram.screen import reactions
from sandbox.telegram.text.detect import with_detected
from sandbox.telegram.text.formatted import Formatted, trimmed

if TYPE_CHECKING:
    from sandbox.telegram.bots import Bot
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.files import Upload
    from sandbox.telegram.messages import Message, Reaction
    from sandbox.telegram.specials import Special
    from sandbox.telegram.world import World

Person = dict[str, Any]


def say(
    world: World, person: Person, text: str, chat: Chat, reply_to: Message | None = None
) -> Message:
    """Write a message into the chat and let the bot know if it may see it."""
    content = _typed(text)
    if not content.text:
        raise Impossible("a message needs some text")
    enter(chat, person)
    message = world.new_message(chat, person)
    message.content, message.reply_to = content, reply_to
    _send(world, chat, message)
    return message


def upload(
    world: World, person: Person, chat: Chat, kind: str, file: Upload, caption: str
) -> Message:
    """Send a photo or a document."""
    enter(chat, person)
    message = world.new_message(chat, person)
    message.content = _typed(caption)
    try:
        message.media = Media(world.files.add(kind, file))
    except ApiError as error:
        raise Impossible(error.description) from None
    _send(world, chat, message)
    return message


def share(world: World, person: Person, chat: Chat, special: Special) -> Message:
    """Send what is neither text nor a file, such as what a Mini App hands over."""
    enter(chat, person)
    message = world.new_message(chat, person, special=special)
    _send(world, chat, message)
    return message


def edit(world: World, person: Person, chat: Chat, message: Message, text: str) -> None:
    """Change the text or caption of an own message."""
    if message.sender["id"] != person["id"] or message.special or "via_bot" in message.marks:
        raise Impossible("only own messages with text can be edited")
    enter(chat, person)
    message.content = _typed(text)
    message.edit_date = int(world.now())
    world.show(world.bot, chat, message)
    if is_seen_by(world.bot, chat, message):
        world.update(world.bot, "edited_message", message.as_api())


def delete(world: World, person: Person, chat: Chat, message: Message) -> None:
    """Delete a message for everybody; Telegram tells bots nothing about that."""
    own = message.sender["id"] == person["id"]
    if not (own or chat.is_private or chat.member(person["id"]).is_administrator):
        raise Impossible("only administrators delete what others wrote")
    world.remove(world.bot, chat, message)


def react(world: World, person: Person, chat: Chat, message: Message, emoji: str | None) -> None:
    """Put a reaction under a message, or take the own one away."""
    enter(chat, person)
    new: list[Reaction] = [{"type": "emoji", "emoji": emoji}] if emoji else []
    old = message.reactions.pop(person["id"], [])
    if new:
        message.reactions[person["id"]] = new
    tell_reactions(world, world.bot, chat, message)
    if chat.is_private or chat.own.is_administrator:
        change = {
            "chat": chat.about,
            "message_id": message.message_id,
            "user": person,
            "date": int(world.now()),
            "old_reaction": old,
            "new_reaction": new,
        }
        world.update(world.bot, "message_reaction", change)


def tell_reactions(world: World, bot: Bot, chat: Chat, message: Message) -> None:
    shown = reactions(message)
    world.tell(bot, "reactions", chat, message_id=message.message_id, reactions=shown)


def is_seen_by(bot: Bot, chat: Chat, message: Message) -> bool:
    """Whether the bot is given the message: privacy mode, the default, hides most of a group.

    An administrator sees everything, the others see commands, replies to them and mentions.
    """
    if chat.is_private:
        return True
    if not chat.own.is_present:
        return False
    if chat.own.is_administrator or message.is_service:
        return True
    replied = message.reply_to is not None and message.reply_to.sender["id"] == bot.id
    return replied or _calls(bot, message.content.text)


def _calls(bot: Bot, text: str) -> bool:
    command, _, addressee = text.partition(" ")[0].partition("@")
    if command.startswith("/") and addressee:
        return addressee.lower() == bot.username.lower()
    return text.startswith("/") or f"@{bot.username}" in text


def _typed(text: str) -> Formatted:
    return with_detected(trimmed(Formatted(text, [])))


def _send(world: World, chat: Chat, message: Message) -> None:
    one_time = (chat.reply_keyboard or {}).get("one_time_keyboard")
    if one_time or chat.force_reply:
        keyboard = None if one_time else chat.reply_keyboard
        show_reply_keyboard(world, world.bot, chat, keyboard)
    world.post(world.bot, chat, message)
    if is_seen_by(world.bot, chat, message):
        world.update(world.bot, "message", message.as_api())


def show_reply_keyboard(
    world: World,
    bot: Bot,
    chat: Chat,
    keyboard: dict[str, Any] | None,
    force_reply: dict[str, Any] | None = None,
) -> None:
    """Give people another keyboard in place of their own, or theirs back."""
    chat.reply_keyboard, chat.force_reply = keyboard, force_reply
    world.tell(bot, "keyboard", chat, reply_keyboard=keyboard, force_reply=force_reply)
