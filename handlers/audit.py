"""/audit: what happened with somebody's account, and from where."""

from telegram import Update

from bot.services import Context
from handlers import chat
from handlers.access import private
from handlers.views import audit as view

PAGE = 10  # entries


@private
async def audit(update: Update, context: Context) -> None:
    """/audit"""
    await _show(update, context, at=0)


@private
async def turn(update: Update, context: Context) -> None:
    """A tap on `audit:2`"""
    assert context.match is not None
    await chat.acknowledge(update)
    await _show(update, context, at=int(context.match[1]))


async def _show(update: Update, context: Context, *, at: int) -> None:
    who = context.person.id
    async with context.services.storage.read() as unit:
        entries = await unit.audit.of(who, PAGE + 1, skip=at * PAGE)
    shown = view.page(context.say, who, entries[:PAGE], at=at, more=len(entries) > PAGE)
    await chat.show(update, shown)
