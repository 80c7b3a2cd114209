"""Questions that nobody answers in time: their messages say so by themselves, without a sound.

A tap may come in the very moment. So tickets are closed in a transaction of their own before
anything is said, and a message of which one was answered is left to whoever takes the answer. One
that is about to show something else says so first (`make_way`), and nothing is written over it.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from telegram import Bot, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.notices import Notice
from bot.telegram_limits import PUSH
from bot.waking import event_or_pause
from storage import Question, Storage, Unit

log = logging.getLogger(__name__)

LATE = timedelta(days=1)  # after which nobody looks at a question any more
AT_ONCE = 20  # looked up together
ROOM = 15.0  # seconds for which an edit waits behind what matters more; then it is not made
AWAY = 30.0  # seconds until Telegram is tried again
LOOK = 60.0  # seconds between looks when nothing is known to expire

Place = tuple[int, int]  # chat and message


class Questions:
    """Knows which messages ask, and ends those that have expired."""

    def __init__(self, storage: Storage, bot: Bot, *, now: Callable[[], datetime]) -> None:
        self._storage, self._bot, self._now = storage, bot, now
        self._ending: dict[Place, asyncio.Event] = {}
        self._awake = asyncio.Event()
        self._looked_at: datetime | None = None

    async def asked(
        self, chat_id: int, message_id: int, tickets: Sequence[str], over: Notice
    ) -> None:
        """Note as which message something is asked, and what that shows when it is over."""
        async with self._storage.begin() as unit:
            await note_question(unit, chat_id, message_id, tickets, over)
        self._awake.set()

    async def make_way(self, chat_id: int, message_id: int) -> None:
        """The message is about to show something else: that must not be written over."""
        async with self._storage.read() as unit:
            found = await unit.questions.find(chat_id, message_id)
        if found is not None:
            async with self._storage.begin() as unit:
                await unit.questions.forget(chat_id, message_id)
        ending = self._ending.get((chat_id, message_id))
        if ending is not None:  # it is being said now; what is to be shown comes after that
            await ending.wait()

    async def run(self) -> None:
        """End what expires, also what did while the bot was away; never returns."""
        while True:
            self._awake.clear()
            try:
                while await self.expire():
                    pass
            except TelegramError as error:
                log.info("expired questions are told later: %s", type(error).__name__)
                await asyncio.sleep(AWAY)
            else:
                await self._rest()

    async def expire(self) -> int:
        """End those that have expired; how many were found.

        An error that has to do with Telegram and not with a message ends the round: the others
        would meet it as well.
        """
        now = self._looked_at = self._now()
        async with self._storage.read() as unit:
            found = await unit.questions.overdue(now, since=now - LATE, limit=AT_ONCE)
        for one in found:
            await self._expire(one)
        return len(found)

    async def _expire(self, question: Question) -> None:
        place = (question.chat_id, await self._shown_as(question))
        # seen by `make_way` before it is known whether the message still asks
        ended = self._ending[place] = asyncio.Event()
        try:
            if await self._closed(question):
                await self._say(place, question)
                async with self._storage.begin() as unit:
                    await unit.questions.forget(question.chat_id, question.message_id)
        finally:
            del self._ending[place]
            ended.set()

    async def _closed(self, question: Question) -> bool:
        """Close its tickets; False where somebody answered, or the message asks no more."""
        chat_id, message_id = question.chat_id, question.message_id
        async with self._storage.begin() as unit:
            now_there = await unit.questions.find(chat_id, message_id)
            if now_there is None or now_there.tickets != question.tickets:
                return False
            if now_there.closed:
                return True  # Telegram could not be told so far
            if await _is_answered(unit, question):
                await unit.questions.forget(chat_id, message_id)
                return False
            for ticket_id in question.tickets:
                await unit.tickets.cancel(ticket_id, question.user_id, chat_id)
            await unit.questions.close(chat_id, message_id)
            return await self._arrived(unit, question)

    async def _arrived(self, unit: Unit, question: Question) -> bool:
        """Whether it is in the chat; one that still waits in the outbox arrives as expired."""
        if question.message_id > 0:
            return True
        sent = await unit.outbox.get(-question.message_id)
        if sent is not None and sent.message_id is not None:
            return True
        await unit.outbox.reword(-question.message_id, question.over["text"], [])
        await unit.questions.forget(question.chat_id, question.message_id)
        return False

    async def _shown_as(self, question: Question) -> int:
        """Telegram's number of the message; where nobody knows it yet, that of the outbox."""
        if question.message_id > 0:
            return question.message_id
        async with self._storage.read() as unit:
            sent = await unit.outbox.get(-question.message_id)
        return (sent.message_id if sent is not None else None) or question.message_id

    async def _say(self, place: Place, question: Question) -> None:
        """Change the message, once: what cannot be changed stays, and its buttons do nothing."""
        chat_id, message_id = place
        keyboard = question.over["keyboard"]
        buttons = InlineKeyboardMarkup.de_json({"inline_keyboard": keyboard}, None)
        try:
            async with asyncio.timeout(ROOM):
                await self._bot.edit_message_text(
                    text=question.over["text"],
                    chat_id=chat_id,
                    message_id=message_id,
                    parse_mode="HTML",
                    reply_markup=buttons if keyboard else None,
                    rate_limit_args=PUSH,
                )  # type: ignore[call-arg]  # ExtBot takes it; the base class is named for fakes
        except (BadRequest, Forbidden, TimeoutError) as error:
            log.info("an expired question stays as it is: %s", type(error).__name__)

    async def _rest(self) -> None:
        now, pause = self._now(), LOOK
        async with self._storage.read() as unit:
            end = await unit.questions.next_end(self._looked_at or now)
        if end is not None:
            pause = min(pause, max(0.05, (end - now).total_seconds()))
        await event_or_pause(self._awake, pause)


async def note_question(
    unit: Unit, chat_id: int, message_id: int, tickets: Sequence[str], over: Notice
) -> None:
    """Note it in a transaction; a negative number is the outbox's, by which it goes."""
    ticket = await unit.tickets.find(tickets[0])
    if ticket is None:
        return
    await unit.questions.ask(
        ticket.user_id, chat_id, message_id, tickets=tickets,
        over={"text": over.text, "keyboard": over.buttons}, expires_at=ticket.expires_at,
    )  # fmt: skip


async def _is_answered(unit: Unit, question: Question) -> bool:
    """Whether one of its tickets is not open any more: then others say what came of it."""
    for ticket_id in question.tickets:
        ticket = await unit.tickets.find(ticket_id)
        if ticket is None or ticket.state != "open":
            return True
    return False
