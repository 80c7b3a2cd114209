"""Opening Mini Apps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.initdata import init_data, launched
from sandbox.telegram.people.places import Impossible
from sandbox.telegram.people.talking import share
from sandbox.telegram.specials import service

if TYPE_CHECKING:
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.messages import Message
    from sandbox.telegram.world import World

_DATA_BYTES = 4096


def launch(
    world: World, person: dict[str, Any], chat: Chat, url: str, *, from_keyboard: bool
) -> tuple[str, str | None]:
    """Return the address with the signed launch data, and the id of the query it opens.

    An app opened from a reply keyboard is told nothing about the person, as in Telegram.
    """
    if not world.bot.token:
        raise Impossible("no bot has called yet whose token could sign")
    if from_keyboard:
        return launched(url, ""), None
    query_id = f"AAE{person['id']:x}{next(world.query_ids):x}"
    world.web_app_queries.open(query_id, person, chat)
    data = init_data(world.bot.token, person, auth_date=int(world.now()), query_id=query_id)
    return launched(url, data), query_id


def send_data(
    world: World, person: dict[str, Any], chat: Chat, button_text: str, data: str
) -> Message:
    """Hand the bot what an app that was opened from the reply keyboard has to say."""
    if not 1 <= len(data.encode()) <= _DATA_BYTES:
        raise Impossible("a Mini App sends 1 to 4096 bytes")
    told = {"data": data, "button_text": button_text}
    sentence = f"Data from the {button_text} button was sent to the bot"
    return share(world, person, chat, service(sentence, web_app_data=told))
