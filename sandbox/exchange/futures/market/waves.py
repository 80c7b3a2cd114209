"""What goes up and down with time and never leaves its bounds: waves of several lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandbox.exchange.market.intervals import MINUTE
from sandbox.exchange.market.noise import centred, key

if TYPE_CHECKING:
    from sandbox.exchange.market.noise import Floats, Ints

_LENGTHS = np.array([4, 16, 64, 256, 1_024, 4_096])[:, np.newaxis] * MINUTE
_SHARES = np.array([0.04, 0.06, 0.10, 0.15, 0.25, 0.40])
"""How much of the whole each wave is."""

_WAVES = _LENGTHS.size
_WAVE = np.arange(_WAVES)[:, np.newaxis]


class Waves:
    """A function of time between -1 and 1, another one for every name."""

    def __init__(self, *name: str | int) -> None:
        self._key = key(*name)

    def at(self, times: Ints) -> Floats:
        """Return the values at these times, in milliseconds."""
        place, rest = np.divmod(times.ravel(), _LENGTHS)
        start, end = (centred(self._key, (place + side) * _WAVES + _WAVE) for side in (0, 1))
        waves = start + (end - start) * (rest / _LENGTHS)
        total: Floats = (_SHARES @ waves).reshape(times.shape)
        return total
