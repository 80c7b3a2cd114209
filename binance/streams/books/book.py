"""An order book of one's own: a snapshot, and the events that changed it since.

https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
"""

import time
from decimal import Decimal
from enum import Enum, auto
from typing import TypeAlias

from binance.clock import Clock
from binance.models.events import contract_ticks, ticks
from binance.models.market import Level, OrderBook
from binance.models.order_terms import Side
from binance.streams.books.ladder import Fill, Ladder

DepthEvent: TypeAlias = ticks.DepthUpdate | contract_ticks.DepthUpdate
"""What the `Depth` streams of spot and of USD-M tell."""


_LATER = 5_000  # milliseconds: no two connections tell of the same moment so far apart


class Outcome(Enum):
    """What became of an event."""

    APPLIED = auto()
    STALE = auto()  # all that it tells is in the book already
    GAP = auto()  # it does not join what was before: the book needs another snapshot


class LocalBook:
    """The book of one symbol; `limit` is how many levels the snapshot was asked for.

    `synced` tells whether every change up to now is in it, as far as its events tell; a snapshot
    alone is not. After a `GAP` it is what it was before, and the book of a moment that has passed.
    """

    def __init__(self, snapshot: OrderBook, *, limit: int, now: Clock = time.monotonic) -> None:
        self.update_id = snapshot.last_update_id
        self.bids = Ladder(snapshot.bids, descending=True, limit=limit)
        self.asks = Ladder(snapshot.asks, descending=False, limit=limit)
        self.synced = False
        self._now, self._heard_at = now, now()
        self._joined = False  # whether an event has followed the snapshot
        self._last: DepthEvent | None = None  # whose ids are the highest that were told

    def apply(self, event: DepthEvent) -> Outcome:
        """Lay the next event upon the book, unless it is an old one or one is missing."""
        self._heard_at = self._now()
        if self._began_anew_before(event) or self._misses_one_before(event):
            self.synced = False
            return Outcome.GAP
        if self._last is None or event.final_update_id >= self._last.final_update_id:
            self._last = event
        if event.final_update_id <= self.update_id:
            self.synced = True  # what follows it has not been told yet
            return Outcome.STALE
        for level in event.bids:
            self.bids.put(level)
        for level in event.asks:
            self.asks.put(level)
        self.update_id, self._joined = event.final_update_id, True
        self.synced = True
        return Outcome.APPLIED

    @property
    def age(self) -> float:
        """Count the seconds since anything was heard of it: the snapshot, or an event."""
        return self._now() - self._heard_at

    def _began_anew_before(self, event: DepthEvent) -> bool:
        """Tell an old event from one of a world whose ids began anew, as a wiped testnet's do.

        How far ids went back says nothing: those of futures run by the hundred thousand a second.
        """
        last = self._last
        if last is None or event.final_update_id >= last.final_update_id:
            return False
        return event.event_ms > last.event_ms + _LATER

    def _misses_one_before(self, event: DepthEvent) -> bool:
        if event.final_update_id <= self.update_id:
            return False
        if not isinstance(event, contract_ticks.DepthUpdate):
            return event.first_update_id > self.update_id + 1
        if self._joined:
            return event.previous_update_id != self.update_id
        # Ids of futures leave numbers out, so a snapshot may lie between two events and in neither.
        return event.previous_update_id > self.update_id

    @property
    def best_bid(self) -> Level | None:
        return self.bids.best

    @property
    def best_ask(self) -> Level | None:
        return self.asks.best

    @property
    def worn(self) -> bool:
        """Whether the price has left so much of the snapshot behind that a fresh one is due."""
        return self.bids.worn or self.asks.worn

    def depth_to(self, notional: Decimal) -> OrderBook:
        """The best levels of each side that are worth so much in quote, the last one whole."""
        return OrderBook(
            last_update_id=self.update_id,
            bids=self.bids.depth_to(notional),
            asks=self.asks.depth_to(notional),
        )

    def fill(self, side: Side, quantity: Decimal, *, limit: Decimal | None = None) -> Fill:
        """Say what an order for so much of the base asset would get at once, fees aside.

        It is one at market, or one that pays no more and takes no less than its `limit`.
        """
        return self._facing(side).fill(quantity, limit=limit)

    def fill_quote(self, side: Side, quote_order_qty: Decimal) -> Fill:
        """Say what a market order for so much of the quote asset would get, fees aside."""
        return self._facing(side).fill_quote(quote_order_qty)

    def _facing(self, side: Side) -> Ladder:
        return self.asks if side == Side.BUY else self.bids
