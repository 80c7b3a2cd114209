"""Inline mode: typing after the bot's name, and choosing one of its results."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any

from sandbox.telegram.people.places import Impossible, enter

if TYPE_CHECKING:
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.inline import InlineAnswer, InlineResult
    from sandbox.telegram.messages import Message
    from sandbox.telegram.world import World

_QUERY_CHARACTERS = 256


async def ask(
    world: World, person: dict[str, Any], chat: Chat, text: str, offset: str, *, wait: float
) -> tuple[str, InlineAnswer | None]:
    """Send what was typed and wait a little for results."""
    query_id = str((person["id"] << 32) + next(world.query_ids))
    text = text[:_QUERY_CHARACTERS]
    query = world.inline_queries.ask(query_id, person, text, world.now())
    told = {
        "id": query_id,
        "from": person,
        "query": text,
        "offset": offset,
        "chat_type": "sender" if chat.is_private else chat.type,
    }
    world.update(world.bot, "inline_query", told)
    await asyncio.wait([query.answer], timeout=wait)
    return query_id, query.answer.result() if query.answer.done() else None


def choose(
    world: World, person: dict[str, Any], chat: Chat, query_id: str, result_id: str
) -> Message:
    """Post a result into the chat and let the bot know which it was."""
    query = world.inline_queries.get(query_id)
    result = query.result(result_id) if query else None
    if query is None or result is None:
        raise Impossible(f"inline query {query_id} has no result {result_id!r}")
    enter(chat, person)
    message, inline_message_id = post_result(world, person, chat, result)
    chosen = {"result_id": result_id, "from": person, "query": query.text}
    if inline_message_id:
        chosen["inline_message_id"] = inline_message_id
    world.update(world.bot, "chosen_inline_result", chosen)
    return message


def post_result(
    world: World, person: dict[str, Any], chat: Chat, result: InlineResult
) -> tuple[Message, str | None]:
    """Put a result into the chat; with an inline keyboard the bot can edit it later."""
    message = world.new_message(chat, person, special=result.special)
    message.content, message.media, message.rich = result.content, result.media, result.rich
    message.keyboard = result.keyboard
    message.marks["via_bot"] = world.bot.as_user()
    world.post(world.bot, chat, message)
    if chat.own.is_present:
        world.update(world.bot, "message", message.as_api())
    if not message.keyboard:
        return message, None
    inline_message_id = secrets.token_urlsafe(20)
    world.inline_messages[inline_message_id] = chat, message
    return message, inline_message_id
