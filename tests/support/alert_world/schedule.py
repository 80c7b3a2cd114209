"""What happens in a schedule, as a value: drawn from a seed, the same every time."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from alert_world.steps import Fatal

Strikes = Literal["cut", "mute", "mute one", "shut down", "outage", "REST away", "silence"]


class Trade(NamedTuple):
    """Somebody trades; all times count from the schedule's beginning, in seconds."""

    at: float
    symbol: str
    price: Decimal


class Ask(NamedTuple):
    """Somebody wants to be told of a price."""

    at: float
    user: int
    symbol: str
    above: bool
    level: Decimal


class Withdraw(NamedTuple):
    """Somebody deletes the newest alert they have."""

    at: float
    user: int


class Strike(NamedTuple):
    """Something goes wrong, for so long where it lasts."""

    at: float
    what: Strikes
    seconds: float


class Crash(NamedTuple):
    """The process is killed, and started again after a rest."""

    at: float
    rest: float


class Block(NamedTuple):
    """Somebody blocks the bot, and comes back."""

    at: float
    user: int
    seconds: float


Happening: TypeAlias = Trade | Ask | Withdraw | Strike | Crash | Block


@dataclass(frozen=True)
class Conditions:
    """How good the world is, and how the bot is set up."""

    lags: tuple[float, float]
    duplicated: float
    reordered: float
    rest_lag: float
    rest_fails: float
    telegram_fails: float
    disk_takes: float
    lifetime: float
    overlap: float
    mended: bool
    backlog: int


@dataclass(frozen=True)
class Schedule:
    """`fatal` is where each process ends, one after another; those after them live on."""

    seed: int
    conditions: Conditions
    happenings: tuple[Happening, ...]
    fatal: tuple[Fatal, ...]
    users: tuple[int, ...]
