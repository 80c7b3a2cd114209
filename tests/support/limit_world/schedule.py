"""What happens in a schedule, as a value: drawn from a seed, the same every time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple, TypeAlias

from binance.limits import Priority
from binance.request import Request
from limit_world.wire import Network


class Wish(NamedTuple):
    """Somebody wants something; `at` and all other times count from the schedule's beginning."""

    at: float
    label: str
    user: str
    kind: type[Request[Any]]
    rows: int
    priority: Priority = Priority.NORMAL
    patience: float = 10.0
    fails: bool = False
    filled: bool = False
    give_up: float | None = None


class Others(NamedTuple):
    """Somebody else behind our address asks Binance for something."""

    at: float
    meter: str
    amount: int


class Restart(NamedTuple):
    """Our process is killed, and starts anew."""

    at: float


class Banned(NamedTuple):
    """Binance bans the address."""

    at: float
    host: str


class Resync(NamedTuple):
    """Our clock is compared with the server's again."""

    at: float


Happening: TypeAlias = Wish | Others | Restart | Banned | Resync


@dataclass(frozen=True)
class Greedy:
    """A user who has always so many requests waiting or under way."""

    user: str
    kind: type[Request[Any]]
    rows: int
    together: int
    label: str = "greedy"
    patience: float = 90.0
    since: float = 0.0
    priority: Priority = Priority.NORMAL


@dataclass(frozen=True)
class Schedule:
    """`happenings` makes them anew in the order of time; `skew` and `drift` are our clock's."""

    seed: int
    seconds: float
    happenings: Callable[[Random], Iterable[Happening]]
    greedy: tuple[Greedy, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)
    network: Network = field(default_factory=Network)
    skew: float = 0.0
    drift: float = 0.0
    phase: float = 0.0
