"""Where every error of a handler ends: a sentence in the chat, never a traceback, never silence."""

import logging

from telegram import Update
from telegram.error import BadRequest, Forbidden, TelegramError

from binance.errors import BinanceError
from bot.charts import ChartBusy, ChartFailed
from bot.explain import explain
from bot.i18n import Html, Say
from bot.refusals import NoKey, Refused
from bot.services import Context
from bot.step_up import CodeNeeded
from handlers import chat, stepping_up
from handlers.page import Button, Page

log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Tell the person what happened and what to do."""
    error = context.error
    assert error is not None
    if isinstance(error, Forbidden):
        return  # who blocked the bot is not there to be told
    if isinstance(error, TelegramError) and not isinstance(error, BadRequest):
        _log(error)
        return  # the chat itself is what failed
    if not isinstance(update, Update):
        _log(error)
        return
    say = await _voice(update, context)
    try:
        await chat.acknowledge(update)
        if isinstance(error, CodeNeeded):
            await stepping_up.ask(update, context.services, say, error)
        else:
            await chat.send(update, _page(say, error))
    except TelegramError as failed:
        _log(failed)


async def _voice(update: Update, context: Context) -> Say:
    """Speak as the person does; an error comes with a context that knows nobody."""
    if update.effective_user is None:
        return Say(context.services.language)
    try:
        async with context.services.storage.read() as unit:
            person = await unit.users.get(update.effective_user.id)
    except Exception as error:  # noqa: BLE001  # the memory may be what failed: still say something
        _log(error)
        person = None
    return Say(person.language if person else context.services.language)


def _page(say: Say, error: Exception) -> Page:
    match error:
        case NoKey():
            connect = Button(say("🔑 Connect account"), "go:setkey", style="primary")
            return Page(say(error.text, **error.values), ((connect,),))
        case Refused():
            return Page(say(error.text, **error.values))
        case ChartBusy():
            return Page(say("Too many pictures are being made. Try again in a moment."))
        case ChartFailed():
            _log(error)
            return Page(say("The picture could not be made. Try again in a moment."))
        case BinanceError():
            return Page(explain(say, error))
        case _:
            _log(error)
            return Page(_too_long(say) if _is_too_long(error) else _sorry(say))


def _sorry(say: Say) -> Html:
    return say(
        "Something went wrong on my side and was noted. Try again; nothing was ordered "
        "unless I said so."
    )


def _too_long(say: Say) -> Html:
    return say(
        "The answer is too long for a message of Telegram's, and that was noted. Nothing was "
        "ordered unless I said so."
    )


def _is_too_long(error: Exception) -> bool:
    """Telegram says it in words or as a constant: MESSAGE_TOO_LONG."""
    return isinstance(error, BadRequest) and "too long" in error.message.lower().replace("_", " ")


def _log(error: Exception) -> None:
    """The kind of the error and where it arose; its text may hold what a person wrote."""
    if isinstance(error, BadRequest):
        log.error("Telegram refused a call: %s", error.message)
        return
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    log.error("%s at %s", type(error).__name__, where)
