"""/setkey, /keys, /account, /delkey: connecting Binance accounts, and which one is meant."""

from telegram import Update

from bot.i18n import lines, note
from bot.key_questions import Removed
from bot.refusals import Misunderstood, Refused
from bot.services import Context
from handlers import chat
from handlers.access import is_private, private
from handlers.page import Page
from handlers.parse import KEY
from handlers.stepping_up import with_code
from handlers.views import keys as view
from storage import ApiKey

RENAME = "rename"
CHANGING = note("You are changing your keys.")


async def setkey(update: Update, context: Context) -> None:
    """/setkey, or /setkey KEY SECRET"""
    words = context.args or [] if update.callback_query is None else []
    if words:
        await with_secret(update, context, words)
    elif is_private(update):
        services = context.services
        key = await services.keys.begin(context.person.id)
        on_page, in_chat = services.forms is not None, services.keys_in_chat
        page = view.begin(
            context.say, key, on_page=on_page, in_chat=in_chat, addresses=services.server_ips
        )
        await chat.show(update, page)
    else:
        raise Refused(note("That only works in our private chat."))


async def with_secret(update: Update, context: Context, words: list[str]) -> None:
    """The gate has taken the secret out of the chat, whatever comes of it.

    In groups the hashes of transactions look alike: they stay, and are talk of others.
    """
    say, erased = context.say, bool(context.erased)
    if not is_private(update):
        if context.erased is not None:
            await chat.send(update, view.burnt(say, erased=erased))
        return
    services = context.services
    if not services.keys_in_chat:
        on_page = services.forms is not None
        await chat.send(update, view.not_in_chat(say, erased=erased, on_page=on_page))
        return
    if len(words) != 2 or not all(KEY.match(word) for word in words):
        told = view.erasure(say, erased=erased)
        await chat.send(update, Page(lines(view.usage(say).text, told)))
        return
    if not erased:  # said first, whatever Binance thinks of the key
        await chat.send(update, Page(lines(view.erasure(say, erased=erased))))
    await services.step_up.demand(context.person.id, CHANGING)
    connection = await services.keys.add_hmac(context.person.id, *words)
    await chat.send(update, view.connected(say, connection, erased=erased))


@private
async def form(update: Update, context: Context) -> None:
    """A tap on `key:form` makes a page for one key, in place of the one before."""
    await chat.acknowledge(update)
    forms = context.services.forms
    if forms is None:
        raise Refused(note("There is no such page here. /setkey connects an account without it."))
    await context.services.step_up.demand(context.person.id, CHANGING)
    links = await forms.open(context.person, context.person.id)
    await chat.send(update, view.form(context.say, links))


async def complete(update: Update, context: Context, api_key: str) -> None:
    """The key id that Binance gave our public key was sent, or a secret that looks like one."""
    say, erased = context.say, bool(context.erased)
    if not is_private(update):
        if context.erased is not None:
            await chat.send(update, view.burnt(say, erased=erased))
        return
    keys = context.services.keys
    if await keys.waiting(context.person.id) is None:
        await chat.send(update, view.nothing_waits(say, erased=erased))
        return
    if not erased:
        await chat.send(update, Page(lines(view.erasure(say, erased=erased))))
    await keys.offer(context.person.id, api_key)
    await context.services.step_up.demand(context.person.id, CHANGING)
    connection = await keys.complete(context.person.id, api_key)
    await chat.send(update, view.connected(say, connection))


@private
async def keys(update: Update, context: Context) -> None:
    """/keys"""
    kept = await context.services.keys.of(context.person.id)
    await chat.show(update, view.listing(context.say, kept))


@private
async def account(update: Update, context: Context) -> None:
    """/account, /account NAME, /account rename NEW NAME, or /account rename NAME > NEW NAME"""
    mine = await context.services.keys.accounts(context.person.id)
    words = context.args or []
    if words and words[0].casefold() == RENAME:
        await _rename(update, context, mine, " ".join(words[1:]))
    elif words:
        await _use(update, context, _called(mine, " ".join(words)))
    else:
        await chat.show(update, view.choice(context.say, mine))


@private
async def show(update: Update, context: Context) -> None:
    """A tap on `acc:show:1`"""
    await chat.acknowledge(update)
    await chat.show(update, view.page(context.say, await _tapped(context)))


@private
async def use(update: Update, context: Context) -> None:
    """A tap on `acc:use:1`"""
    await chat.acknowledge(update)
    await _use(update, context, await _tapped(context))


@private
async def how_to_rename(update: Update, context: Context) -> None:
    """A tap on `acc:name:1`"""
    await chat.acknowledge(update)
    await chat.show(update, view.how_to_rename(context.say, await _tapped(context)))


@private
async def recheck(update: Update, context: Context) -> None:
    """A tap on `acc:check:1`"""
    await chat.acknowledge(update)
    key = await _tapped(context)
    checked = await context.services.keys.recheck(context.person.id, key.id)
    await chat.show(update, view.page(context.say, checked))


@private
@with_code(CHANGING)
async def remove(update: Update, context: Context) -> None:
    """A tap on `acc:drop:1` asks before it forgets."""
    await chat.acknowledge(update)
    await _ask_removal(update, context, [await _tapped(context)])


@private
@with_code(CHANGING)
async def delkey(update: Update, context: Context) -> None:
    """/delkey asks before it forgets everything; /delkey NAME one account."""
    kept = await context.services.keys.of(context.person.id)
    if words := context.args:
        kept = [_called([key for key in kept if key.state != "pending"], " ".join(words))]
    await _ask_removal(update, context, kept)


@private
@with_code(CHANGING)
async def confirm(update: Update, context: Context) -> None:
    """A tap on a button that says yes, `k:` and a ticket."""
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert context.match is not None
    answer = await context.services.key_questions.confirmed(
        context.match[1], user_id=query.from_user.id, chat_id=query.message.chat.id,
        update_id=update.update_id,
    )  # fmt: skip
    if answer is None:
        await chat.acknowledge(update, view.stale(context.say), alert=True)
        return
    await chat.acknowledge(update)
    say = context.say
    page = view.deleted(say, answer) if isinstance(answer, Removed) else view.agreed(say)
    await chat.show(update, page)


@private
async def refuse(update: Update, context: Context) -> None:
    """A tap on a button that says no, `kn:` and a ticket."""
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert context.match is not None
    if await context.services.key_questions.refused(
        context.match[1], user_id=query.from_user.id, chat_id=query.message.chat.id
    ):
        await chat.acknowledge(update)
        await chat.show(update, view.left_alone(context.say))
    else:
        await chat.acknowledge(update, view.stale(context.say), alert=True)


async def _use(update: Update, context: Context, key: ApiKey) -> None:
    chosen = await context.services.keys.use(context.person.id, key.id)
    mine = await context.services.keys.accounts(context.person.id)
    await chat.show(update, view.choice(context.say, mine, chosen=chosen))


async def _rename(update: Update, context: Context, mine: list[ApiKey], words: str) -> None:
    """`NAME > NEW NAME`, or the new name of the current account."""
    old, arrow, new = (part.strip() for part in words.partition(">"))
    if arrow:
        key = _called(mine, old)
    else:
        key, new = next((one for one in mine if one.is_current), None) or _called(mine, ""), old
    named = await context.services.keys.rename(context.person.id, key.id, new)
    await chat.show(update, view.page(context.say, named))


async def _ask_removal(update: Update, context: Context, kept: list[ApiKey]) -> None:
    assert update.effective_chat is not None
    ticket = await context.services.key_questions.ask_removal(
        context.person.id, update.effective_chat.id, [key.id for key in kept]
    )
    await chat.show(update, view.confirm_delete(context.say, kept, ticket.id))


async def _tapped(context: Context) -> ApiKey:
    """The account whose number a button carries, if it is the tapper's."""
    assert context.match is not None
    return await context.services.keys.find(context.person.id, int(context.match[1]))


def _called(mine: list[ApiKey], label: str) -> ApiKey:
    for key in mine:
        if key.label.casefold() == label.casefold():
            return key
    raise Misunderstood(note("No account of yours is called so. /account lists them."))
