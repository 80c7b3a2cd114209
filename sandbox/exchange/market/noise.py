"""Randomness that is a function of where one looks: same seed, same market, at any time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

TOP = 22
"""The coarsest level of a ladder: knots 2**22 minutes, eight years, apart."""

Displace = Callable[[int, Ints, Floats], Floats]


@cache
def key(*parts: str | int) -> int:
    """Return a 64-bit key of its own for everything that is drawn independently."""
    text = ":".join(map(str, parts))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def scramble(key: int, places: Ints | Hashes) -> Hashes:
    """Hash every place with the key (splitmix64's finaliser, which wraps around by design)."""
    mixed = places.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(key)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def uniform(key: int, places: Ints | Hashes) -> Floats:
    """Draw from [0, 1) at every place."""
    return (scramble(key, places) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def centred(key: int, places: Ints | Hashes) -> Floats:
    """Draw from (-1, 1) at every place, near 0 more often: the sum of two even draws."""
    mixed = scramble(key, places)
    halves = (mixed >> np.uint64(32)) + (mixed & np.uint64(0xFFFFFFFF))
    return halves.astype(np.float64) * 2.0**-32 - 1.0


def ladder(first: int, last: int, displace: Displace, *, top: int = TOP, level: int = 0) -> Floats:
    """Return the values at the knots `first`..`last` of `level`, one row for each quantity.

    Midpoint displacement read from the top: every second knot belongs to the level above, the
    knots between are the middle of their neighbours plus `displace(level, knots, middle)`.
    Levels halve in number, so a range costs what its finest level costs, wherever it lies.
    """
    if level == top:
        knots = np.arange(first, last + 1)
        return displace(level, knots, np.zeros((1, knots.size)))
    low, high = first >> 1, (last + 1) >> 1
    coarse = ladder(low, high, displace, top=top, level=level + 1)
    middle = (coarse[:, :-1] + coarse[:, 1:]) / 2
    fine = np.empty((coarse.shape[0], 2 * coarse.shape[1] - 1))
    fine[:, ::2] = coarse
    fine[:, 1::2] = middle + displace(level, 2 * np.arange(low, high) + 1, middle)
    return fine[:, first - 2 * low :][:, : last - first + 1]
