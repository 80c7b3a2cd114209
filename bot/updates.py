"""The order in which updates are handled: one at a time for a person, side by side for people."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE = 32  # beyond this httpx's pool costs more than it brings
WAITING_PER_PERSON = 50  # a flood is cut off here, after the gate has said so: it hears 30 at once

Prompt = Callable[[Update], Coroutine[Any, Any, bool | None]]
"""What is done to an update as it comes, whatever is handled before it."""

prompted: ContextVar[asyncio.Task[bool | None] | None] = ContextVar("prompted", default=None)


class SerialPerUser(BaseUpdateProcessor):
    """Two taps of one person never run together; two people never wait for each other.

    Only what is `prompt` waits for nothing: a secret must not stay in the chat while Binance is
    slow to answer what was asked before. How it ended is for whoever handles the update.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        super().__init__(max_concurrent_updates=100_000)
        self.prompt: Prompt | None = None
        self._slots = asyncio.Semaphore(at_once)
        self._lines: dict[int, asyncio.Lock] = {}
        self._waiting: dict[int, int] = {}

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        task = None
        if self.prompt is not None and isinstance(update, Update):
            task = asyncio.create_task(self.prompt(update))  # beside the line: its place is kept
            prompted.set(task)
        try:
            await self._in_turn(update, coroutine)
        finally:
            if task is not None:
                await asyncio.wait([task])

    async def _in_turn(self, update: object, coroutine: Awaitable[Any]) -> None:
        person = _whose(update)
        if self._waiting.get(person, 0) >= WAITING_PER_PERSON:
            _discard(coroutine)
            return
        self._waiting[person] = self._waiting.get(person, 0) + 1
        line = self._lines.setdefault(person, asyncio.Lock())
        try:
            async with line, self._slots:
                await coroutine
        finally:
            self._leave(person)

    def _leave(self, person: int) -> None:
        self._waiting[person] -= 1
        if not self._waiting[person]:
            del self._waiting[person], self._lines[person]


def _whose(update: object) -> int:
    if isinstance(update, Update) and update.effective_user:
        return update.effective_user.id
    return 0


def _discard(coroutine: Awaitable[Any]) -> None:
    if asyncio.iscoroutine(coroutine):
        coroutine.close()
