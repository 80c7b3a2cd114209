"""The updates a bot has not confirmed yet, and the one poller that may fetch them."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from itertools import islice
from typing import Any

from sandbox.telegram.errors import conflict

Update = dict[str, Any]

OPTIONAL_KINDS = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_REMEMBERED = 1000
_SECOND_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


class Updates:
    """A queue as getUpdates shows it: what is fetched stays until an offset confirms it."""

    def __init__(self) -> None:
        self._waiting: deque[Update] = deque()
        self._past: deque[Update] = deque(maxlen=_REMEMBERED)
        self._again: set[int] = set()  # handed over once more, whatever the offset says
        self._poller: asyncio.Future[None] | None = None
        self.allowed: list[str] | None = None
        self.has_been_polled = False

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, update: Update, kind: str) -> None:
        """Queue an update, unless the bot said that it does not want this kind."""
        wanted = kind in self.allowed if self.allowed else kind not in OPTIONAL_KINDS
        if wanted:
            self._past.append(update)
            self._waiting.append(update)
            self._wake()

    def repeat(self, update_id: int | None = None) -> int | None:
        """Hand an earlier update (by default the last) to the bot once more."""
        for update in reversed(self._past):
            if update_id in (None, update["update_id"]):
                if update not in self._waiting:
                    self._waiting.appendleft(update)
                self._again.add(update["update_id"])
                self._wake()
                return int(update["update_id"])
        return None

    async def fetch(self, *, offset: int, limit: int, wait: float) -> list[Update]:
        """Confirm what lies before `offset`, then return what waits, or wait for something."""
        self.has_been_polled = True
        self.end_polling(_SECOND_POLLER)
        self._confirm(offset)
        if not self._waiting and wait > 0:
            await self._arrival(wait)
        handed_over = list(islice(self._waiting, limit))
        self._again.difference_update(update["update_id"] for update in handed_over)
        return handed_over

    def end_polling(self, reason: str) -> None:
        if self._poller and not self._poller.done():
            self._poller.set_exception(conflict(reason))

    def clear(self) -> None:
        self._waiting.clear()
        self._past.clear()
        self._again.clear()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._waiting = deque(islice(self._waiting, max(len(self) + offset, 0), None))
            return
        self._waiting = deque(
            update
            for update in self._waiting
            if update["update_id"] >= offset or update["update_id"] in self._again
        )

    async def _arrival(self, wait: float) -> None:
        poller = self._poller = asyncio.get_running_loop().create_future()
        with suppress(TimeoutError):
            await asyncio.wait_for(poller, wait)

    def _wake(self) -> None:
        if self._poller and not self._poller.done():
            self._poller.set_result(None)
