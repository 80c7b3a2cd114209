"""What happens in a schedule, as a value: drawn from a seed, the same every time."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from alert_world.steps import Fatal
from bot.alerts.conditions import Wish

Strikes = Literal["cut", "mute", "mute one", "shut down", "outage", "REST away", "silence"]
Deeds = Literal["delete", "pause", "snooze", "rearm", "edit"]


class Trade(NamedTuple):
    """Somebody trades; all times count from the schedule's beginning, in seconds."""

    at: float
    symbol: str
    price: Decimal
    qty: Decimal = Decimal(1)


class Rate(NamedTuple):
    """The funding rate of a perpetual is another one from now on: a fraction, as Binance says."""

    at: float
    symbol: str
    rate: Decimal


class Listing(NamedTuple):
    """A symbol begins to trade."""

    at: float
    symbol: str
    quote: str


class Ask(NamedTuple):
    """Somebody wants to be told of something."""

    at: float
    user: int
    wish: Wish


class Act(NamedTuple):
    """Somebody does something with an alert that they have: `lasting` seconds, or for `wish`."""

    at: float
    user: int
    deed: Deeds
    lasting: float
    wish: Wish


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


Happening: TypeAlias = Trade | Rate | Listing | Ask | Act | Strike | Crash | Block


@dataclass(frozen=True)
class Conditions:
    """How good the world is, and how the bot is set up.

    `tells_quiet`: whether streams also tell candles in which nothing was traded.
    """

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
    places: int
    tells_quiet: bool = True


@dataclass(frozen=True)
class Schedule:
    """`fatal` is where each process ends, one after another; those after them live on.

    With a `past`, of trades and rates at times below zero, there are candles, rates and listings.
    """

    seed: int
    conditions: Conditions
    happenings: tuple[Happening, ...]
    fatal: tuple[Fatal, ...]
    users: tuple[int, ...]
    past: tuple[Trade | Rate, ...] = ()
