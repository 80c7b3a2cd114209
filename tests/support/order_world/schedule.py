"""What happens in a schedule, as a value: drawn from a seed, the same every time."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from binance.request import Private

Fate = Literal[
    "clear", "lost", "unreachable", "answer lost", "late", "much too late", "5xx", "overloaded",
    "garbage", "duplicate", "refused", "bad key", "limited", "half", "both failed", "nothing left",
]  # fmt: skip
"""What becomes of a POST."""
Deed = Literal["tap", "withdraw"]
KeyChange = Literal["switched", "refused", "gone", "renewed"]


@dataclass(frozen=True)
class Question:
    """What somebody is asked to confirm."""

    at: float
    user: int
    requests: tuple[Private[object], ...]
    at_market: bool


class Tap(NamedTuple):
    """A button is pressed under a question, so long after it was asked; `update` is its number."""

    question: int
    after: float
    update: int
    deed: Deed = "tap"
    by_stranger: bool = False
    elsewhere: bool = False


class Move(NamedTuple):
    """The market's price becomes another one."""

    at: float
    price: int


class Change(NamedTuple):
    """Something happens to the key that somebody trades with."""

    at: float
    user: int
    what: KeyChange


class Crash(NamedTuple):
    """The process ends before its nth step, and begins again after a rest."""

    step: int
    rest: float


Happening: TypeAlias = Move | Change


@dataclass(frozen=True)
class Conditions:
    """How good the world is; shares of one and seconds."""

    ambiguous: float = 0.0
    refused: float = 0.0
    asking_fails: float = 0.0
    lags: float = 0.0
    stubborn: float = 0.0
    """Whether one order of a list is found later than its list."""
    tells: float = 1.0
    """Whether the stream tells of an execution."""
    much_too_late: float = 0.0
    disk_takes: float = 0.0
    guarded: float = 0.0
    dry: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Schedule:
    seed: int
    conditions: Conditions
    users: tuple[int, ...]
    questions: tuple[Question, ...]
    taps: tuple[Tap, ...]
    happenings: tuple[Happening, ...]
    crashes: tuple[Crash, ...]
