"""Tapping the buttons below a message."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sandbox.telegram.people.places import Impossible

if TYPE_CHECKING:
    from sandbox.telegram.buttons import Button
    from sandbox.telegram.callbacks import Answer
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.messages import Message
    from sandbox.telegram.world import World


def labelled(message: Message, label: str) -> Button:
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
        "chat_instance": str(chat.chat_id * 1_000_003),
        "data": data,
    }
    world.update(world.bot, "callback_query", query | _origin(world, message))
    try:
        return await asyncio.wait_for(future, wait)
    except TimeoutError:
        return None


def _origin(world: World, message: Message) -> dict[str, Any]:
    """Name the message: one sent in inline mode is known to the bot by its own id only."""
    for inline_message_id, (_, sent) in world.inline_messages.items():
        if sent is message:
            return {"inline_message_id": inline_message_id}
    return {"message": message.as_api()}
