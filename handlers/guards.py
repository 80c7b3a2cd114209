"""/guards: what a person lets the bot do at most, and changing it."""

from telegram import Update

from bot.guards.terms import Guard
from bot.services import Context
from handlers import awaiting, chat, guard_words
from handlers.access import private
from handlers.taps import tap_of
from handlers.views import asking
from handlers.views import guards as view


@private
async def guards(update: Update, context: Context) -> None:
    """/guards; /guards order; /guards order 500"""
    words = context.args or []
    if not words:
        await _show_all(update, context)
    elif len(words) == 1:
        await _show_one(update, context, guard_words.guard(words[0]))
    else:
        await _propose(update, context, guard_words.guard(words[0]), words[1:])


@private
async def choose(update: Update, context: Context) -> None:
    """A tap on `guard:order`: which values are offered."""
    assert context.match is not None
    await chat.acknowledge(update)
    await _show_one(update, context, guard_words.guard(context.match[1]))


@private
async def offer(update: Update, context: Context) -> None:
    """A tap on `guard:order:500`: nothing is changed yet, it is asked for."""
    assert context.match is not None
    await chat.acknowledge(update)
    await _propose(update, context, guard_words.guard(context.match[1]), [context.match[2]])


@private
async def confirm(update: Update, context: Context) -> None:
    """A tap on Yes: the guard is tightened now, or loosened in a day."""
    changed = await context.services.protection.changes.confirm(tap_of(update, context))
    if changed is None:
        await chat.acknowledge(update, asking.stale(context.say), alert=True)
        return
    await chat.acknowledge(update)
    await chat.show(update, view.changed(context.say, changed))


@private
async def keep(update: Update, context: Context) -> None:
    """A tap on Cancel under the notice of a raise."""
    kept = await context.services.protection.changes.keep(tap_of(update, context))
    if kept is None:
        await chat.acknowledge(update, asking.stale(context.say), alert=True)
        return
    await chat.acknowledge(update)
    await chat.show(update, view.kept(context.say) if kept else view.withdrawn(context.say))


async def _show_all(update: Update, context: Context) -> None:
    protection, services, who = context.services.protection, context.services, context.person.id
    assert update.effective_chat is not None
    standing = view.Standing(
        environment=services.environment,
        terms=await protection.guards.terms(who),
        spent=await protection.guards.spent(who),
        stopped=await protection.guards.stopped(who),
        waiting=await protection.changes.waiting(who, update.effective_chat.id),
    )
    await chat.show(update, view.all_of_them(context.say, standing))


async def _show_one(update: Update, context: Context, guard: Guard) -> None:
    terms = await context.services.protection.guards.terms(context.person.id)
    presets = guard_words.PRESETS[guard]
    example = guard_words.EXAMPLES[guard]
    await awaiting.forget(update, context)
    await chat.show(update, view.one(context.say, guard, terms[guard], presets, example))


async def _propose(update: Update, context: Context, guard: Guard, words: list[str]) -> None:
    protection, who = context.services.protection, context.person.id
    assert update.effective_chat is not None
    value = await guard_words.value(context.services.binance, guard, words)
    if await protection.changes.holds(who, guard, value):
        await chat.show(update, view.unchanged(context.say, guard, value))
        return
    proposal = await protection.changes.propose(who, update.effective_chat.id, guard, value)
    spent = await protection.guards.spent(who)
    await chat.show(update, view.question(context.say, proposal, spent))
