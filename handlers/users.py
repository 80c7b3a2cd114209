"""/users: who uses the bot, and what administrators decide about them."""

from decimal import Decimal

from telegram import Update

from bot.people import Deed
from bot.services import Context
from handlers import chat
from handlers.access import admin
from handlers.taps import tap_of
from handlers.views import asking
from handlers.views import users as view

SIZE = 8  # people on a page


@admin
async def users(update: Update, context: Context) -> None:
    """/users"""
    await _list(update, context, 0)


@admin
async def turn(update: Update, context: Context) -> None:
    """A tap on `users:2`"""
    assert context.match is not None
    await chat.acknowledge(update)
    await _list(update, context, int(context.match[1]))


@admin
async def show(update: Update, context: Context) -> None:
    """A tap on `user:42`"""
    assert context.match is not None
    await chat.acknowledge(update)
    await _show(update, context, int(context.match[1]))


@admin
async def offer(update: Update, context: Context) -> None:
    """A tap on `user:42:order` or `user:42:alerts`: which limits are offered."""
    assert context.match is not None
    await chat.acknowledge(update)
    who, deed = int(context.match[1]), context.match[2]
    offered = view.orders if deed == "order" else view.alerts
    await chat.show(update, offered(context.say, who))


@admin
async def ask(update: Update, context: Context) -> None:
    """A tap on `user:42:block` or `user:42:order:500`: nothing is done yet."""
    assert context.match is not None
    assert update.effective_chat is not None
    await chat.acknowledge(update)
    who, (deed, most) = int(context.match[1]), _deed(context.match[2])
    known = await context.services.people.find(who)
    if known is None:
        await chat.show(update, view.gone(context.say))
        return
    ticket = await context.services.people.propose(
        context.person.id, update.effective_chat.id, who, deed, most
    )
    await chat.show(update, view.question(context.say, known.user, deed, most, ticket))


@admin
async def decide(update: Update, context: Context) -> None:
    """A tap on Yes."""
    who = await context.services.people.decide(tap_of(update, context))
    if who is None:
        await chat.acknowledge(update, asking.stale(context.say), alert=True)
        return
    await chat.acknowledge(update)
    await _show(update, context, who)


async def _list(update: Update, context: Context, number: int) -> None:
    people, count = await context.services.people.page(number, SIZE)
    await chat.show(update, view.listing(context.say, people, number, pages=-(-count // SIZE)))


async def _show(update: Update, context: Context, who: int) -> None:
    services = context.services
    known = await services.people.find(who)
    page = view.gone(context.say) if known is None else view.one(context.say, known)
    await chat.show(update, page)


def _deed(words: str) -> tuple[Deed, Decimal | None]:
    """Read `block`, or `order:500`; the routes let nothing else through."""
    match words.split(":"):
        case ["approve"]:
            return "approve", None
        case ["block"]:
            return "block", None
        case ["reset"]:
            return "reset", None
        case ["order", most]:
            return "order", _limit(most)
        case [_, most]:
            return "alerts", _limit(most)
    raise AssertionError(words)


def _limit(word: str) -> Decimal | None:
    return None if word == "none" else Decimal(word)
