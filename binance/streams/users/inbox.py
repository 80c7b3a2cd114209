"""What waits for the reader of all accounts' events: bounded, and honest about it."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Hashable
from dataclasses import replace

from binance.streams.events import Ended, Resumed, UserEvent

log = logging.getLogger(__name__)

_LOST = Resumed(gap=0.0)


class AccountInbox:
    """A queue in which an account's events are either all there, or marked as lost.

    When `limit` events wait, those of the accounts with the most of them are thrown away until
    half is left, and one `Resumed` stands where the first of each account's was: the reader asks
    Binance what became of it. What happens to such an account before the mark is read needs no
    place, because he will ask later than it happened. `Ended` is never thrown away. So beside
    `limit` events there is at most one mark an account.
    """

    def __init__(self, limit: int = 10_000) -> None:
        self._limit = limit
        self._waiting: deque[UserEvent] = deque()
        self._marked: Counter[Hashable] = Counter()  # how many `Resumed` wait, by account
        self._arrived = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, item: UserEvent) -> None:
        if self._full and not isinstance(item.event, Ended):
            if self._marked[item.account]:
                return
            self._make_room()
            if self._full:  # nobody has more than one, so this one stands for what follows it
                item = replace(item, event=_LOST)
        self._append(item)
        self._arrived.set()

    async def get(self) -> UserEvent:
        while not self._waiting:
            self._arrived.clear()
            await self._arrived.wait()
        item = self._waiting.popleft()
        if isinstance(item.event, Resumed):
            self._unmark(item.account)
        return item

    @property
    def _full(self) -> bool:
        return len(self._waiting) >= self._limit

    def _append(self, item: UserEvent) -> None:
        self._waiting.append(item)
        if isinstance(item.event, Resumed):
            self._marked[item.account] += 1

    def _unmark(self, account: Hashable) -> None:
        self._marked[account] -= 1
        if not self._marked[account]:
            del self._marked[account]

    def _make_room(self) -> None:
        crowding = self._crowding()
        if not crowding:
            return
        log.warning("events of %s accounts are thrown away: nobody reads them", len(crowding))
        waiting, self._waiting = self._waiting, deque()
        self._marked.clear()
        for item in waiting:
            if item.account not in crowding or isinstance(item.event, Ended):
                self._append(item)
            elif not self._marked[item.account]:
                self._append(replace(item, event=_LOST))

    def _crowding(self) -> set[Hashable]:
        """Choose the accounts with the most events, as few as will do."""
        waiting = (item for item in self._waiting if not isinstance(item.event, Ended))
        counts = Counter(item.account for item in waiting)
        chosen: set[Hashable] = set()
        too_many = len(self._waiting) - self._limit // 2
        for account, count in counts.most_common():
            if too_many <= 0 or count < 2:
                break
            chosen.add(account)
            too_many -= count - 1
        return chosen
