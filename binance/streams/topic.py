"""One stream, whoever carries it just now, and all who listen to it."""

import logging
from collections import deque
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from binance.errors import Unreadable
from binance.streams.conflation import conflation_key
from binance.streams.inbox import Inbox
from binance.streams.kinds import kind_of
from binance.streams.mending import Mender, Numbered
from binance.streams.pulse import Pulse
from binance.streams.subscriptions import Subscription

log = logging.getLogger(__name__)

_NO_EVENT = (ValidationError, Unreadable, TypeError, KeyError, IndexError)
_FEW = 10_000  # ids by which a stream may step back; further, and it was begun anew
_MOST_PENDING = 10_000

Held = tuple[Any, Any]
Feed = Inbox[Any]


class Topic:
    """Tells each event once and in turn.

    While one connection takes over from another (`source` and `heir`), what the new one says is
    held until the old one has said it too: then nothing can be missing in between. What was
    missed all the same is fetched, and what follows it waits; where nothing can be fetched, the
    listeners are told of the gap.
    """

    def __init__(self, subscription: Subscription[Any], mender: Mender) -> None:
        self.subscription = subscription
        self.feeds: set[Feed] = set()
        self.pulse = Pulse(subscription.expected)
        self.live = False
        self.last: Any = None
        self.source: object | None = None
        self.heir: object | None = None
        self._kind = kind_of(subscription.stream)
        self._mender = mender
        self._mendable = self._kind.contiguous and mender.can_mend(subscription)
        self._held: deque[Held] = deque()
        self._pending: list[Held] = []
        self._mending = False

    @property
    def wanted(self) -> bool:
        return bool(self.feeds)

    # who carries it

    def carried_by(self, link: object) -> None:
        """Listen to a connection from now on, and to no other."""
        self.source, self.heir = link, None
        self._held.clear()

    def awaits(self, heir: object | None) -> None:
        """Listen to a second connection, until it can take over."""
        self.heir = heir
        self._held.clear()

    def switch(self) -> None:
        """Go on with the heir, after the last event that was told."""
        self.source, self.heir = self.heir, None
        held, self._held = self._held, deque()
        for number, data in held:
            if number is None or self.last is None or number > self.last:
                self._tell(number, data)

    def go_live(self) -> None:
        """Begin, or begin again after an interruption."""
        if self.live:
            return
        self.live = True
        if self._mending:
            return
        if self._mendable and self.last is not None:
            self._mend(None)
        else:
            self.last = None
            self.lost()

    def cut(self) -> None:
        """Nobody carries it any more."""
        self.live, self.source, self.heir = False, None, None
        self._held.clear()

    def lost(self) -> None:
        for feed in self.feeds:
            feed.put_gap()

    def notify(self, notice: Any) -> None:
        for feed in self.feeds:
            feed.put(notice)

    # what is said

    def hear(self, link: object, data: Any, now: float) -> None:
        """Take what a connection brought."""
        number = self._number(data)
        if link is self.source:
            self.go_live()
            self._tell(number, data)
        elif link is self.heir:
            self._held.append((number, data))
        else:
            return
        self.pulse.beat(now)
        if self._held and self._said_already(self._held[0][0]):
            self.switch()

    def _said_already(self, number: Any) -> bool:
        return number is None or (self.last is not None and number <= self.last)

    def _number(self, data: Any) -> Any:
        try:
            number = self._kind.number(data)
        except _NO_EVENT:
            return None
        return number if isinstance(number, int | tuple) else None

    def _tell(self, number: Any, data: Any) -> None:
        if self._mending:
            self._wait(number, data)
        elif not self._kind.unique or number is None or self.last is None:
            self._deliver(number, data)
        elif number <= self.last:
            if number < self.last - _FEW:
                self._begin_anew(number, data)
        elif not self._kind.contiguous or number == self.last + 1:
            self._deliver(number, data)
        elif self._mendable:
            self._mend(number - 1)
            self._wait(number, data)
        else:
            self.lost()
            self._deliver(number, data)

    def _deliver(self, number: Any, data: Any) -> None:
        if number is not None:
            self.last = number
        stream = self.subscription.stream
        try:
            read = self.subscription.read(data)
        except _NO_EVENT:
            log.warning("an event of %s does not fit the model", stream)
            self.lost()
            return
        for event in read if isinstance(read, list) else (read,):
            key = None if self._kind.each else conflation_key(stream, event)
            for feed in self.feeds:
                feed.put(event, key)

    def _begin_anew(self, number: Any, data: Any) -> None:
        """Follow a market whose ids started over, as testnet's do once a month."""
        self.lost()
        self._deliver(number, data)

    # what was missed

    def _mend(self, upto: int | None) -> None:
        self._mending = True
        self._mender.mend(self, upto)

    def _wait(self, number: Any, data: Any) -> None:
        """Keep what follows a hole; beyond a bound it is left to be fetched as well."""
        if len(self._pending) >= _MOST_PENDING:
            self._pending.clear()
        self._pending.append((number, data))

    def fill(self, page: Iterable[Numbered]) -> None:
        """Tell what was fetched."""
        for number, event in page:
            if number <= self.last:
                continue
            if number > self.last + 1:
                self.lost()
            self.last = number
            for feed in self.feeds:
                feed.put(event)

    def mended(self) -> None:
        """Go on with what arrived in the meantime; a hole in that is mended in its turn."""
        self._mending = False
        pending, self._pending = self._pending, []
        for number, data in pending:
            self._tell(number, data)

    def given_up(self) -> None:
        """Tell that something is missing, and go on behind it."""
        self.last = None
        self.lost()
        self.mended()
