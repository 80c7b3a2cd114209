"""What a request is charged, and to whom.

A weight is a number, or one of the functions here where it depends on what is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

Weigh = Callable[[Any], int]


class Bucket(StrEnum):
    """Whom Binance charges a request's weight."""

    IP = "IP"
    UID = "UID"


class Orders(NamedTuple):
    """What a request adds to an account's two ORDERS limits: 10 seconds, and a day or minute."""

    ten_seconds: int
    longer: int


@dataclass(frozen=True)
class Quota:
    """A limit that some endpoints have beside the weight: so many requests from one address."""

    name: str
    requests: int
    seconds: int


FUNDING = Quota("funding", 500, 300)
"""Funding rates and their terms share one."""


def by_symbol(one: int, every: int, *, name: str = "symbol") -> Weigh:
    """Charge less for one symbol (or whatever `name` is) than for all of them."""
    return lambda request: every if getattr(request, name) is None else one


def by_limit(*steps: tuple[int, int]) -> Weigh:
    """Charge by the number of rows asked for: (up to, weight), ascending."""
    return lambda request: next(
        (weight for top, weight in steps if request.limit <= top), steps[-1][1]
    )


def by_symbols(*steps: tuple[int, int], every: int, name: str = "symbols") -> Weigh:
    """Charge by how many symbols are asked for, (up to, weight); `every` for more, or for all."""

    def weigh(request: Any) -> int:
        count = len(getattr(request, name) or ())
        if getattr(request, "symbol", None) is not None:
            count = 1
        return next((weight for top, weight in steps if 1 <= count <= top), every)

    return weigh


def per_symbol(weight: int, *, cap: int) -> Weigh:
    """Charge each symbol asked for, up to a cap."""

    def weigh(request: Any) -> int:
        single = getattr(request, "symbol", None) is not None
        count = 1 if single else len(getattr(request, "symbols", None) or ())
        return min(weight * max(count, 1), cap)

    return weigh
