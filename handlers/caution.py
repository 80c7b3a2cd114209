"""/drift and /big: how careful I shall be when an order is confirmed."""

from telegram import Update

from bot.caution import BIG_SUM, DRIFT, Limit
from bot.i18n import note
from bot.reading import number
from bot.refusals import Misunderstood
from bot.services import Context
from handlers import chat
from handlers.access import private
from handlers.views import caution as view


@private
async def drift(update: Update, context: Context) -> None:
    """/drift; /drift 0.5"""
    await _handle(update, context, DRIFT, "%", "/drift 0.5")


@private
async def big(update: Update, context: Context) -> None:
    """/big; /big 500"""
    await _handle(update, context, BIG_SUM, "$", "/big 500")


async def _handle(update: Update, context: Context, limit: Limit, sign: str, example: str) -> None:
    caution, who, words = context.services.caution, context.person.id, context.args or []
    if len(words) > 1:
        raise Misunderstood(note("Write it like this: {example}"), example=example)
    if words:
        await caution.set(who, limit, number(words[0].strip(sign)))
    value = await caution.of(who, limit)
    await chat.show(update, view.limit(context.say, limit, value, example, changed=bool(words)))
