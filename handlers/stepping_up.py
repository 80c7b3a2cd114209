"""Before what is dangerous a code is asked for; once it has come, what was asked for goes on."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from telegram import CallbackQuery, Message, MessageEntity, Update
from telegram.error import TelegramError

from bot.i18n import Say
from bot.services import Context, Services
from bot.step_up import CodeNeeded, Waiting
from handlers import chat
from handlers.access import Handling, came_by
from handlers.deed_words import words_of
from handlers.secrecy import may_be_secret
from handlers.views import secure as view
from storage import origin


def with_code(why: str) -> Callable[[Handling], Handling]:
    """Let a handler run only with a code that was given just now; `why` is marked with `note`."""

    def decorate(handler: Handling) -> Handling:
        @wraps(handler)
        async def guarded(update: Update, context: Context) -> None:
            await context.services.step_up.demand(context.person.id, why)
            await handler(update, context)

        return guarded

    return decorate


def money(handler: Handling) -> Handling:
    """Let a handler run only while the person's session is not locked."""

    @wraps(handler)
    async def guarded(update: Update, context: Context) -> None:
        await context.services.step_up.unlocked(context.person.id)
        await handler(update, context)

    return guarded


async def ask(update: Update, services: Services, say: Say, needed: CodeNeeded) -> None:
    """Ask for a code and keep what waits for it; something else that waits already goes first."""
    assert update.effective_chat is not None
    assert update.effective_user is not None
    deed, step_up = _deed(update), services.step_up
    said = view.waiting(say, needed, await words_of(update, services, say, deed))
    kept = await step_up.ask(
        update.effective_user.id, update.effective_chat.id, deed, needed.purpose, said
    )
    if isinstance(kept, Waiting):
        await chat.send(update, view.another_waits(say, kept))
        return
    page = view.code_needed(say, said, kept, goes_on=deed is not None)
    asked = await chat.send(update, page)
    await step_up.asked(kept, asked.message_id)


async def resume(update: Update, context: Context, deed: dict[str, Any]) -> None:
    """Do what waited, as if it were asked for now; errors end where they do otherwise."""
    again = _again(update, deed)
    origin.set(came_by(again))
    try:
        await _handle(again, context)
    except Exception as error:  # noqa: BLE001  # all errors of handlers end in the one place
        await context.application.process_error(again, error)


async def forget(update: Update, message_ids: list[int]) -> bool:
    """Delete messages of ours; False when one of them stays, or may: not all of them have ids."""
    assert update.effective_chat is not None
    gone = 0
    for message_id in filter(None, message_ids):
        with suppress(TelegramError):
            gone += await update.effective_chat.delete_message(message_id)
    return gone == len(message_ids)


def _deed(update: Update) -> dict[str, Any] | None:
    """What was asked for, to be done again later; None for what must not be kept."""
    query = update.callback_query
    if query is not None and query.message is not None:
        has_text = isinstance(query.message, Message) and bool(query.message.text)
        return {
            "data": query.data, "message_id": query.message.message_id, "has_text": has_text,
        }  # fmt: skip
    text = (update.message.text if update.message is not None else None) or ""
    return {"text": text} if text.startswith("/") and not may_be_secret(text) else None


def _again(update: Update, deed: dict[str, Any]) -> Update:
    """The update that the deed came by, as of now and in this chat."""
    assert update.message is not None
    bot = update.get_bot()
    message = {
        "message_id": deed.get("message_id", update.message.message_id),
        "date": int(update.message.date.timestamp()),
        "chat": update.message.chat.to_dict(),
    }
    assert update.effective_user is not None
    sender = update.effective_user.to_dict()
    if "text" in deed:
        length = len(deed["text"].split()[0])
        command = {"type": MessageEntity.BOT_COMMAND, "offset": 0, "length": length}
        written = message | {"from": sender, "text": deed["text"], "entities": [command]}
        return Update(update.update_id, message=Message.de_json(written, bot))
    tapped = message | ({"text": "…"} if deed["has_text"] else {})
    query = {
        "id": "0", "from": sender, "chat_instance": "0", "data": deed["data"], "message": tapped,
    }  # fmt: skip
    return Update(update.update_id, callback_query=_Late.de_json(query, bot))


class _Late(CallbackQuery):
    """A tap that was answered long ago: what it would pop up now is written instead."""

    __slots__ = ()

    async def answer(self, text: str | None = None, *_: Any, **__: Any) -> bool:
        if text and isinstance(self.message, Message):
            await self.message.chat.send_message(text)
        return True


async def _handle(update: Update, context: Context) -> None:
    """Give an update to the first handler that takes it, past the gate that it went through."""
    application: Any = context.application
    for handler in application.handlers[0]:
        found = handler.check_update(update)
        if found is not None and found is not False:
            await handler.handle_update(update, application, found, context)
            return
