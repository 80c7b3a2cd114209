"""Which waiting levels a value reaches, found without looking at the others.

Levels and values are whole numbers, 10**-8 each, so that comparing them is exact and quick.
"""

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from operator import neg

SCALE = 10**8
HIGHEST = 2**63 - 1  # what an array of 64 bits holds; its negative is the lowest
_DIGITS = 8
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def scaled(value: Decimal) -> int:
    """Return the nearest whole number of 10**-8; exact for every price that Binance sends."""
    return _whole(value, round)


def above(level: Decimal, *, inclusive: bool = False) -> int:
    """Return the threshold that scaled values exceed just when they exceed the level itself.

    With `inclusive`, also when they equal it.
    """
    return _whole(level, math.ceil) - 1 if inclusive else _whole(level, math.floor)


def below(level: Decimal, *, inclusive: bool = False) -> int:
    """Return the threshold that scaled values fall short of just when they do of the level."""
    return _whole(level, math.floor) + 1 if inclusive else _whole(level, math.ceil)


def _whole(value: Decimal, rounding: Callable[[Decimal], int]) -> int:
    if value.is_finite() and value.adjusted() <= 11:  # a larger exponent would fill the memory
        whole = rounding(value.scaleb(_DIGITS, _EXACT))
        if -HIGHEST < whole < HIGHEST:
            return whole
    raise ValueError(f"{value} is beyond what alerts can compare, about ±92 billion")


class _Side:
    """The triggers of one direction, nearest last, so that fired ones leave from the end.

    Each has a key, and fires when the key is greater than the mark made of a value.
    """

    __slots__ = ("ids", "keys")

    def __init__(self) -> None:
        self.keys = array("q")
        self.ids = array("q")  # of equal keys the oldest alert is last, as the nearest one

    def add(self, alert_id: int, key: int) -> None:
        place = self._place(alert_id, key)
        if not self._holds(alert_id, key, place):
            self.keys.insert(place, key)
            self.ids.insert(place, alert_id)

    def discard(self, alert_id: int, key: int) -> None:
        place = self._place(alert_id, key)
        if self._holds(alert_id, key, place):
            del self.keys[place]
            del self.ids[place]

    def load(self, alerts: Iterable[tuple[int, int]]) -> None:
        """Add many pairs of key and id, sorting once."""
        waiting = {*zip(self.keys, map(neg, self.ids), strict=True)}
        waiting.update((key, -alert_id) for key, alert_id in alerts)
        ordered = sorted(waiting)
        self.keys = array("q", (key for key, _ in ordered))
        self.ids = array("q", (-negative for _, negative in ordered))

    def reached(self, mark: int) -> list[int]:
        return self.ids[bisect_right(self.keys, mark) :][::-1].tolist()

    def _place(self, alert_id: int, key: int) -> int:
        first, end = bisect_left(self.keys, key), bisect_right(self.keys, key)
        return bisect_left(self.ids, -alert_id, first, end, key=neg)

    def _holds(self, alert_id: int, key: int, place: int) -> bool:
        return place < len(self.keys) and self.keys[place] == key and self.ids[place] == alert_id


class Thresholds:
    """The one-sided triggers that wait on one measure; they stay until they are discarded.

    "Above" fires when the value is greater than the level, "below" when it is less. A value
    inside the guard band, between the nearest level of either kind, costs two comparisons.
    """

    __slots__ = ("_above", "_below", "_ceiling", "_floor")

    def __init__(self) -> None:
        self._above = _Side()  # keys are negated levels
        self._below = _Side()
        self._guard()

    def __len__(self) -> int:
        return len(self._above.ids) + len(self._below.ids)

    def add(self, alert_id: int, *, above: bool, level: int) -> None:
        if above:
            self._above.add(alert_id, -level)
        else:
            self._below.add(alert_id, level)
        self._guard()

    def discard(self, alert_id: int, *, above: bool, level: int) -> None:
        """Take it away if it is there, at just this level."""
        if above:
            self._above.discard(alert_id, -level)
        else:
            self._below.discard(alert_id, level)
        self._guard()

    def load(self, alerts: Iterable[tuple[int, bool, int]]) -> None:
        """Add many at once: id, whether above, level."""
        sides: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
        for alert_id, is_above, level in alerts:
            sides[is_above].append((-level if is_above else level, alert_id))
        self._above.load(sides[True])
        self._below.load(sides[False])
        self._guard()

    def hits(self, value: int) -> list[int]:
        """Return the ids that a value fires, in the order in which a moving value meets them."""
        if self._floor <= value <= self._ceiling:
            return []
        return self._above.reached(-value) + self._below.reached(value)

    def reached_between(self, low: int, high: int) -> bool:
        """Whether any would fire at some value from `low` to `high`."""
        return low < self._floor or high > self._ceiling

    def _guard(self) -> None:
        above, below = self._above.keys, self._below.keys
        self._ceiling = -above[-1] if above else HIGHEST
        self._floor = below[-1] if below else -HIGHEST
