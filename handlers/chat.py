"""Talking in a chat: answer a message, or change the one whose button was tapped.

Which messages ask something is noted beside that, so that those can be ended that nobody answers.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from telegram import CallbackQuery, InputMediaPhoto, MaybeInaccessibleMessage, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.notices import Notice
from bot.questions import Questions
from handlers.page import Page

log = logging.getLogger(__name__)

_questions: ContextVar[Questions | None] = ContextVar("questions", default=None)
_stays: ContextVar[bool] = ContextVar("stays", default=False)


def noting(questions: Questions) -> None:
    """Note what is asked from here on, as long as this update is handled."""
    _questions.set(questions)


@contextmanager
def tapped_message_stays() -> Iterator[None]:
    """What is shown inside goes below the message that was tapped, which still has to be read."""
    before = _stays.set(True)
    try:
        yield
    finally:
        _stays.reset(before)


async def show(update: Update, page: Page) -> None:
    """Answer with a page; a tap on a text changes that text in place."""
    query = None if _stays.get() else update.callback_query
    if query is not None and isinstance(query.message, Message) and query.message.text:
        await edit(query, page)
    else:
        await send(update, page)


async def send(update: Update, page: Page) -> Message:
    """Send a page as a new message."""
    assert update.effective_chat is not None
    sent = await update.effective_chat.send_message(
        page.text, parse_mode=ParseMode.HTML, reply_markup=page.keyboard
    )
    await _note(sent, page)
    return sent


async def edit(query: CallbackQuery, page: Page) -> None:
    """Change the tapped message; nothing to change is fine, gone means a new one."""
    shown = query.message
    if shown is not None and (questions := _questions.get()) is not None:
        await questions.make_way(shown.chat.id, shown.message_id)
    try:
        await query.edit_message_text(
            page.text, parse_mode=ParseMode.HTML, reply_markup=page.keyboard
        )
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            if not isinstance(shown, Message):
                raise
            shown = await shown.chat.send_message(
                page.text, parse_mode=ParseMode.HTML, reply_markup=page.keyboard
            )
    if shown is not None:
        await _note(shown, page)


async def show_photo(update: Update, photo: bytes, page: Page, *, in_place: bool) -> None:
    """Send a picture with its caption, or put it in the place of the one that was tapped."""
    query = update.callback_query
    if (
        in_place
        and query is not None
        and isinstance(query.message, Message)
        and query.message.photo
    ):
        media = InputMediaPhoto(photo, caption=page.text, parse_mode=ParseMode.HTML)
        try:
            await query.edit_message_media(media, reply_markup=page.keyboard)
        except BadRequest as error:
            if "not modified" not in error.message.lower():
                raise
        return
    assert update.effective_chat is not None
    await update.effective_chat.send_photo(
        photo, caption=page.text, parse_mode=ParseMode.HTML, reply_markup=page.keyboard
    )


async def acknowledge(update: Update, text: str | None = None, *, alert: bool = False) -> None:
    """End the waiting sign on a tapped button; where it cannot be, that is not worth a word.

    What was tapped counts all the same, so nothing that Telegram does here may keep it from
    being done.
    """
    if update.callback_query is None:
        return
    options: dict[str, Any] = {"text": text, "show_alert": alert} if text else {}
    try:
        await update.callback_query.answer(**options)
    except TelegramError as error:  # perhaps "query is too old": the person has moved on
        log.info("a tap could not be acknowledged (%s)", type(error).__name__)


async def erase(update: Update) -> bool:
    """Have the message gone that was sent to us; False when Telegram would not delete it."""
    assert update.effective_message is not None
    try:
        return await update.effective_message.delete()
    except TelegramError as error:  # after a restart an update may come again
        return isinstance(error, BadRequest) and "to delete not found" in error.message.lower()


async def _note(shown: MaybeInaccessibleMessage, page: Page) -> None:
    """Remember what a message asks, if it asks anything."""
    asked, questions = page.question, _questions.get()
    if asked is not None and questions is not None:
        over = Notice(asked.over.text, asked.over.raw)
        await questions.asked(shown.chat.id, shown.message_id, asked.tickets, over)
