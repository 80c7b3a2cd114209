"""/panic and /resume: stopping everything, and going on."""

from telegram import Update

from bot.guards.stopping import Deed
from bot.i18n import note
from bot.refusals import Misunderstood, Refused
from bot.services import Context
from handlers import chat
from handlers.access import private
from handlers.taps import tap_of
from handlers.views import asking
from handlers.views import panic as view


@private
async def panic(update: Update, context: Context) -> None:
    """/panic; /panic all"""
    if _of_all(context):
        (ticket,) = await _tickets(update, context, "stop all")
        await chat.show(update, view.stop_all(context.say, ticket))
    else:
        stop, close = await _tickets(update, context, "stop", "close")
        await chat.show(update, view.stop(context.say, stop, close))


@private
async def resume(update: Update, context: Context) -> None:
    """/resume; /resume all"""
    deed: Deed = "resume all" if _of_all(context) else "resume"
    (ticket,) = await _tickets(update, context, deed)
    page = view.resume_all if deed == "resume all" else view.resume
    await chat.show(update, page(context.say, ticket))


@private
async def act(update: Update, context: Context) -> None:
    """A tap on a button under one of these questions."""
    services = context.services
    admin = context.person.id in services.admins
    deed = await services.protection.stopping.act(tap_of(update, context), admin=admin)
    if deed is None:
        await chat.acknowledge(update, asking.stale(context.say), alert=True)
        return
    await chat.acknowledge(update)
    still = await services.protection.guards.stopped(context.person.id)
    if deed in ("stop", "close"):
        (close,) = await _tickets(update, context, "close")
        await chat.show(update, view.stopped(context.say, deed, close))
    else:
        await chat.show(update, view.done(context.say, deed, still_stopped=still))


def _of_all(context: Context) -> bool:
    """Whether everybody is meant, which only an administrator may."""
    words = [word.lower() for word in context.args or []]
    if not words:
        return False
    if words != ["all"]:
        raise Misunderstood(note("Write /panic or /resume, and nothing behind it."))
    if context.person.id not in context.services.admins:
        raise Refused(note("That is for the administrators of this bot."))
    return True


async def _tickets(update: Update, context: Context, *deeds: Deed) -> list[str]:
    assert update.effective_chat is not None
    return await context.services.protection.stopping.ask(
        context.person.id, update.effective_chat.id, *deeds
    )
