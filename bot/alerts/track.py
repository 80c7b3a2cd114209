"""A measure as it moves, and the levels that wait on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pydantic import TypeAdapter

from binance.models.market import Interval
from bot.alerts.conditions import Measure, Relation
from bot.alerts.feeds import Tick
from bot.alerts.measures import gauge_of
from bot.alerts.thresholds import SCALE, Thresholds
from bot.alerts.waiting import Wait, triggers

_MEASURE: TypeAdapter[Measure] = TypeAdapter(Measure)


def spelt(measure: Measure) -> str:
    """Spell a measure as it is stored."""
    return _MEASURE.dump_json(measure).decode()


def measure_of(text: str) -> Measure:
    return _MEASURE.validate_json(text)


def unscaled(value: int) -> Decimal:
    return Decimal(value) / SCALE


@dataclass(frozen=True, slots=True)
class Waiter:
    """One alert as the index knows it."""

    alert_id: int
    relation: Relation
    level: Decimal
    wait: Wait

    def awaits(self, value: int) -> bool:
        """Whether a value, in 10**-8, is on a side that it waits for."""
        sides = triggers(self.relation, self.level, self.wait)
        return any(value > level if above else value < level for above, level in sides)


class Track:
    """Tells a gauge of events and finds the alerts that its new value reaches.

    While it is `held`, because its history is still being fetched, events are put aside.
    """

    __slots__ = ("gauge", "held", "measure", "thresholds")

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.gauge = gauge_of(measure)
        self.thresholds = Thresholds()
        self.held: list[Tick] | None = [] if self.gauge.needs else None

    @classmethod
    def of(cls, text: str) -> "Track":
        return cls(measure_of(text))

    def take(self, tick: Tick) -> int | None:
        """Take an event in and return the value after it; None when there is none yet."""
        if self.held is not None:
            self.held.append(tick)
            return None
        tick.tell(self.gauge)
        return self.gauge.value

    @property
    def value(self) -> Decimal | None:
        now = self.gauge.value
        return None if now is None else unscaled(now)

    @property
    def is_fine(self) -> bool:
        """Whether it counts in seconds, so that candles of minutes say too little to it."""
        return any(one.interval is Interval.S1 for one in self.gauge.needs)

    def load(self, waiters: Iterable[Waiter]) -> None:
        self.thresholds.load(
            (one.alert_id, above, level)
            for one in waiters
            for above, level in triggers(one.relation, one.level, one.wait)
        )

    def add(self, waiter: Waiter) -> None:
        for above, level in triggers(waiter.relation, waiter.level, waiter.wait):
            self.thresholds.add(waiter.alert_id, above=above, level=level)

    def discard(self, alert_id: int, relation: Relation, level: Decimal) -> None:
        """Take an alert out, whichever side it waits for."""
        for primed in (True, False):
            for above, threshold in triggers(relation, level, Wait("either", primed)):
                self.thresholds.discard(alert_id, above=above, level=threshold)


def bracket(tracks: Iterable[Track]) -> Interval:
    """How long the candles may be that stand for quiet trades to all of these."""
    return Interval.S1 if any(track.is_fine for track in tracks) else Interval.M1
