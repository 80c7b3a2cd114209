"""What people wish for beside prices: levels that the measures will reach, or just miss."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from pretend_market import BEGUN

from alert_world.history import History
from alert_world.kinds import is_sampled
from alert_world.readings import readings
from alert_world.sampled import states
from alert_world.schedule import Rate, Trade
from alert_world.wishes import CROSSINGS, RISES, STATES, Wishes
from binance.models.market import AggTrade, Interval
from bot.alerts.conditions import (
    Average,
    Funding,
    Gap,
    Measure,
    Move,
    Near,
    NewListing,
    Ratio,
    Relation,
    Rsi,
    Term,
    Volume,
    Wish,
)

_AHEAD_MS = 300_000  # of the future that levels are chosen from
_AGG_TRADE: Any = AggTrade
_MINUTE = timedelta(minutes=1)
_ALONE = ("move", "near", "near", "volume", "rsi", "rsi", "gap", "funding", "listing", "live")
_JOINT = (*_ALONE, "ratio", "ratio", "joint", "joint")
_TRADED = ("move", "near")
_ONLY = {Move: Relation.AT_LEAST, Near: Relation.AT_MOST, Volume: Relation.AT_LEAST}
_STEPS = {Ratio: "0.0001", Move: "0.1", Near: "0.1", Volume: "0.1", Rsi: "0.001", Funding: "0.001"}


class MeasuredWishes(Wishes):
    """Draws what is wished for; of two prices or of prices and candles together only if `joint`."""

    def __init__(
        self,
        rng: Random,
        past: Sequence[Trade],
        trades: Sequence[Trade],
        rates: Sequence[Rate],
        *,
        joint: bool,
    ) -> None:
        super().__init__(rng, trades, plain=False, joint=joint)
        self._known = _history([*past, *trades], rates)
        self._values: dict[Measure, list[tuple[int, Decimal]]] = {}

    def wish(self, at: float) -> Wish:
        what = self._rng.choice(_JOINT if self._joint else _ALONE)
        options = self._options(at)
        if what == "listing":
            quote = self._rng.choice((None, "USDT", "BTC"))
            return Wish(condition=NewListing(quote=quote), options=options)
        if what != "joint":
            return Wish(condition=(self._term(what, at),), options=options)
        others = self._rng.choices(("move", "near", "volume", "rsi", "gap"), k=2)
        terms = [self._price(at, (*STATES, *CROSSINGS)), self._term(others[0], at, states=True)]
        if self._rng.random() < 0.2 and others[1] in _TRADED:
            terms[0] = self._term(others[1], at)  # of two candles that end at once either is first
        return Wish(condition=tuple(terms), options=options)

    def _term(self, what: str, at: float, *, states: bool = False) -> Term:
        rng, measure = self._rng, self._measure(what)
        every: Sequence[Relation] = STATES if states else (*STATES, *CROSSINGS)
        relation = _ONLY.get(type(measure)) or rng.choice(every)
        if isinstance(measure, Gap):
            return Term(measure=measure, relation=relation, level=Decimal(0))
        level = self._level(measure, relation, at)
        return Term(measure=measure, relation=relation, level=level)

    def _measure(self, what: str) -> Measure:
        rng = self._rng
        symbol, other = rng.sample(self._symbols, 2)
        window = rng.choice((1, 1, 2, 5, 20)) * _MINUTE
        match what:
            case "ratio":
                return Ratio(symbol=symbol, by=other)
            case "move":
                return Move(symbol=symbol, window=window)
            case "near":
                return Near(symbol=symbol, extreme=rng.choice(("low", "high")), window=window)
            case "funding":
                return Funding(symbol=symbol)
        return self._of_candles(what, symbol)

    def _of_candles(self, what: str, symbol: str) -> Measure:
        rng, live = self._rng, what == "live"
        interval = rng.choice((Interval.M1, Interval.M1, Interval.M3))
        if what == "volume":
            return Volume(symbol=symbol, window=rng.choice((1, 1, 2, 4)) * _MINUTE)
        if what == "gap" or (live and rng.random() < 0.3):
            return self._gap(symbol, interval).model_copy(update={"live": live})
        return Rsi(symbol=symbol, interval=interval, length=rng.choice((2, 5, 14)), live=live)

    def _gap(self, symbol: str, interval: Interval) -> Gap:
        fast = self._rng.choice(
            (None, Average(kind="ema", length=3), Average(kind="sma", length=2))
        )
        slow = Average(kind=self._rng.choice(("ema", "sma")), length=self._rng.choice((5, 9)))
        return Gap(symbol=symbol, interval=interval, fast=fast, slow=slow)

    def _level(self, measure: Measure, relation: Relation, at: float) -> Decimal:
        values = self._values_ahead(measure, at) or [Decimal(50)]
        rises = relation in RISES or (relation is Relation.CROSSES and self._rng.random() < 0.5)
        furthest = max(values) if rises else min(values)
        between = (furthest + self._rng.choice(values)) / 2
        level = self._rng.choice((furthest, between, self._rng.choice(values)))
        return _within(measure, level.quantize(Decimal(_STEPS[type(measure)])))

    def _values_ahead(self, measure: Measure, at: float) -> list[Decimal]:
        begin = (BEGUN + at) * 1000
        if measure not in self._values:
            self._values[measure] = [*_all(measure, self._known)]
        known = self._values[measure]
        ahead = [value for ms, value in known if begin < ms <= begin + _AHEAD_MS]
        return ahead or [value for _, value in known[-1:]]


def _all(measure: Measure, known: History) -> list[tuple[int, Decimal]]:
    term = Term(measure=measure, relation=Relation.ABOVE, level=Decimal(0))
    if is_sampled(Wish(condition=(term,))):
        told = [(one.since_ms, one.value) for one in states(term, known)]
    else:
        told = [(one.ms, one.value) for one in readings(measure, known)]
    return [(ms, value) for ms, value in told if value is not None]


def _within(measure: Measure, level: Decimal) -> Decimal:
    """As far as such a level may be written."""
    match measure:
        case Move() | Near():
            return max(level, Decimal("0.1"))
        case Volume():
            return max(level, Decimal(1))
        case Rsi():
            return min(max(level, Decimal(1)), Decimal(99))
    return level


def _history(trades: Sequence[Trade], rates: Sequence[Rate]) -> History:
    """What will be known at last, as far as it is drawn."""
    known = History(tapes=defaultdict(list), rates=defaultdict(list))
    for one in trades:
        ms = int((BEGUN + one.at) * 1000)
        known.until_ms = max(known.until_ms, ms)
        at = datetime.fromtimestamp(ms / 1000, UTC)
        made = _AGG_TRADE.model_construct(price=one.price, qty=one.qty, time=at)
        known.tapes[one.symbol].append(made)
    for rate in rates:
        known.rates[rate.symbol].append((int((BEGUN + rate.at) * 1000), rate.rate))
    return known
