"""Taps under a message about an alert, such as one that has fired: `snooze:17:60`.

The message stays as it is; a word on the tap and the buttons say what has become of the alert.
"""

from contextlib import suppress

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest

from bot.services import Context
from handlers import alert_deeds as deeds
from handlers import chat
from handlers.access import private
from handlers.page import Button
from handlers.views import alert_message as view
from handlers.views import alert_page as page_view
from storage import Alert

_DEEDS = {
    "pause": deeds.pause,
    "rearm": deeds.rearm,
    "unalert": deeds.delete,
    "undo": deeds.restore,
}


@private
async def act(update: Update, context: Context) -> None:
    """A tap on `rearm:17`"""
    assert context.match is not None
    alert = await _DEEDS[context.match[1]](update, context, int(context.match[2]))
    await _tell(update, context, alert)


@private
async def snooze(update: Update, context: Context) -> None:
    """A tap on `snooze:17:60`"""
    assert context.match is not None
    alert = await deeds.snooze(context, int(context.match[1]), int(context.match[2]))
    await _tell(update, context, alert)


async def _tell(update: Update, context: Context, alert: Alert | None) -> None:
    if alert is None:
        await chat.acknowledge(update, view.gone(context.say))
        return
    await chat.acknowledge(update, page_view.state(context.say, alert))
    query = update.callback_query
    assert query is not None
    if isinstance(query.message, Message) and query.message.reply_markup and query.data:
        fresh = view.after(context.say, alert)
        keyboard = _instead(query.message.reply_markup, query.data, fresh)
        with suppress(BadRequest):  # nothing to change, or the message is gone
            await query.edit_message_reply_markup(keyboard)


def _instead(
    keyboard: InlineKeyboardMarkup, data: str, fresh: list[Button]
) -> InlineKeyboardMarkup:
    """The same buttons, but for the row that has the tapped one."""
    drawn = [button.draw() for button in fresh]
    return InlineKeyboardMarkup(
        [drawn if _has(row, data) else row for row in keyboard.inline_keyboard]
    )


def _has(row: tuple[InlineKeyboardButton, ...], data: str) -> bool:
    return any(button.callback_data == data for button in row)
