"""Buttons that stand for a ticket."""

from telegram import CallbackQuery, Update

from bot.services import Context
from bot.tickets import Tap


def tap_of(update: Update, context: Context) -> Tap:
    """Read the ticket behind a button that was pressed."""
    query = update.callback_query
    assert isinstance(query, CallbackQuery)
    assert query.message is not None
    assert context.match is not None
    return Tap(
        update_id=update.update_id,
        user_id=query.from_user.id,
        chat_id=query.message.chat.id,
        message_id=query.message.message_id,
        ticket_id=context.match[1],
    )
