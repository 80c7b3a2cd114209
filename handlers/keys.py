"""/setkey, /keys, /delkey: connecting a Binance account."""

from datetime import timedelta

from telegram import Update

from bot.i18n import lines, note
from bot.refusals import Refused
from bot.services import Context
from handlers import chat
from handlers.access import is_private, private
from handlers.page import Page
from handlers.parse import KEY
from handlers.views import keys as view

TICKET_LIFE = timedelta(minutes=2)
DELETION = "delkey"


async def setkey(update: Update, context: Context) -> None:
    """/setkey, or /setkey KEY SECRET"""
    words = context.args or [] if update.callback_query is None else []
    if words:
        await with_secret(update, context, words)
    elif is_private(update):
        key = await context.services.keys.begin(context.person.id)
        await chat.show(update, view.begin(context.say, key))
    else:
        raise Refused(note("That only works in our private chat."))


async def with_secret(update: Update, context: Context, words: list[str]) -> None:
    """The secret is taken out of the chat first, whatever comes of it."""
    erased = await chat.erase(update)
    say = context.say
    if not is_private(update):
        await chat.send(update, view.burnt(say, erased=erased))
        return
    if len(words) != 2 or not all(KEY.match(word) for word in words):
        told = view.erasure(say, erased=erased)
        await chat.send(update, Page(lines(view.usage(say).text, told)))
        return
    if not erased:  # said first, whatever Binance thinks of the key
        await chat.send(update, Page(lines(view.erasure(say, erased=erased))))
    connection = await context.services.keys.add_hmac(context.person.id, *words)
    await chat.send(update, view.connected(say, connection, erased=erased))


async def complete(update: Update, context: Context, api_key: str) -> None:
    """The key id that Binance gave our public key was sent."""
    if not is_private(update):
        raise Refused(note("That only works in our private chat."))
    keys = context.services.keys
    if await keys.waiting(context.person.id) is None:
        await chat.erase(update)  # nobody asked for it: it may be a secret
    connection = await keys.complete(context.person.id, api_key)
    await chat.send(update, view.connected(context.say, connection))


@private
async def keys(update: Update, context: Context) -> None:
    """/keys"""
    kept = await context.services.keys.of(context.person.id)
    await chat.show(update, view.listing(context.say, kept))


@private
async def delkey(update: Update, context: Context) -> None:
    """/delkey asks before it forgets."""
    services = context.services
    assert update.effective_chat is not None
    async with services.storage.begin() as unit:
        ticket = await unit.tickets.issue(
            context.person.id, update.effective_chat.id, DELETION, {},
            services.now() + TICKET_LIFE,
        )  # fmt: skip
    await chat.show(update, view.confirm_delete(context.say, ticket.id))


async def delete(update: Update, context: Context) -> None:
    """Its confirmation was tapped, and the ticket was good."""
    gone = await context.services.keys.delete(context.person.id)
    await chat.show(update, view.deleted(context.say, gone))
