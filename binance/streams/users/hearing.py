"""By what an account is heard, and what may have been missed when that changes."""

from collections.abc import Hashable
from dataclasses import dataclass

from binance.streams.connection import loop_time
from binance.streams.events import Resumed


@dataclass(frozen=True)
class Presence:
    """How a followed account is heard: `lost_for` so many seconds, if it was heard before."""

    heard: bool
    lost_for: float | None = None


class Hearing:
    """The carriers of one account's events: connections, or subscriptions on them.

    While one takes over from another, both bring the same. When the old one ends, nothing is
    missing if it was heard so much later than the new one began as an event may be `in_flight`:
    it may have been dead for long before, and nobody knew. Times are the loop's.
    """

    def __init__(self, in_flight: float) -> None:
        self._in_flight = in_flight
        self._began: dict[Hashable, float] = {}
        self._silent_since: float | None = None
        self._lost_since: float | None = None  # the same, also where `stop` forgot it

    def __bool__(self) -> bool:
        return bool(self._began)

    def __contains__(self, carrier: Hashable) -> bool:
        return carrier in self._began

    @property
    def presence(self) -> Presence:
        if self._began or self._lost_since is None:
            return Presence(bool(self._began))
        return Presence(heard=False, lost_for=loop_time() - self._lost_since)

    def begins(self, carrier: Hashable) -> Resumed | None:
        """Expect events from a carrier from now on; say so if nothing was heard before."""
        now, silent = loop_time(), not self._began
        self._began.setdefault(carrier, now)
        if not silent:
            return None
        return Resumed(None if self._silent_since is None else now - self._silent_since)

    def ends(self, carrier: Hashable, heard_at: float) -> Resumed | None:
        """Expect nothing more from a carrier, of whose connection anything was last heard then.

        Return what to say if the others did not begin in time.
        """
        began = self._began.pop(carrier, None)
        if began is None:
            return None
        if not self._began:
            self._silent_since = self._lost_since = heard_at
            return None
        others = min(self._began.values())
        if began < others and heard_at < others + self._in_flight:
            return Resumed(loop_time() - heard_at)
        return None

    def stop(self) -> None:
        """Expect nothing more from anybody."""
        if self._began:
            self._lost_since = loop_time()
        self._began.clear()
        self._silent_since = None
