"""Politeness: how much one tap may ask of Binance, and where it need not ask at all."""

import logging
from collections.abc import Sequence
from typing import TypeVar

from binance.clock import Clock
from binance.errors import BadKey, BinanceError, NotAvailable
from binance.request import Private
from bot.accounts import Connected
from storage import Market

log = logging.getLogger(__name__)

T = TypeVar("T")

CONTRACTS: tuple[Market, ...] = ("usdm", "coinm")
CLOSED_FOR = 3600.0  # seconds for which a market that refused a key is not asked again
_MOST_KNOWN = 10_000
_API: dict[Market, str] = {"usdm": "fapi", "coinm": "dapi"}


class Budget:
    """So many requests for one answer; what does not fit is left for the next."""

    def __init__(self, requests: int) -> None:
        self._left = requests

    def take(self, requests: int = 1) -> bool:
        """Use some up, all or none; False when there are not so many left."""
        if self._left < requests:
            return False
        self._left -= requests
        return True


class Reach:
    """Which keys may use which markets: a key without a right to futures is not a failure.

    A market where the key is accepted since, for whatever that was, is asked again.
    """

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._closed: dict[tuple[int, Market], tuple[float, int]] = {}

    def open(self, connected: Connected, market: Market) -> bool:
        """Whether it makes sense to ask."""
        until, accepted = self._closed.get((connected.key.id, market), (0.0, 0))
        return until <= self._now() or accepted != connected.account.accepted(_API[market])

    def shut(self, connected: Connected, market: Market) -> None:
        """Binance refuses the key there."""
        if len(self._closed) >= _MOST_KNOWN:
            self._closed.clear()
        accepted = connected.account.accepted(_API[market])
        self._closed[connected.key.id, market] = self._now() + CLOSED_FOR, accepted

    def reopen(self, connected: Connected, market: Market) -> None:
        """Ask again, whatever Binance said before."""
        self._closed.pop((connected.key.id, market), None)

    async def ask(
        self, connected: Connected, market: Market, *requests: Private[T], of_part: bool = False
    ) -> Sequence[T] | None:
        """Answers of a futures market; None where this key has no business there.

        Any other failure is raised: not to know is not the same as nothing. `of_part` is asking for
        what a market may lack, as COIN-M may the conditional orders: that says nothing of the rest.
        """
        if not self.open(connected, market):
            return None
        answers = await connected.account.gather(requests)
        failures = [one for one in answers if isinstance(one, BinanceError)]
        if any(isinstance(one, BadKey | NotAvailable) for one in failures):
            if not (of_part and all(isinstance(one, NotAvailable) for one in failures)):
                self.shut(connected, market)
            return None
        if failures:
            raise failures[0]
        return [one for one in answers if not isinstance(one, BinanceError)]
