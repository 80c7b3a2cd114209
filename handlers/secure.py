"""/secure: a second factor for what is dangerous, and the codes that people send."""

from telegram import Message, Update
from telegram.constants import ParseMode
from telegram.ext import ApplicationHandlerStop

from bot import totp
from bot.services import Context
from bot.step_up import LockedOut, Passed, TurnedOn, Wrong
from handlers import chat
from handlers.access import gatekeeping, is_private, private
from handlers.stepping_up import forget, resume
from handlers.views import secure as view

CODE = r"\A\s*(?:\d{3} ?\d{3}|[A-Za-z2-7]{4}(?:-[A-Za-z2-7]{4}){3})\s*\Z"


@private
async def secure(update: Update, context: Context) -> None:
    """/secure"""
    standing = await context.services.authenticators.of(context.person.id)
    page = view.off(context.say) if standing is None else view.on(context.say, standing)
    await chat.show(update, page)


@private
async def begin(update: Update, context: Context) -> None:
    """A tap on `secure:begin`: the picture; one that was shown before no longer works."""
    await chat.acknowledge(update)
    authenticators, who = context.services.authenticators, context.person
    await forget(update, await authenticators.abandon(who.id))
    secret = await authenticators.begin(who.id)
    assert update.effective_chat is not None
    page = view.picture(context.say)
    await authenticators.shows(who.id)
    shown = await update.effective_chat.send_photo(
        totp.picture(secret, name=who.name, issuer=context.bot.first_name),
        caption=page.text, parse_mode=ParseMode.HTML, reply_markup=page.keyboard,
    )  # fmt: skip
    await authenticators.showed(who.id, shown.message_id)


@private
async def as_text(update: Update, context: Context) -> None:
    """A tap on `secure:text`"""
    await chat.acknowledge(update)
    authenticators, who = context.services.authenticators, context.person.id
    page = view.as_text(context.say, await authenticators.secret(who))
    await authenticators.shows(who)
    shown = await chat.send(update, page)
    await authenticators.showed(who, shown.message_id)


@private
async def stop(update: Update, context: Context) -> None:
    """A tap on `secure:stop`"""
    await chat.acknowledge(update)
    await forget(update, await context.services.authenticators.abandon(context.person.id))
    await chat.send(update, view.abandoned(context.say))


@private
async def lock(update: Update, context: Context) -> None:
    """A tap on `secure:lock:3600`; 0 is never"""
    assert context.match is not None
    await chat.acknowledge(update)
    seconds = int(context.match[1]) or None
    await context.services.authenticators.lock_when_idle(context.person.id, seconds)
    await secure(update, context)


@private
async def codes(update: Update, context: Context) -> None:
    """A tap on `secure:codes`"""
    await chat.acknowledge(update)
    fresh = await context.services.authenticators.new_recovery_codes(context.person.id)
    await chat.send(update, view.recovery_codes(context.say, fresh))


@private
async def noted(update: Update, _: Context) -> None:
    """A tap on `secure:noted`: the recovery codes leave the chat."""
    await chat.acknowledge(update)
    await chat.erase(update)


@private
async def turn_off(update: Update, context: Context) -> None:
    """A tap on `secure:off`"""
    await chat.acknowledge(update)
    await context.services.authenticators.turn_off(context.person.id)
    await chat.show(update, view.turned_off(context.say))


@gatekeeping
async def code(update: Update, context: Context) -> None:
    """A message that looks like a code: taken and deleted if one is waited for, else let pass."""
    message = update.message
    if not isinstance(message, Message) or message.text is None or not is_private(update):
        return
    who = context.person.id
    given = await context.services.step_up.give(who, message.chat.id, message.text)
    if given is None:
        return
    await chat.erase(update)
    match given:
        case Wrong():
            await chat.send(update, view.wrong(context.say, given))
        case LockedOut():
            await chat.send(update, view.locked_out(context.say, given.until))
        case TurnedOn():
            deleted = await forget(update, given.shown)
            await chat.send(update, view.turned_on(context.say, deleted=deleted))
            await chat.send(update, view.recovery_codes(context.say, given.recovery_codes))
        case Passed():
            await _go_on(update, context, given)
    raise ApplicationHandlerStop


async def _go_on(update: Update, context: Context, given: Passed) -> None:
    """Thank for the code, and do what waited for it."""
    if given.asked_in is not None:
        await forget(update, [given.asked_in])
    page = view.passed(context.say, given.recovery_left, goes_on=given.deed is not None)
    if page is not None:
        await chat.send(update, page)
    if given.deed is not None:
        await resume(update, context, given.deed)
