"""What waits for a code, in words: who gives one must know what it will do."""

from html import escape
from typing import Any

from telegram import Message, Update

from bot.asked import KIND, Asked
from bot.i18n import Html, Say
from bot.services import Services


async def words_of(
    update: Update, services: Services, say: Say, deed: dict[str, Any] | None
) -> Html | None:
    """Name what waits: an order to the last digit, a button by what is on it, a command whole."""
    if deed is None:
        return None
    if "text" in deed:
        return _escaped(deed["text"])
    return await _order(update, services, say) or _label(update)


async def _order(update: Update, services: Services, say: Say) -> Html | None:
    """What a tap on Confirm would send, where the question is the tapper's own."""
    query = update.callback_query
    assert query is not None
    async with services.storage.read() as unit:
        ticket = await unit.tickets.find((query.data or "").removeprefix("t:"))
    if ticket is None or (ticket.kind, ticket.user_id) != (KIND, query.from_user.id):
        return None
    deeds = Asked.from_payload(ticket.payload).deeds
    return Html("; ".join(one.sentence(say) for one in deeds))


def _label(update: Update) -> Html | None:
    """What is written on the button; nothing on one that is tapped again after a code."""
    query = update.callback_query
    assert query is not None
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    buttons = [] if markup is None else [one for row in markup.inline_keyboard for one in row]
    return next((_escaped(one.text) for one in buttons if one.callback_data == query.data), None)


def _escaped(text: str) -> Html:
    return Html(escape(text, quote=False))
