"""/start, /help, /language, admission, and whatever nobody else understood."""

from difflib import get_close_matches

from telegram import Update

from bot import people
from bot.i18n import LANGUAGES, Say, note
from bot.refusals import Refused
from bot.services import Context
from handlers import alert_steps, chat, futures, market, parse, trade_form
from handlers.access import admin, is_private
from handlers.keys import complete, with_secret
from handlers.views import start as view


async def start(update: Update, context: Context) -> None:
    """/start"""
    services = context.services
    if not is_private(update):
        page = view.welcome_to_all(context.say, context.person, services.environment)
        await chat.show(update, page)
        return
    async with services.storage.read() as unit:
        key = await unit.keys.active(context.person.id, services.environment)
    page = view.welcome(
        context.say, context.person, services.environment, connected=key is not None
    )
    await chat.show(update, page)


async def show_help(update: Update, context: Context) -> None:
    """/help"""
    await chat.show(update, view.help_page(context.say))


async def language(update: Update, context: Context) -> None:
    """/language"""
    await chat.show(update, view.language(context.say))


async def choose_language(update: Update, context: Context) -> None:
    """A tap on `lang:tr`"""
    assert context.match is not None
    code = context.match[1]
    await chat.acknowledge(update)
    if code not in LANGUAGES:
        return
    async with context.services.storage.begin() as unit:
        await unit.users.speak(context.person.id, code)
    context.say = Say(code)
    await chat.show(update, view.language(context.say))
    await chat.send(update, view.help_page(context.say))


@admin
async def admit(update: Update, context: Context) -> None:
    """An administrator's tap on `admit:42` or `bar:42`"""
    assert context.match is not None
    await chat.acknowledge(update)
    admitted, who = context.match[1] == "admit", int(context.match[2])
    services = context.services
    if not admitted and who in services.admins:
        raise Refused(note("Administrators are named in the settings, not here."))
    async with services.storage.begin() as unit:
        newcomer = await unit.users.get(who)
        if newcomer is None:
            return
        await unit.users.set_status(who, "active" if admitted else "blocked")
        await unit.audit.note(
            context.person.id, "user.admitted" if admitted else "user.blocked", about=who
        )
        if admitted:
            text = people.welcome(Say(newcomer.language))
            await unit.outbox.put(chat_id=who, user_id=who, kind="notice", text=text)
    services.sender.nudge()
    await chat.show(update, view.decided(context.say, who, admitted=admitted))


async def unknown_command(update: Update, context: Context) -> None:
    """A command nobody handles: the nearest one is offered; in a group it may be another bot's."""
    if not is_private(update):
        return
    assert update.message is not None
    assert update.message.text is not None
    name = (
        update.message.text[1:].split()[0].split("@")[0].lower() if update.message.text[1:] else ""
    )
    known = [command for command, _ in view.COMMANDS]
    nearest = get_close_matches(name, known, n=1)
    page = view.nearest_command(context.say, nearest[0]) if nearest else view.lost(context.say)
    await chat.send(update, page)


async def not_text(update: Update, context: Context) -> None:
    """A picture, a sticker, a voice: told what is understood."""
    if is_private(update):
        await chat.send(update, view.lost(context.say))


async def free_text(update: Update, context: Context) -> None:
    """A key id that is waited for, a bare symbol, or help."""
    assert update.message is not None
    text = (update.message.text or "").strip()
    words = text.split()
    if words and all(parse.KEY.match(word) for word in words):
        if len(words) == 1:
            await complete(update, context, text)
        else:  # /setkey was forgotten, the secret is there all the same
            await with_secret(update, context, words)
    elif is_private(update) and (
        await trade_form.typed(update, context, text)
        or await alert_steps.typed(update, context, text)
        or await futures.typed(update, context, text)
    ):
        return
    elif parse.BARE.match(text) and (info := (await context.services.binance.symbols()).find(text)):
        await market.show_card(update, context, info)
    elif is_private(update):
        await chat.send(update, view.lost(context.say))
