"""What is pushed to people: rows of the outbox, sent in order until Telegram has them.

A message cannot be sent exactly once, because Telegram offers no way to ask whether one arrived.
So none is lost, and one that may have arrived before says that it is a repeat. Alerts that pile up
while a chat may hear no more go together.
"""

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import httpx
from telegram import Bot, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.i18n import Html, Say, lines
from bot.parcels import MOST, Parcel, packed
from bot.telegram_limits import PUSH
from bot.voice import voice
from bot.waking import event_or_pause
from storage import Message, Storage, Unit

log = logging.getLogger(__name__)

TAG = re.compile(r"</?[a-z][a-z-]*(\s[^>]*)?>")
AT_ONCE = 30  # as many as Telegram takes in a second; a chat that must wait holds one place
IDLE = 5.0  # seconds between looks when nobody nudges
PATIENCE = 60.0  # longest pause between two tries, seconds


class Sender:
    """Carries the outbox to Telegram."""

    def __init__(
        self, storage: Storage, bot: Bot, *, now: Callable[[], datetime], idle: float = IDLE
    ) -> None:
        self._storage, self._bot, self._now, self._idle = storage, bot, now, idle
        self._awake = asyncio.Event()
        self._room = AT_ONCE

    def nudge(self) -> None:
        """There is something new to send."""
        self._awake.set()

    async def run(self) -> None:
        """Send for as long as the bot runs; what was under way at a crash goes first, marked."""
        async with self._storage.begin() as unit:
            await unit.outbox.recover()
        async with asyncio.TaskGroup() as under_way:
            while True:
                self._awake.clear()
                parcels = await self._claim()
                for one in parcels:
                    under_way.create_task(self._deliver(one))
                if not parcels:
                    await self._rest()

    async def send_due(self) -> int:
        """Send what is due now, at most one parcel a chat; how many were tried."""
        parcels = await self._claim()
        await asyncio.gather(*(self._deliver(one) for one in parcels))
        return len(parcels)

    async def _rest(self) -> None:
        """Wait until something is due, somebody nudges, or one that was under way has ended."""
        pause = self._idle
        if self._room and not self._awake.is_set():
            async with self._storage.read() as unit:
                next_due = await unit.outbox.next_due_at()
            if next_due is not None:
                pause = min(pause, max(0.05, (next_due - self._now()).total_seconds()))
        await event_or_pause(self._awake, pause)

    async def _claim(self) -> list[Parcel]:
        """Take what is due for sending, as far as there is room; nobody else gets it."""
        now = self._now()
        async with self._storage.read() as unit:
            due = await unit.outbox.due(now, limit=max(0, self._room))
            parcels = [await _parcel(unit, head, now) for head in due]
        if not parcels:
            return []
        async with self._storage.begin() as unit:
            claimed = [await _claimed(unit, one) for one in parcels]
        mine = [one for one in claimed if one is not None]
        self._room -= len(mine)
        return mine

    async def _deliver(self, parcel: Parcel) -> None:
        try:
            await self._carry(parcel)
        finally:
            self._room += 1
            self._awake.set()  # the chat's next one is due

    async def _carry(self, parcel: Parcel) -> None:
        left_at = self._now()
        try:
            message_id = await self._send(parcel)
        except TelegramError as error:
            if parcel.is_digest and _is_refusal(error):
                await self._carry_first(parcel)
            else:
                await self._settle(parcel, error, left_at)
            return
        async with self._storage.begin() as unit:
            for one in parcel.messages:
                await unit.outbox.sent(one.id, message_id)

    async def _carry_first(self, parcel: Parcel) -> None:
        """Something in a digest is not to be sent: find out what, so that only that is given up."""
        first, *others = parcel.messages
        async with self._storage.begin() as unit:
            for one in others:
                await unit.outbox.retry(one.id, self._now(), ambiguous=False)
        await self._carry(Parcel((first,)))

    async def _send(self, parcel: Parcel) -> int:
        message, there = parcel.first, await self._there(parcel.first)
        if there is None and message.only_in_place:
            raise BadRequest("message to edit not found")
        if there is not None:
            try:
                return await self._edit(message, there)
            except BadRequest as error:
                if "not modified" in error.message.lower():
                    return there.message_id
                if message.only_in_place or not _cannot_be_edited(error):
                    raise
        sent = await self._push(parcel)
        if message.edits is not None and message.edits < 0:
            async with self._storage.begin() as unit:
                await unit.outbox.moved(-message.edits, sent)
        return sent

    async def _there(self, message: Message) -> "_There | None":
        """What a message changes; None if it is new, or what it should change never arrived."""
        if message.edits is None or message.edits >= 0:
            return None if message.edits is None else _There(message.edits)
        async with self._storage.read() as unit:
            changed = await unit.outbox.get(-message.edits)
            if changed is None or changed.message_id is None:
                return None
            say = await voice(unit, message.user_id)
        return _There(changed.message_id, _mark(say) if changed.repeated else None)

    async def _push(self, parcel: Parcel) -> int:
        now = self._now()
        say = await self._voice(parcel, now)
        text, common = _marked(say, parcel, now), _common(say, parcel)
        try:
            sent = await self._bot.send_message(text=text, **common, parse_mode="HTML")
        except BadRequest as error:
            if "parse entities" not in error.message:
                raise
            number = parcel.first.id
            log.warning("message %d is not valid HTML and goes out as plain text", number)
            sent = await self._bot.send_message(text=_plain(text), **common)
        return sent.message_id

    async def _voice(self, parcel: Parcel, now: datetime) -> Say:
        if not (parcel.is_digest or parcel.first.repeated or parcel.is_late(now)):
            return Say("")  # there is nothing to add to its own words
        async with self._storage.read() as unit:
            return await voice(unit, parcel.first.user_id)

    async def _edit(self, message: Message, there: "_There") -> int:
        await self._bot.edit_message_text(
            text=lines(message.text, there.mark),
            chat_id=message.chat_id,
            message_id=there.message_id,
            parse_mode="HTML",
            reply_markup=_markup(message.keyboard),
            rate_limit_args=PUSH,
        )  # type: ignore[call-arg]  # ExtBot takes it; the base class is named for fakes
        return there.message_id

    async def _settle(self, parcel: Parcel, error: TelegramError, left_at: datetime) -> None:
        """Decide what becomes of messages that Telegram did not take, of all in one way."""
        first = parcel.first
        later = self._now() + timedelta(seconds=min(PATIENCE, 2.0 ** min(first.attempts, 6)))
        if isinstance(error, RetryAfter):
            wait = error.retry_after
            later = self._now() + (wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
        async with self._storage.begin() as unit:
            if _is_refusal(error):
                level = logging.INFO if first.only_in_place else logging.ERROR
                log.log(level, "message %d refused: %s", first.id, error.message)
                await unit.outbox.bury(first.id, error.message)
                return
            if _is_gone(error):
                await unit.users.lost(first.user_id, since=left_at)
            for one in parcel.messages:
                await unit.outbox.retry(one.id, later, ambiguous=_may_have_arrived(error))


@dataclass(frozen=True)
class _There:
    """A message in a chat; `mark` is said under it, because it is a repeat."""

    message_id: int
    mark: Html | None = None


async def _parcel(unit: Unit, head: Message, now: datetime) -> Parcel:
    if head.kind != "alert" or head.edits is not None:
        return Parcel((head,))
    return packed(await unit.outbox.queue(head, MOST), now)


async def _claimed(unit: Unit, parcel: Parcel) -> Parcel | None:
    """Claim a parcel; what lies behind one that somebody else has stays where it is."""
    claimed = []
    for one in parcel.messages:
        if not await unit.outbox.claim(one.id):
            break
        # somebody may have chosen other words since it was found
        claimed.append(await unit.outbox.get(one.id) or one)
    return Parcel((*claimed,)) if claimed else None


def _marked(say: Say, parcel: Parcel, now: datetime) -> str:
    return lines(parcel.text(say, now), _mark(say) if parcel.first.repeated else None)


def _mark(say: Say) -> Html:
    return say("<i>(repeat: it may have reached you before)</i>")


def _common(say: Say, parcel: Parcel) -> dict[str, Any]:
    return {
        "chat_id": parcel.first.chat_id,
        "reply_markup": _markup(parcel.keyboard(say)),
        "disable_notification": parcel.silent,
        "rate_limit_args": PUSH,
    }


def _markup(keyboard: list[Any] | None) -> InlineKeyboardMarkup | None:
    if not keyboard:
        return None
    return InlineKeyboardMarkup.de_json({"inline_keyboard": keyboard}, None)


def _plain(text: str) -> str:
    """The words of a message whose markup Telegram cannot read."""
    return unescape(TAG.sub("", text))


def _cannot_be_edited(error: BadRequest) -> bool:
    text = error.message.lower()
    reasons = ("message to edit not found", "can't be edited", "parse entities")
    return any(reason in text for reason in reasons)


def _is_gone(error: TelegramError) -> bool:
    """Whether nobody is there to read, for now."""
    return isinstance(error, Forbidden) or (
        isinstance(error, BadRequest) and "chat not found" in error.message.lower()
    )


def _is_refusal(error: TelegramError) -> bool:
    """Whether Telegram will never take it."""
    return isinstance(error, BadRequest) and not _is_gone(error)


def _may_have_arrived(error: TelegramError) -> bool:
    """Whether the request may have left: then the message may be in the chat already."""
    if not isinstance(error, NetworkError) or isinstance(error, BadRequest):
        return False
    never_left = httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout
    return not isinstance(error.__cause__, never_left)
