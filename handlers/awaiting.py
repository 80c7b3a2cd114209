"""Which question a typed answer goes to: the one that was asked last, for a few minutes."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from telegram import Update

from bot.services import Context

KIND = "awaited"  # a ticket
LIFE = timedelta(minutes=5)


class Asker(StrEnum):
    """Who asks."""

    FORM = "form"
    ALERT = "alert"
    END = "end"
    """The price at which a position shall end."""


async def expect(update: Update, context: Context, asker: Asker, **asked: Any) -> None:
    """Wait for an answer; what was asked before waits no more."""
    assert update.effective_chat is not None
    services, who, chat_id = context.services, context.person.id, update.effective_chat.id
    async with services.storage.begin() as unit:
        await unit.tickets.cancel_all(who, chat_id, KIND)
        payload = {**asked, "asker": asker}
        await unit.tickets.issue(who, chat_id, KIND, payload, services.now() + LIFE)


async def expected(update: Update, context: Context, asker: Asker) -> dict[str, Any] | None:
    """What was asked, if this one asked last."""
    assert update.effective_chat is not None
    services = context.services
    async with services.storage.read() as unit:
        asked = await unit.tickets.newest(
            context.person.id, update.effective_chat.id, KIND, services.now()
        )
    return None if asked is None or asked.payload["asker"] != asker else asked.payload


async def forget(update: Update, context: Context, asker: Asker | None = None) -> None:
    """Wait no more for what this one asked, or for anything."""
    assert update.effective_chat is not None
    if asker is not None and await expected(update, context, asker) is None:
        return
    async with context.services.storage.begin() as unit:
        await unit.tickets.cancel_all(context.person.id, update.effective_chat.id, KIND)
