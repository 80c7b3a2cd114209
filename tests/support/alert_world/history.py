"""What happened in a schedule: what people wished and when, and all that they were told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from alert_world.kinds import Source, sources
from alert_world.telegram import Attempt, Seen
from binance.models.market import AggTrade
from bot.alerts.conditions import Wish

Tape = list[AggTrade]
Tapes = dict[str, Tape]
Rates = dict[str, list[tuple[int, Decimal]]]
"""Of each perpetual the funding rates, and since which millisecond."""
Listed = dict[str, tuple[int, str]]
"""When symbols began to trade, in milliseconds, and what they are priced in."""


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
    def sources(self) -> list[Source]:
        return [source for term in self.wish.terms for source in sources(term.measure)]

    @property
    def symbols(self) -> list[str]:
        return sorted({source.symbol for source in self.sources})

    @property
    def came_to_nothing(self) -> bool:
        """Whether it was certainly not armed: a first try that a crash cut short may have been."""
        return self.failed and self.tries == 1

    @property
    def changes_by_itself(self) -> bool:
        """Whether it ends or wakes without anybody's doing."""
        return bool(self.wish.options.until) or any(span.woken for span in self.spans)

    @property
    def is_traded(self) -> bool:
        """Whether trades alone decide."""
        return bool(self.sources) and all(one.kind == "trades" for one in self.sources)

    @property
    def counts_ids(self) -> bool:
        """Whether its places are the ids of trades; else they are milliseconds."""
        return self.is_traded and len(self.sources) == 1

    def earliest(self, tapes: Mapping[str, Tape], ms: int) -> int:
        """The first place it may count from, of a market that is known up to a moment."""
        if self.counts_ids:
            return len(tapes[self.symbols[0]])
        return max((_known(one, tapes, ms) for one in self.sources), default=ms)

    def latest(self, tapes: Mapping[str, Tape], ms: int) -> int:
        """The last place it may count from at a moment."""
        return self.earliest(tapes, ms) if self.is_traded else ms

    def __str__(self) -> str:
        return f"{self.user}: {self.wish} asked at {self.spans[0].asked_at:.3f}"


@dataclass
class History:
    """`until_ms` is how far time went."""

    tapes: Tapes = field(default_factory=dict)
    rates: Rates = field(default_factory=dict)
    listed: Listed = field(default_factory=dict)
    until_ms: float = 0.0
    wanted: list[Wanted] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    broken_silences: list[Attempt] = field(default_factory=list)
    crashed_at: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    connections: int = 0


def _known(source: Source, tapes: Mapping[str, Tape], ms: int) -> int:
    if source.kind == "trades":
        tape = tapes[source.symbol]
        return milliseconds(tape[-1]) if tape else 0
    return ms // source.length_ms * source.length_ms


def milliseconds(trade: AggTrade) -> int:
    return round(trade.time.timestamp() * 1000)
