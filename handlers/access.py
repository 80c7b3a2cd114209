"""The gate that every update passes: who is it, may they, and have we seen this one?"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from enum import Enum
from functools import wraps
from typing import Any, NoReturn

from telegram import Chat, Message, Update
from telegram.ext import ApplicationHandlerStop

from bot.i18n import Say, closest, note
from bot.refusals import Refused
from bot.services import Context
from handlers import chat, secrecy
from handlers.page import Page
from handlers.views import keys as keys_view
from handlers.views import start as view
from storage import Origin, origin

log = logging.getLogger(__name__)

LONGEST = 1000  # characters of a message worth reading
RATE, BURST = 2.0, 30.0  # messages a second a person may send, and how many at once
REMEMBERED = 10_000  # update ids kept to notice a repetition

Handling = Callable[[Update, Context], Coroutine[Any, Any, None]]


class Pace(Enum):
    """How a person's messages follow one another."""

    FINE = "fine"
    TOO_FAST = "too fast"
    SILENCED = "silenced"


class Gate:
    """Knows who is talking; stops what must not reach a handler."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._allowance: OrderedDict[int, tuple[float, float, bool]] = OrderedDict()

    async def __call__(self, update: Update, context: Context) -> None:
        """First handler of all: raises `ApplicationHandlerStop` for what goes no further."""
        context.erased = await secrecy.erased(update)  # before anything that may stop it
        if not _is_plain(update) or self._repeated(update.update_id):
            raise ApplicationHandlerStop
        assert update.effective_user is not None
        origin.set(came_by(update))
        chat.noting(context.services.questions)
        allowed = self._allowed(update.effective_user.id)
        if allowed is Pace.SILENCED:  # before anything that costs
            raise ApplicationHandlerStop
        await self._introduce(update, context)
        if allowed is Pace.TOO_FAST:
            await _stop(update, context, Page(context.say("Slowly, please: one at a time.")))
        if context.person.status != "active":
            await self._not_admitted(update, context)
        await _readable(update, context)
        if context.erased is not None and not secrecy.is_offered(update):
            await _stop(update, context)

    def _repeated(self, update_id: int) -> bool:
        if update_id in self._seen:
            return True
        self._seen[update_id] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return False

    async def _introduce(self, update: Update, context: Context) -> None:
        assert update.effective_user is not None
        who = update.effective_user
        services = context.services
        admitted = not services.approval_needed or who.id in services.admins
        language = closest(who.language_code) if who.language_code else services.language
        async with services.storage.begin() as unit:
            person, is_new = await unit.users.meet(
                who.id, name=who.full_name[:64], language=language, active=admitted
            )
            if not person.reachable and is_private(update):
                await unit.users.set_reachable(who.id, True)
        context.person, context.say = person, Say(person.language)
        if is_new and person.status == "pending":
            await _ask_admins(context)

    def _allowed(self, who: int) -> Pace:
        """A person who floods is told once, and then not heard until they pause."""
        now = self._now()
        tokens, since, told = self._allowance.pop(who, (BURST, now, False))
        tokens = min(BURST, tokens + (now - since) * RATE)
        if tokens < 1:
            self._allowance[who] = (0.0, now, True)  # who goes on knocking saves nothing up
            return Pace.SILENCED if told else Pace.TOO_FAST
        self._allowance[who] = (tokens - 1, now, told and tokens < BURST / 2)
        if len(self._allowance) > REMEMBERED:
            self._allowance.popitem(last=False)
        return Pace.FINE

    async def _not_admitted(self, update: Update, context: Context) -> None:
        await chat.acknowledge(update)
        told = context.person.status == "pending" and is_private(update)
        await _stop(update, context, view.pending(context.say) if told else None)


async def _readable(update: Update, context: Context) -> None:
    """Words of others and endless ones are not acted upon, and that is said."""
    message, say = update.message, context.say
    if message is None:
        return
    if message.forward_origin is not None:
        page = Page(say("I do not act on forwarded messages. Write it yourself."))
    elif len(message.text or "") > LONGEST:
        page = Page(say("That is too long for me to read."))
    else:
        return
    await _stop(update, context, page if is_private(update) else None)


async def _stop(update: Update, context: Context, page: Page | None = None) -> NoReturn:
    """The last that is said of an update, and before it what became of a secret in there."""
    if context.erased is not None:
        say_so = keys_view.unasked if is_private(update) else keys_view.burnt
        await chat.send(update, say_so(context.say, erased=context.erased))
    if page is not None:
        await chat.send(update, page)
    raise ApplicationHandlerStop


def gatekeeping(handler: Handling) -> Handling:
    """What fails in a handler that may turn an update away goes no further either.

    PTB goes on with the next group after an error: who blocks the bot, so that no refusal reaches
    them, would have got in.
    """

    @wraps(handler)
    async def guarded(update: Update, context: Context) -> None:
        try:
            await handler(update, context)
        except ApplicationHandlerStop:
            raise
        except Exception as error:  # noqa: BLE001  # all errors of handlers end in the one place
            await context.application.process_error(update, error)
            raise ApplicationHandlerStop from None

    return guarded


def private(handler: Handling) -> Handling:
    """Money, keys and what is personal: only between the person and the bot."""

    @wraps(handler)
    async def guarded(update: Update, context: Context) -> None:
        if not is_private(update):
            raise Refused(note("That only works in our private chat."))
        await handler(update, context)

    return guarded


def admin(handler: Handling) -> Handling:
    """For those whom the settings name."""

    @wraps(handler)
    async def guarded(update: Update, context: Context) -> None:
        if context.person.id not in context.services.admins:
            raise Refused(note("That is for the administrators of this bot."))
        await handler(update, context)

    return private(guarded)


def _is_plain(update: Update) -> bool:
    """A message or tap by a person, not edited and not sent through somebody else."""
    if update.effective_user is None or update.effective_chat is None:
        return False
    if update.callback_query is not None:
        return True
    message = update.message
    return isinstance(message, Message) and not (message.sender_chat or message.via_bot)


def came_by(update: Update) -> Origin:
    """By what the person asks for it, as the audit keeps it."""
    if update.callback_query is not None:
        return "button"
    text = update.message.text if update.message is not None else None
    return "command" if (text or "").startswith("/") else "message"


def is_private(update: Update) -> bool:
    """Whether it is the person's own chat with the bot, which has the id of the person."""
    where, who = update.effective_chat, update.effective_user
    if where is None or who is None:
        return False
    return where.type == Chat.PRIVATE and where.id == who.id


async def _ask_admins(context: Context) -> None:
    services, newcomer = context.services, context.person
    async with services.storage.begin() as unit:
        for admin_id in services.admins:
            known = await unit.users.get(admin_id)
            if known is None:
                continue
            page = view.wants_in(Say(known.language), newcomer)
            await unit.outbox.put(
                chat_id=admin_id, user_id=admin_id, kind="notice", text=page.text,
                keyboard=page.raw, key=f"join:{newcomer.id}:{admin_id}",
            )  # fmt: skip
    services.sender.nudge()
