"""The reference price: the mean of the latest trades, as the matching engine works it out."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sandbox.exchange.market.pair import Pair

BUCKETS, WIDTH = 30, 1_000
"""How many buckets of trades are averaged, and how many milliseconds each of them holds."""

_PARTS = 10_000  # counts and sums have four decimal places
_UNIT = Decimal("1E-8")


def reference_price(pair: Pair) -> Decimal | None:
    """Return the mean price of the window; the bucket that leaves it counts in proportion."""
    cutoff = pair.clock - BUCKETS * WIDTH
    tape = pair.history.tape(cutoff // WIDTH * WIDTH, pair.clock + 1)
    inside = np.minimum(tape.time // WIDTH * WIDTH + WIDTH - cutoff, WIDTH)
    count = inside * _PARTS // WIDTH
    if not count.sum():
        return None
    ticks = Decimal(int((count * tape.price).sum())) / int(count.sum())
    return (ticks * pair.listing.tick).quantize(_UNIT, ROUND_DOWN)
