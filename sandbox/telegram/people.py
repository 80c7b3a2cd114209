"""What people do: write, tap a button, block the bot."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sandbox.telegram import chats
from sandbox.telegram.chats import Chat
from sandbox.telegram.messages import Message
from sandbox.telegram.text.detect import with_detected
from sandbox.telegram.text.formatted import Formatted, trimmed

if TYPE_CHECKING:
    from sandbox.telegram.bots import Bot
    from sandbox.telegram.callbacks import Answer
    from sandbox.telegram.world import World

_GROUP_IDS = {"group": -4_000_001, "supergroup": -1_004_000_001}


class Impossible(Exception):
    """Something that a person cannot do in a Telegram client either."""


def say(world: World, person: dict[str, Any], text: str, chat: Chat) -> Message:
    """Write a message into the chat and let the bot know if it may see it."""
    content = with_detected(trimmed(Formatted(text, [])))
    if not content.text:
        raise Impossible("a message needs some text")
    if chat.blocked:
        raise Impossible("this person blocked the bot: unblock it first")
    message = Message(
        next(world.message_ids), int(world.now()), chat.about, person, content=content
    )
    if (chat.reply_keyboard or {}).get("one_time_keyboard"):
        set_reply_keyboard(world, world.bot, chat, None)
    world.post(world.bot, chat, message)
    if chat.is_private or _meant_for(world.bot, content.text):
        world.update(world.bot, "message", message.as_api())
    return message


def _meant_for(bot: Bot, text: str) -> bool:
    """Whether a bot in privacy mode, the default, sees this message of a group."""
    return text.startswith("/") or f"@{bot.username}" in text


def set_reply_keyboard(world: World, bot: Bot, chat: Chat, keyboard: dict[str, Any] | None) -> None:
    chat.reply_keyboard = keyboard
    if bot is world.bot:
        world.live.tell("keyboard", chat_id=chat.chat_id, reply_keyboard=keyboard)


def chat_of(world: World, user_id: int, chat_type: str, chat_id: int | None) -> Chat:
    """Return the chat a person writes in: the private one, or a group that all share."""
    if chat_type == "private" and chat_id is None:
        chat_id = user_id
    elif chat_id is None:
        chat_id = _GROUP_IDS[chat_type]
    chat = world.chat(world.bot, chat_id)
    if chat is None and chat_type in chats.GROUPS and chat_id < 0:
        chat = world.bot.chats[chat_id] = Chat(chat_id, chats.group(chat_id, chat_type))
    if chat is None:
        raise Impossible(f"there is no chat {chat_id}")
    return chat


def labelled(message: Message, label: str) -> dict[str, Any]:
    """Return the first button whose text contains the label."""
    for row in message.keyboard or []:
        for button in row:
            if label in button["text"]:
                return button
    raise Impossible(f"message {message.message_id} has no button with {label!r}")


async def tap(
    world: World,
    person: dict[str, Any],
    chat: Chat,
    message: Message,
    data: str,
    *,
    wait: float,
) -> Answer | None:
    """Send the data of a button and wait a little for the bot's answer."""
    query_id = str((person["id"] << 32) + next(world.query_ids))
    future = world.queries.ask(query_id, world.now())
    query = {
        "id": query_id,
        "from": person,
        "message": message.as_api(),
        "chat_instance": str(chat.chat_id * 1_000_003),
        "data": data,
    }
    world.update(world.bot, "callback_query", query)
    try:
        return await asyncio.wait_for(future, wait)
    except TimeoutError:
        return None


def block(world: World, person: dict[str, Any], chat: Chat, *, blocked: bool) -> None:
    """Block or unblock the bot; it learns this from my_chat_member."""
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    change = {
        "chat": chat.about,
        "from": person,
        "date": int(world.now()),
        "old_chat_member": _membership(world.bot, banned=not blocked),
        "new_chat_member": _membership(world.bot, banned=blocked),
    }
    world.update(world.bot, "my_chat_member", change)
    world.live.tell("blocked", chat_id=chat.chat_id, blocked=blocked)


def _membership(bot: Bot, *, banned: bool) -> dict[str, Any]:
    if banned:
        return {"status": "kicked", "user": bot.as_user(), "until_date": 0}
    return {"status": "member", "user": bot.as_user()}
