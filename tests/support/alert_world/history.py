"""What happened in a schedule: what people wished and when, and all that they were told."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from alert_world.telegram import Attempt, Seen
from binance.models.market import AggTrade
from bot.alerts.conditions import Wish

Tape = list[AggTrade]
Tapes = dict[str, Tape]


@dataclass
class Span:
    """A stretch in which an alert waits, from when it was asked for until it is ended.

    It counts from one of the places that the market was at between `earliest`, the newest that
    REST knew at first, and `latest`, the newest there was when the answer came; `exactly` from
    there, if that was told. `woken` is when it was to begin by itself.
    """

    asked_at: float
    earliest: int
    latest: int | None = None
    exactly: int | None = None
    acknowledged_at: float | None = None
    woken: float | None = None
    ended_at: float | None = None  # when that was asked for
    gone_at: float | None = None  # when that was acknowledged


@dataclass
class Wanted:
    """An alert that somebody asked for; its note is the number of the update that did."""

    update: int
    user: int
    wish: Wish
    spans: list[Span] = field(default_factory=list)
    number: int | None = None
    failed: bool = False
    tries: int = 0
    busy: bool = False  # something is being done with it
    is_deleted: bool = False
    state: str = ""  # what was left of it, and when it was armed last
    armed_at: float | None = None

    @property
    def symbols(self) -> list[str]:
        return sorted({term.measure.symbol for term in self.wish.terms})

    @property
    def changes_by_itself(self) -> bool:
        """Whether it ends or wakes without anybody's doing."""
        return bool(self.wish.options.until) or any(span.woken for span in self.spans)

    def place(self, tapes: Sequence[Tape]) -> int:
        """How far the market is in what this alert counts by: ids, or milliseconds if several."""
        if len(self.wish.terms) == 1:
            return len(tapes[0])
        return max((milliseconds(tape[-1]) for tape in tapes if tape), default=0)

    def __str__(self) -> str:
        return f"{self.user}: {self.wish} asked at {self.spans[0].asked_at:.3f}"


@dataclass
class History:
    tapes: Tapes = field(default_factory=dict)
    wanted: list[Wanted] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    broken_silences: list[Attempt] = field(default_factory=list)
    crashed_at: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    connections: int = 0


def milliseconds(trade: AggTrade) -> int:
    return round(trade.time.timestamp() * 1000)
