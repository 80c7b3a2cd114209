"""One request from the moment it was wished for, and what became of it."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from binance.limits import Priority
from binance.request import Request
from limit_world.fares import FARES, Fare


class Ending(Enum):
    GRANTED = "granted"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(slots=True, eq=False)
class Call:
    """All times are the exchange's.

    `fails`: the exchange will refuse it; `filled`: the order is filled at once. `known` is how
    much weight others had used in the window `known_window`, as Binance had told us when this
    left.
    """

    label: str
    user: str
    request: Request[Any]
    priority: Priority
    asked_at: float
    patience: float
    fails: bool = False
    filled: bool = False
    ending: Ending | None = None
    endings: int = 0
    ended_at: float = 0.0
    left_at: float | None = None
    arrived_at: float | None = None
    status: int | None = None
    heard_at: float | None = None
    known: int = 0
    known_window: int = -1

    @property
    def fare(self) -> Fare:
        return FARES[type(self.request)]

    @property
    def waited(self) -> float:
        return self.ended_at - self.asked_at

    def end(self, ending: Ending, now: float) -> None:
        """Be answered by the limiter: exactly once, whatever the answer is."""
        self.ending, self.ended_at = ending, now
        self.endings += 1
