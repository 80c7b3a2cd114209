"""Which of an API's addresses to speak to: what works, and the main one again after a while."""

from collections.abc import Sequence

from binance.clock import Clock
from binance.errors import NotAvailable
from binance.hosts import Hosts


class Origins:
    """Remembers which addresses could not be reached; all users learn from one who failed."""

    def __init__(self, hosts: Hosts, now: Clock, *, avoid_for: float = 300.0) -> None:
        self._hosts, self._now, self._avoid_for = hosts, now, avoid_for
        self._avoid_until: dict[str, float] = {}

    def of(self, api: str) -> Sequence[str]:
        """List an API's addresses in the order to try them; `NotAvailable` where it is missing.

        All are on the list, for those to be avoided are better than nothing.
        """
        origins = self._hosts.origins(api)
        if not origins:
            raise NotAvailable(self._hosts.absence(api))
        if not self._avoid_until:
            return origins
        now = self._now()
        return sorted(origins, key=lambda one: max(self._avoid_until.get(one, now), now))

    def failed(self, origin: str) -> None:
        """Prefer the others for a while."""
        self._avoid_until[origin] = self._now() + self._avoid_for

    def answered(self, origin: str) -> None:
        """Forget that it could not be reached."""
        self._avoid_until.pop(origin, None)
