"""A Telegram that loses, doubts, refuses and asks for silence, and what people saw of it all."""

import asyncio
import re
from dataclasses import dataclass, field
from enum import Enum
from html import unescape
from random import Random
from typing import Any, NamedTuple

import httpx
from pretend_market import loop_time
from telegram.error import Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from alert_world.steps import Steps
from bot.telegram_limits import TOGETHER, Pace

_TAG = re.compile(r"<[^>]+>")


class Fate(Enum):
    """What became of a call."""

    DELIVERED = "delivered"
    LATE = "answered late: a time-out, and it arrives all the same"
    UNHEARD = "a time-out, and it never arrives"
    BROKEN = "a 502, and it arrives all the same"
    REFUSED = "a 502, and it never arrives"
    UNREACHED = "no connection"
    SILENCED = "429"
    BLOCKED = "403"


UNCLEAR = (Fate.LATE, Fate.UNHEARD, Fate.BROKEN, Fate.REFUSED)
_FAULTS = (*UNCLEAR, Fate.UNREACHED)
_UNDER_WAY = 0.5  # seconds that a call takes there and an answer back


class Seen(NamedTuple):
    """A message in somebody's chat, as it is read there."""

    at: float
    user: int
    text: str


class Attempt(NamedTuple):
    """A call as Telegram got it; `life` is the process that made it."""

    at: float
    life: int
    user: int
    text: str
    fate: Fate


@dataclass
class Flood:
    """Until when Telegram wants silence, and whom it told so, by process and chat, and when.

    A process that was told in two chats at once knows that all of them are meant.
    """

    until: float = 0.0
    told: dict[tuple[int, int], float] = field(default_factory=dict)
    known_to: dict[int, float] = field(default_factory=dict)

    def is_broken_by(self, life: int, user: int, at: float) -> bool:
        """Hear of a call in the silence: whether whoever made it ought to have known."""
        known = min(self.known_to.get(life, at), self.told.get((life, user), at))
        others = [then for (each, who), then in self.told.items() if each == life and who != user]
        self.told.setdefault((life, user), at)
        if any(at - then <= TOGETHER for then in others):
            self.known_to.setdefault(life, at)
        return known < at - _UNDER_WAY


class Telegram:
    def __init__(self, rng: Random, *, faults: float) -> None:
        self._rng, self.faults = rng, faults
        self.seen: list[Seen] = []
        self.attempts: list[Attempt] = []
        self.broken_silences: list[Attempt] = []
        self.blocked: set[int] = set()
        self.flood = Flood()

    def silence(self, seconds: float) -> None:
        self.flood = Flood(loop_time() + seconds)

    def arrived(self, life: int, user: int, text: str) -> Fate:
        """Decide about a call; what arrives is seen, now or a little later."""
        fate = self._fate(user)
        words = unescape(_TAG.sub("", text))
        attempt = Attempt(loop_time(), life, user, words, fate)
        self.attempts.append(attempt)
        if fate is Fate.SILENCED and self.flood.is_broken_by(life, user, attempt.at):
            self.broken_silences.append(attempt)
        if fate in {Fate.DELIVERED, Fate.BROKEN}:
            self._show(user, words)
        elif fate is Fate.LATE:
            lateness = self._rng.choice((0.0, 0.5, 8.0))
            asyncio.get_running_loop().call_later(lateness, self._show, user, words)
        return fate

    def _fate(self, user: int) -> Fate:
        if loop_time() < self.flood.until:
            return Fate.SILENCED
        if user in self.blocked:
            return Fate.BLOCKED
        return self._rng.choice(_FAULTS) if self._rng.random() < self.faults else Fate.DELIVERED

    def _show(self, user: int, words: str) -> None:
        if user not in self.blocked:
            self.seen.append(Seen(loop_time(), user, words))

    def error(self, fate: Fate) -> TelegramError | None:
        """Say how a call ends for whoever made it."""
        error: TelegramError | None = None
        match fate:
            case Fate.LATE | Fate.UNHEARD:
                error = TimedOut()
                error.__cause__ = httpx.ReadTimeout("")
            case Fate.BROKEN | Fate.REFUSED:
                error = NetworkError("Bad Gateway")
            case Fate.UNREACHED:
                error = NetworkError("httpx.ConnectError: ")
                error.__cause__ = httpx.ConnectError("")
            case Fate.SILENCED:
                error = RetryAfter(max(1, round(self.flood.until - loop_time() + 0.5)))
            case Fate.BLOCKED:
                error = Forbidden("Forbidden: bot was blocked by the user")
            case Fate.DELIVERED:
                pass
        return error


@dataclass
class _Sent:
    message_id: int


class Line:
    """One process's way to Telegram, as slow as the product wants it to be."""

    def __init__(
        self, telegram: Telegram, steps: Steps, rng: Random, pace: Pace, *, life: int
    ) -> None:
        self._telegram, self._steps, self._rng, self._life = telegram, steps, rng, life
        self._pace = pace
        self._numbers = 0

    async def send_message(
        self, *, chat_id: int, text: str, rate_limit_args: str | None = None, **_more: Any
    ) -> Any:
        return await self._pace.process_request(
            self._travel, (), {"user": chat_id, "text": text}, "sendMessage", {"chat_id": chat_id},
            rate_limit_args,
        )  # fmt: skip

    async def _travel(self, user: int, text: str) -> _Sent:
        await self._steps.take("message leaves", self._rng.uniform(0.01, 0.1))
        fate = self._telegram.arrived(self._life, user, text)
        timeout = 5.0 if fate in {Fate.LATE, Fate.UNHEARD} else self._rng.uniform(0.01, 0.3)
        await self._steps.take("message answered", timeout)
        error = self._telegram.error(fate)
        if error is not None:
            raise error
        self._numbers += 1
        return _Sent(self._numbers)
