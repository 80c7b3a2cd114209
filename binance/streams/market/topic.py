"""One stream, whoever carries it just now, and all who listen to it."""

import logging
from collections import deque
from collections.abc import Iterable
from typing import Any, Final

import msgspec
from pydantic import ValidationError

from binance.errors import Unreadable
from binance.streams.market.conflation import conflation_key
from binance.streams.market.inbox import Inbox
from binance.streams.market.kinds import kind_of
from binance.streams.market.mending import Mender, Numbered
from binance.streams.market.pulse import Pulse
from binance.streams.subscriptions import Subscription

log = logging.getLogger(__name__)

_NO_EVENT = (ValidationError, Unreadable, AttributeError, TypeError, KeyError, IndexError)
_MISFIT: Final = object()  # in place of an event that could not be read
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
        self._newcomers: list[Feed] = []  # who joined while nothing came
        self.pulse = Pulse(subscription.expected)
        self.live = False
        self.last: Any = None
        self.source: object | None = None
        self.heir: object | None = None
        self._kind = kind_of(subscription.stream)
        self._reads = subscription.read
        self._mender = mender
        self._mendable = self._kind.contiguous and mender.can_mend(subscription)
        self._held: deque[Held] = deque()
        self._pending: list[Held] = []
        self._mending = False

    @property
    def wanted(self) -> bool:
        return bool(self.feeds)

    # who listens

    def join(self, feed: Feed) -> None:
        """Tell this one too; it hears first that delivery begins, now or once it does."""
        self.feeds.add(feed)
        if self.live:
            feed.put_gap()
        else:
            self._newcomers.append(feed)

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
        for number, event in held:
            if number is None or self.last is None or number > self.last:
                self._tell(number, event)

    def go_live(self) -> None:
        """Begin, or begin again after an interruption."""
        if self.live:
            return
        self.live = True
        newcomers, self._newcomers = self._newcomers, []
        for feed in newcomers:  # mending is about what others have heard
            feed.put_gap()
        if self._mending:
            return
        if self._mendable and self.last is not None:
            self._mend(None)
        else:
            self.last = None
            self.lost()

    def doubt(self) -> None:
        """Something may be missing, though the connection is open."""
        if not self.live or self._mending:
            return
        if self._mendable and self.last is not None:
            self._mend(None)
        else:
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

    def hear(self, link: object, data: msgspec.Raw, now: float) -> None:
        """Take what a connection brought."""
        if link is self.source:
            if not self.live:
                self.go_live()
            self._tell(*self._read(data))
        elif link is self.heir:
            self._held.append(self._read(data))
        else:
            return
        self.pulse.beat(now)
        if self._held and self._said_already(self._held[0][0]):
            self.switch()

    def _said_already(self, number: Any) -> bool:
        return number is None or (self.last is not None and number <= self.last)

    def _read(self, data: msgspec.Raw) -> Held:
        """Read a message and its number, at one go where its type allows."""
        if (read_number := self._kind.read_number) is not None:
            try:
                event = self._reads(data)
                return read_number(event), event
            except _NO_EVENT:
                pass  # what does not fit may still bear a number
        values = _decoded(data)
        number = self._number(values)
        try:
            return number, self._reads(values)
        except _NO_EVENT:
            log.warning("an event of %s does not fit the model", self.subscription.stream)
            return number, _MISFIT

    def _number(self, values: Any) -> Any:
        try:
            number = self._kind.number(values)
        except _NO_EVENT:
            return None
        return number if isinstance(number, int | tuple) else None

    def _tell(self, number: Any, event: Any) -> None:
        if self._mending:
            self._wait(number, event)
        elif not self._kind.unique or number is None or self.last is None:
            self._deliver(number, event)
        elif number <= self.last:
            if number < self.last - _FEW:
                self._begin_anew(number, event)
        elif not self._kind.contiguous or number == self.last + 1:
            self._deliver(number, event)
        elif self._mendable:
            self._mend(number - 1)
            self._wait(number, event)
        else:
            self.lost()
            self._deliver(number, event)

    def _deliver(self, number: Any, event: Any) -> None:
        if number is not None:
            self.last = number
        if event is _MISFIT:
            self.lost()
        elif isinstance(event, list):
            for row in event:
                self._put(row)
        else:
            self._put(event)

    def _put(self, event: Any) -> None:
        key = None if self._kind.each else conflation_key(self.subscription.stream, event)
        for feed in self.feeds:
            feed.put(event, key)

    def _begin_anew(self, number: Any, event: Any) -> None:
        """Follow a market whose ids started over, as testnet's do once a month."""
        self.lost()
        self._deliver(number, event)

    # what was missed

    def _mend(self, upto: int | None) -> None:
        self._mending = True
        self._mender.mend(self, upto)

    def _wait(self, number: Any, event: Any) -> None:
        """Keep what follows a hole; beyond a bound it is left to be fetched as well."""
        if len(self._pending) >= _MOST_PENDING:
            self._pending.clear()
        self._pending.append((number, event))

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
        for number, event in pending:
            self._tell(number, event)

    def given_up(self) -> None:
        """Tell that something is missing, and go on behind it."""
        self.last = None
        self.lost()
        self.mended()


def _decoded(data: msgspec.Raw) -> Any:
    """Read JSON whose parts were only skipped so far: they may still be malformed."""
    try:
        return msgspec.json.decode(data)
    except ValueError:
        return None
