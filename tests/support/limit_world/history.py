"""What was seen of a schedule, for the checker."""

from dataclasses import dataclass, field
from typing import NamedTuple

from limit_world.call import Call
from limit_world.meter import Window


class Overrun(NamedTuple):
    """A 429: what was used in that window by us and by others, and what we knew of the others."""

    at: float
    meter: str
    ours: int
    others: int
    known: int
    limit: int
    label: str


class Broken(NamedTuple):
    """Something left although Binance had told us to be silent until then."""

    at: float
    until: float
    scope: str
    label: str


@dataclass
class History:
    calls: list[Call] = field(default_factory=list)
    overruns: list[Overrun] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    negatives: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    windows: dict[str, list[Window]] = field(default_factory=dict)
    bans: int = 0
    lives: int = 1
    began: float = 0.0
    ended: float = 0.0
