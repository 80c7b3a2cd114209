"""Bars: candles as columns of a matrix, in ticks and steps, so that they add up exactly."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sandbox.exchange.market.noise import Ints
    from sandbox.exchange.market.tape import Tape


class Bar(IntEnum):
    """The rows of a matrix of bars."""

    OPEN = 0
    HIGH = 1
    LOW = 2
    CLOSE = 3
    VOLUME = 4
    QUOTE = 5  # in ticks times steps
    COUNT = 6
    TAKER = 7  # the volume that takers bought
    TAKER_QUOTE = 8


_SUMS = slice(Bar.VOLUME, None)


def of_trades(tape: Tape) -> Ints:
    """Return one bar for each trade."""
    quote = tape.price * tape.quantity
    bought = ~tape.maker
    return np.stack(
        [
            *[tape.price] * 4,
            tape.quantity,
            quote,
            np.ones_like(quote),
            tape.quantity * bought,
            quote * bought,
        ]
    )


def gathered(bars: Ints, starts: Ints) -> Ints:
    """Put bars together into one for each start; none may be empty."""
    if not starts.size:
        return bars[:, :0]
    out = np.empty((len(Bar), starts.size), dtype=np.int64)
    out[Bar.OPEN] = bars[Bar.OPEN, starts]
    out[Bar.HIGH] = np.maximum.reduceat(bars[Bar.HIGH], starts)
    out[Bar.LOW] = np.minimum.reduceat(bars[Bar.LOW], starts)
    out[Bar.CLOSE] = bars[Bar.CLOSE, np.append(starts[1:], bars.shape[1]) - 1]
    out[_SUMS] = np.add.reduceat(bars[_SUMS], starts, axis=1)
    return out


def whole(bars: Ints) -> Ints:
    """Put all bars together into one."""
    return gathered(bars, np.zeros(1, dtype=np.int64))[:, 0]


def of_periods(tape: Tape, edges: Ints) -> Ints:
    """Return a bar for each period between two edges; one without trades stands still.

    The tape begins at or before the first edge, with a trade in the first period or before it.
    """
    places = np.searchsorted(tape.time, edges)
    filled = np.flatnonzero(np.diff(places) > 0)
    bars = of_trades(tape.part(slice(places[0], places[-1])))
    out = np.zeros((len(Bar), edges.size - 1), dtype=np.int64)
    out[:, filled] = gathered(bars, places[filled] - places[0])
    quiet = np.flatnonzero(np.diff(places) == 0)
    if quiet.size:
        out[: Bar.VOLUME, quiet] = tape.price[np.maximum(places[quiet] - 1, 0)]
    return out
