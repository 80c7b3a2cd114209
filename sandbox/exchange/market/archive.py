"""Minutes that were drawn once, hour by hour, for all markets here that share a seed."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

    from sandbox.exchange.market.noise import Ints

_KEPT = 4_000  # 4 kB each: two days of every symbol, for two seeds

_hours: OrderedDict[tuple[Hashable, int], Ints] = OrderedDict()


def recall(origin: Hashable | None, hour: int) -> Ints | None:
    """Return the first minutes of an hour as its seed has them, as many as were ever drawn."""
    return None if origin is None else _hours.get((origin, hour))


def keep(origin: Hashable | None, hour: int, minutes: Ints) -> None:
    """Remember the first minutes of an hour, in which nobody has moved a price or traded."""
    known = recall(origin, hour)
    if origin is None or (known is not None and known.shape[1] >= minutes.shape[1]):
        return
    kept = minutes.copy()  # not a view that would hold the whole drawing
    kept.setflags(write=False)
    _hours[origin, hour] = kept
    while len(_hours) > _KEPT:
        _hours.popitem(last=False)
