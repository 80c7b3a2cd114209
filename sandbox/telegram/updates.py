"""The updates a bot has not confirmed yet, and the one poller that may fetch them."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import conflict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Update = dict[str, Any]

OPTIONAL_KINDS = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_REMEMBERED = 1000
_KEPT_SECONDS = 24 * 3600
_CONFLICT_PAUSE = 3.0
_SECOND_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


class Updates:
    """A queue as getUpdates shows it: what is fetched stays until an offset confirms it."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._waiting: deque[Update] = deque()
        self._added: dict[int, float] = {}  # when, by update_id
        self._past: deque[Update] = deque(maxlen=_REMEMBERED)
        self._again: set[int] = set()  # handed over once more, whatever the offset says
        self._poller: asyncio.Future[None] | None = None
        self._next_conflict = 0.0  # on the loop's clock
        self.allowed: list[str] | None = None
        self.has_been_polled = False

    def __len__(self) -> int:
        self._drop_expired()
        return len(self._waiting)

    def __iter__(self) -> Iterator[Update]:
        self._drop_expired()
        return iter(tuple(self._waiting))

    def add(self, update: Update, kind: str) -> None:
        """Queue an update, unless the bot said that it does not want this kind."""
        wanted = kind in self.allowed if self.allowed else kind not in OPTIONAL_KINDS
        if wanted:
            self._past.append(update)
            self._waiting.append(update)
            self._added[update["update_id"]] = self._now()
            self._wake()

    def repeat(self, update_id: int | None = None) -> int | None:
        """Hand an earlier update (by default the last) to the bot once more."""
        for update in reversed(self._past):
            if update_id in (None, update["update_id"]):
                if update not in self._waiting:
                    self._waiting.appendleft(update)
                self._added[update["update_id"]] = self._now()
                self._again.add(update["update_id"])
                self._wake()
                return int(update["update_id"])
        return None

    async def fetch(self, *, offset: int, limit: int, wait: float) -> list[Update]:
        """Confirm what lies before `offset`, then return what waits, or wait for something."""
        self.has_been_polled = True
        self.end_polling(_SECOND_POLLER)
        self._confirm(offset)
        if not self and wait > 0:
            await self._arrival(wait)
        handed_over = list(islice(self, limit))
        self._again.difference_update(update["update_id"] for update in handed_over)
        return handed_over

    def delivered(self, update: Update) -> None:
        """Forget an update that the webhook took."""
        with suppress(ValueError):
            self._waiting.remove(update)

    def end_polling(self, reason: str) -> None:
        """End a poll that waits; when that happens often, the poller hears of it late."""
        poller = self._poller
        if poller and not poller.done():
            asyncio.get_running_loop().call_later(self.conflict_pause(), _refuse, poller, reason)

    def conflict_pause(self) -> float:
        """Return how long Telegram keeps back a 409: not at all, or 3 s when it is repeated."""
        time = asyncio.get_running_loop().time()
        if time < self._next_conflict:
            return _CONFLICT_PAUSE
        self._next_conflict = time + _CONFLICT_PAUSE
        return 0.0

    def clear(self) -> None:
        self._waiting.clear()
        self._past.clear()
        self._again.clear()
        self._added.clear()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._waiting = deque(islice(self._waiting, max(len(self) + offset, 0), None))
            return
        self._waiting = deque(
            update
            for update in self._waiting
            if update["update_id"] >= offset or update["update_id"] in self._again
        )

    def _drop_expired(self) -> None:
        oldest = self._now() - _KEPT_SECONDS
        while self._waiting and self._added[self._waiting[0]["update_id"]] < oldest:
            self._waiting.popleft()

    async def _arrival(self, wait: float) -> None:
        poller = self._poller = asyncio.get_running_loop().create_future()
        with suppress(TimeoutError):
            await asyncio.wait_for(poller, wait)

    def _wake(self) -> None:
        if self._poller and not self._poller.done():
            self._poller.set_result(None)


def _refuse(poller: asyncio.Future[None], reason: str) -> None:
    if not poller.done():
        poller.set_exception(conflict(reason))
