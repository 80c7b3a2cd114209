"""What happened in a schedule: what people wished and when, and all that they were told."""

from dataclasses import dataclass, field
from decimal import Decimal

from alert_world.telegram import Attempt, Seen
from binance.models.market import AggTrade

Tape = list[AggTrade]


@dataclass
class Wanted:
    """An alert that somebody asked for, and how far the market was in between.

    `earliest` is the newest trade that REST knew when it was asked for, `latest` the newest there
    was when the answer came: the alert counts from one of them, `armed_at_id` if it was told.
    """

    update: int
    user: int
    symbol: str
    above: bool
    level: Decimal
    asked_at: float
    earliest: int
    latest: int | None = None
    acknowledged_at: float | None = None
    armed_at_id: int | None = None
    number: int | None = None
    failed: bool = False
    tries: int = 0
    withdrawn_at: float | None = None  # when it was asked for
    gone_at: float | None = None  # when that was acknowledged

    def satisfied_by(self, price: Decimal) -> bool:
        return price > self.level if self.above else price < self.level

    def __str__(self) -> str:
        sign = ">" if self.above else "<"
        return f"{self.user}: {self.symbol} {sign} {self.level} asked at {self.asked_at:.3f}"


@dataclass
class History:
    tapes: dict[str, Tape] = field(default_factory=dict)
    wanted: list[Wanted] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    broken_silences: list[Attempt] = field(default_factory=list)
    crashed_at: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    connections: int = 0
