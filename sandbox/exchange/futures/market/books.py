"""Update ids of the futures' books, which follow a stricter rule than spot's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.books import BookUpdates

if TYPE_CHECKING:
    from sandbox.exchange.books import Snapshot

DEEPEST = 1_000


class Books(BookUpdates):
    """Books whose snapshots have ids of their own.

    The first event that is applied to a snapshot must begin at or before its id and end at or
    after it (U <= lastUpdateId <= u): the event after a snapshot always does.
    """

    def snapshot(self, symbol: str, limit: int) -> Snapshot:
        self._brought_up(symbol).update_id += 1
        return super().snapshot(symbol, limit)
