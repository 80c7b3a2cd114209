"""How fast the bot may talk: Telegram's limits, with answers ahead of pushes.

Telegram allows about one message a second to a chat (short bursts pass), 20 a minute to a group
and 30 a second overall; a 429 names a pause, and ignoring it makes it longer. It is mostly about
one chat, which alone is paused then; refusals of two chats in a row mean everybody.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

log = logging.getLogger(__name__)

PUSH = "push"
PATIENCE = 15.0  # seconds an answer waits for a pause to end before the error is passed on
TOGETHER = 5.0  # seconds within which refusals of two chats are about all of them
UNPACED = {"answerCallbackQuery", "sendChatAction"}  # worth nothing when late

Calling = Callable[..., Coroutine[Any, Any, Any]]


class Rate(NamedTuple):
    """Messages a second in the long run, and how many at once."""

    per_second: float
    burst: float


class Rates(NamedTuple):
    """What may go out altogether, to one person, and to one group."""

    overall: Rate = Rate(30, 30)
    person: Rate = Rate(1, 5)
    group: Rate = Rate(15 / 60, 5)  # together the 20 that any minute may hold


TELEGRAMS = Rates()


@dataclass
class Bucket:
    """Tokens that refill at `rate` a second up to `burst`; `debt` is how long to wait for one."""

    rate: float
    burst: float
    tokens: float
    seen: float
    paused_until: float = 0.0

    def debt(self, now: float) -> float:
        self.tokens = min(self.burst, self.tokens + (now - self.seen) * self.rate)
        self.seen = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate

    def take(self) -> None:
        self.tokens -= 1


@dataclass(frozen=True)
class _Refusal:
    """A 429: whose it was and when, and until when it asks for silence."""

    chat_id: int | str
    at: float
    until: float


class Pace(BaseRateLimiter[str]):
    """Lets calls to Telegram out; `rate_limit_args=PUSH` marks what may wait behind answers."""

    def __init__(
        self,
        rates: Rates = TELEGRAMS,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._rates, self._now, self._sleep = rates, now, sleep
        self._overall = _full(rates.overall, now())
        self._chats: dict[int | str, Bucket] = {}
        self._paused_until = 0.0
        self._refused: _Refusal | None = None
        self._answers_in_line = 0  # for room among all chats

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Calling,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: str | None,
    ) -> Any:
        """Wait for room, call, and remember a 429."""
        if endpoint in UNPACED or "chat_id" not in data:
            return await callback(*args, **kwargs)
        push = rate_limit_args == PUSH
        await self._wait(data["chat_id"], push=push)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            pause = _seconds(error)
            self._pause(data["chat_id"], pause)
            if push or pause > PATIENCE:
                raise  # a push goes back to the outbox, which knows when to try again
        await self._wait(data["chat_id"], push=False)
        return await callback(*args, **kwargs)

    async def _wait(self, chat_id: int | str, *, push: bool) -> None:
        while (delay := self._delay(chat_id, push=push)) > 0:
            pause = self._paused(chat_id)
            if pause > PATIENCE and not push:
                raise RetryAfter(timedelta(seconds=pause))
            # one that waits for its own chat holds up nobody else
            in_line = not push and self._own_delay(chat_id) <= 0
            self._answers_in_line += in_line
            try:
                await self._sleep(max(delay, 0.001))  # what rounding leaves is waited for once
            finally:
                self._answers_in_line -= in_line
        # nothing is awaited between the look above and the taking here
        self._overall.take()
        self._chat(chat_id).take()

    def _delay(self, chat_id: int | str, *, push: bool) -> float:
        behind = 0.05 if push and self._answers_in_line else 0.0
        return max(self._own_delay(chat_id), self._overall.debt(self._now()), behind)

    def _own_delay(self, chat_id: int | str) -> float:
        """How long a chat has to wait, however much room there is altogether."""
        return max(self._paused(chat_id), self._chat(chat_id).debt(self._now()))

    def _paused(self, chat_id: int | str) -> float:
        return max(self._paused_until, self._chat(chat_id).paused_until) - self._now()

    def _chat(self, chat_id: int | str) -> Bucket:
        if chat_id not in self._chats:
            self._forget_idle()
            group = isinstance(chat_id, int) and chat_id < 0
            rate = self._rates.group if group else self._rates.person
            self._chats[chat_id] = _full(rate, self._now())
        return self._chats[chat_id]

    def _forget_idle(self) -> None:
        """A full bucket remembers nothing: drop those once there are many."""
        if len(self._chats) < 10_000:
            return
        now = self._now()
        for chat_id, bucket in list(self._chats.items()):
            bucket.debt(now)
            if bucket.tokens >= bucket.burst and bucket.paused_until <= now:
                del self._chats[chat_id]

    def _pause(self, chat_id: int | str, seconds: float) -> None:
        log.warning("Telegram asks for a pause of %.0f s in one chat", seconds)
        now, before = self._now(), self._refused
        chat = self._chat(chat_id)
        chat.paused_until = max(chat.paused_until, now + seconds)
        self._refused = _Refusal(chat_id, now, now + seconds)
        if before is not None and before.chat_id != chat_id and now - before.at <= TOGETHER:
            # the shorter one: a limit of all asks both for the same
            self._paused_until = max(self._paused_until, min(before.until, now + seconds))
            log.warning("and in another, so everybody pauses")


def _full(rate: Rate, now: float) -> Bucket:
    return Bucket(rate.per_second, rate.burst, tokens=rate.burst, seen=now)


def _seconds(error: RetryAfter) -> float:
    pause = error.retry_after
    return float(pause) if isinstance(pause, int | float) else pause.total_seconds()
