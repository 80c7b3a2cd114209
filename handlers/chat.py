"""Talking in a chat: answer a message, or change the one whose button was tapped."""

from typing import Any

from telegram import CallbackQuery, InputMediaPhoto, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from handlers.page import Page


async def show(update: Update, page: Page) -> None:
    """Answer with a page; a tap on a text changes that text in place."""
    query = update.callback_query
    if query is not None and isinstance(query.message, Message) and query.message.text:
        await edit(query, page)
    else:
        await send(update, page)


async def send(update: Update, page: Page) -> Message:
    """Send a page as a new message."""
    assert update.effective_chat is not None
    return await update.effective_chat.send_message(
        page.text, parse_mode=ParseMode.HTML, reply_markup=page.keyboard
    )


async def edit(query: CallbackQuery, page: Page) -> None:
    """Change the tapped message; nothing to change is fine, gone means a new one."""
    try:
        await query.edit_message_text(
            page.text, parse_mode=ParseMode.HTML, reply_markup=page.keyboard
        )
    except BadRequest as error:
        if "not modified" in error.message.lower():
            return
        if not isinstance(query.message, Message):
            raise
        await query.message.chat.send_message(
            page.text, parse_mode=ParseMode.HTML, reply_markup=page.keyboard
        )


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
    """End the waiting sign on a tapped button; too late is not worth a word."""
    if update.callback_query is None:
        return
    options: dict[str, Any] = {"text": text, "show_alert": alert} if text else {}
    try:
        await update.callback_query.answer(**options)
    except BadRequest:
        return  # "query is too old": the person has moved on


async def erase(update: Update) -> bool:
    """Delete the message that was sent to us; False when Telegram would not."""
    assert update.effective_message is not None
    try:
        return await update.effective_message.delete()
    except TelegramError:
        return False
