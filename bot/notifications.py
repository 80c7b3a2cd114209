"""What is pushed to people: rows of the outbox, sent in order until Telegram has them.

A message cannot be sent exactly once, because Telegram offers no way to ask whether one arrived.
So none is lost, and one that may have arrived before says that it is a repeat.
"""

import asyncio
import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import httpx
from telegram import Bot, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.i18n import Say, lines
from bot.telegram_limits import PUSH
from storage import Message, Storage

log = logging.getLogger(__name__)

TAG = re.compile(r"</?[a-z][a-z-]*(\s[^>]*)?>")
AT_ONCE = 8
IDLE = 5.0  # seconds between looks when nobody nudges
PATIENCE = 60.0  # longest pause between two tries, seconds


class Sender:
    """Carries the outbox to Telegram."""

    def __init__(
        self, storage: Storage, bot: Bot, *, now: Callable[[], datetime], idle: float = IDLE
    ) -> None:
        self._storage, self._bot, self._now, self._idle = storage, bot, now, idle
        self._awake = asyncio.Event()

    def nudge(self) -> None:
        """There is something new to send."""
        self._awake.set()

    async def run(self) -> None:
        """Send for as long as the bot runs; what was under way at a crash goes first, marked."""
        async with self._storage.begin() as unit:
            await unit.outbox.recover()
        while True:
            self._awake.clear()
            if not await self.send_due():
                await self._rest()

    async def send_due(self) -> int:
        """Send what is due now, at most one message a chat; how many were tried."""
        async with self._storage.read() as unit:
            due = await unit.outbox.due(self._now(), limit=AT_ONCE)
        await asyncio.gather(*(self._deliver(message) for message in due))
        return len(due)

    async def _rest(self) -> None:
        async with self._storage.read() as unit:
            next_due = await unit.outbox.next_due_at()
        pause = self._idle
        if next_due is not None:
            pause = min(pause, max(0.05, (next_due - self._now()).total_seconds()))
        try:
            async with asyncio.timeout(pause):
                await self._awake.wait()
        except TimeoutError:
            pass  # the pause is over, that is all

    async def _deliver(self, message: Message) -> None:
        async with self._storage.begin() as unit:
            if not await unit.outbox.claim(message.id):
                return
        try:
            message_id = await self._send(message)
        except TelegramError as error:
            await self._settle(message, error)
            return
        async with self._storage.begin() as unit:
            await unit.outbox.sent(message.id, message_id)

    async def _send(self, message: Message) -> int:
        if message.edits is not None:
            try:
                return await self._edit(message, message.edits)
            except BadRequest as error:
                if "not modified" in error.message.lower():
                    return message.edits
                if not _cannot_be_edited(error):
                    raise
        text = await self._marked(message)
        try:
            sent = await self._bot.send_message(text=text, **_common(message), parse_mode="HTML")
        except BadRequest as error:
            if "parse entities" not in error.message:
                raise
            log.warning("message %d is not valid HTML and goes out as plain text", message.id)
            sent = await self._bot.send_message(text=_plain(text), **_common(message))
        return sent.message_id

    async def _edit(self, message: Message, message_id: int) -> int:
        await self._bot.edit_message_text(
            text=message.text,
            chat_id=message.chat_id,
            message_id=message_id,
            parse_mode="HTML",
            reply_markup=_keyboard(message),
            rate_limit_args=PUSH,
        )  # type: ignore[call-arg]  # ExtBot takes it; the base class is named for fakes
        return message_id

    async def _marked(self, message: Message) -> str:
        if not message.repeated:
            return message.text
        async with self._storage.read() as unit:
            user = await unit.users.get(message.user_id)
        say = Say(user.language if user else "")
        mark = say("<i>(repeat of #{id}: it may have reached you before)</i>", id=message.id)
        return lines(message.text, mark)

    async def _settle(self, message: Message, error: TelegramError) -> None:
        """Decide what becomes of a message that Telegram did not take."""
        later = self._now() + timedelta(seconds=min(PATIENCE, 2.0 ** min(message.attempts, 6)))
        async with self._storage.begin() as unit:
            match error:
                case RetryAfter():
                    wait = error.retry_after
                    pause = wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
                    later = self._now() + pause
                    await unit.outbox.retry(message.id, later, ambiguous=False)
                case Forbidden():
                    await unit.users.set_reachable(message.user_id, False)
                    await unit.outbox.retry(message.id, later, ambiguous=False)
                case BadRequest() if "chat not found" in error.message.lower():
                    await unit.users.set_reachable(message.user_id, False)
                    await unit.outbox.retry(message.id, later, ambiguous=False)
                case BadRequest():
                    log.error("message %d refused: %s", message.id, error.message)
                    await unit.outbox.bury(message.id, error.message)
                case _:
                    arrived = _may_have_arrived(error)
                    await unit.outbox.retry(message.id, later, ambiguous=arrived)


def _common(message: Message) -> dict[str, Any]:
    return {
        "chat_id": message.chat_id,
        "reply_markup": _keyboard(message),
        "disable_notification": message.silent,
        "rate_limit_args": PUSH,
    }


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    if not message.keyboard:
        return None
    return InlineKeyboardMarkup.de_json({"inline_keyboard": message.keyboard}, None)


def _plain(text: str) -> str:
    """The words of a message whose markup Telegram cannot read."""
    return unescape(TAG.sub("", text))


def _cannot_be_edited(error: BadRequest) -> bool:
    text = error.message.lower()
    reasons = ("message to edit not found", "can't be edited", "parse entities")
    return any(reason in text for reason in reasons)


def _may_have_arrived(error: TelegramError) -> bool:
    """Whether the request may have left: then the message may be in the chat already."""
    never_left = httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout
    if isinstance(error, TimedOut | NetworkError):
        return not isinstance(error.__cause__, never_left)
    return False
