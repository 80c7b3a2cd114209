"""A market that costs now what its coins are listed at, whatever the day.

The seeded market wanders with the calendar: in some month bitcoin costs 58,000 and in another
90,000. A test that lets an order wait at 60,000 and an alert at 80,000 means below and above the
market; from here on it is right about that on every day.
"""

import time

from sandbox.exchange import Exchange
from sandbox.exchange.market.listing import Listing
from sandbox.exchange.market.walk import Walk

BEGUN = int(time.time()) // 60
"""The minute of the listed prices: one for all markets here, which share what they have drawn."""


class _Usual(Walk):
    """The walk of every day, carried to where it is at its listed price now."""

    def __init__(self, listing: Listing, *, seed: int) -> None:
        super().__init__(listing, seed=seed)
        self.origin = (f"walk of {BEGUN}", seed, listing.symbol, 1.0)
        self._origin = self._paths(BEGUN, BEGUN)[0][0]


def usual(exchange: Exchange) -> Exchange:
    """Let an exchange that nobody has asked anything yet have the usual prices."""
    core = exchange._core
    assert not core.market.pairs.living()
    core.market._source = lambda listing: _Usual(listing, seed=core.seed)
    return exchange
