"""One source of events, everybody who waits on it, and how far it was looked at."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from binance.models.market import Interval, Kline
from binance.streams.events import Resumed
from binance.streams.market import MarketStreams, TradeRange
from bot.alerts.arming import FEW
from bot.alerts.attention import Attention
from bot.alerts.backfill import Ahead
from bot.alerts.conditions import Relation
from bot.alerts.feeds import Feed, Tick, Trades, milliseconds
from bot.alerts.firing import Firing, Hit, Outcome, relation_of, wait_of
from bot.alerts.measures import Gauge
from bot.alerts.patience import persist
from bot.alerts.track import Track, Waiter, bracket, unscaled
from bot.alerts.waiting import Wait
from storage import Alert, AlertCursor, Waiting

LAG = timedelta(seconds=10)  # by which answers of REST may be behind
ASK_AGAIN = 0.5  # seconds between questions whether they still are


class Warming(Protocol):
    """Whoever can tell a gauge of what happened before."""

    async def warm(self, gauge: Gauge, until: datetime) -> None: ...


@dataclass(frozen=True)
class Parts:
    """What every watch needs."""

    streams: MarketStreams
    attention: Attention
    firing: Firing
    history: Warming
    now: Callable[[], datetime]


class Watch:
    """Follows a source from where it was looked at last, for as long as somebody waits.

    `settled` is the last event about which everything is decided and written down. `wanted` asks
    for what was missed, where it does not come by itself.
    """

    def __init__(self, feed: Feed, parts: Parts) -> None:
        self.source = feed.source
        self.feed, self._parts = feed, parts
        self.tracks: dict[str, Track] = {}
        self.position: int | None = None
        self._latest: Tick | None = None
        self.settled: Tick | None = None
        self.wanted = asyncio.Event()
        self.begun, self.live, self.closed = asyncio.Event(), False, False
        self._earliest: int | None = None
        self._later: dict[int, int] = {}
        self._quiet: dict[int, datetime] = {}
        self._arming = 0
        self._recent: list[tuple[Tick, dict[str, int]]] = []
        self._complete_until = datetime.min.replace(tzinfo=UTC)
        self._running = asyncio.timeout(None)

    # who waits

    def load(self, alerts: Iterable[Waiting]) -> None:
        """Take up the alerts that waited when the bot began."""
        by_measure: dict[str, list[Waiter]] = {}
        for one in alerts:
            wait = Wait(one.awaits, one.primed)
            waiter = Waiter(one.id, Relation(one.relation), one.level, wait)
            by_measure.setdefault(one.measure, []).append(waiter)
            self._note(one.id, one.position)
            self._hold_back(one.id, wait, one.quiet_until)
        for measure, waiters in by_measure.items():
            self.track(measure).load(waiters)

    def _note(self, alert_id: int, position: int) -> None:
        if self._earliest is None or position < self._earliest:
            self._earliest = position
        if self.position is None or position > self.position:
            self._later[alert_id] = position

    def _hold_back(self, alert_id: int, wait: Wait, quiet_until: datetime | None) -> None:
        """Let an alert not fire for a while; what comes before it is ready to, counts still."""
        if wait.primed and quiet_until is not None:
            self._quiet[alert_id] = quiet_until

    def track(self, measure: str) -> Track:
        """The track of a measure; a new one knows the event that everybody is at."""
        if measure not in self.tracks:
            track = self.tracks[measure] = Track.of(measure)
            if self._latest is not None and track.held is None:
                self._latest.tell(track.gauge)
        return self.tracks[measure]

    @property
    def over(self) -> bool:
        """Whether nobody waits any more, nor is about to."""
        return not self._arming and not any(len(one.thresholds) for one in self.tracks.values())

    @property
    def cursor(self) -> Tick | None:
        """How far it is looked at for good; None while an alert is about to join."""
        return None if self._arming else self.settled

    @asynccontextmanager
    async def arming(self) -> AsyncIterator[None]:
        """While inside, what happens is kept for the alert that is being written down."""
        self._arming += 1
        try:
            yield
        finally:
            self._arming -= 1
            if not self._arming:
                self._recent.clear()
                self._tidy()

    async def ready(self, track: Track) -> None:
        """Return when a measure has its history; raises `BinanceError` if it cannot be had."""
        await self.begun.wait()
        if track.held is not None:
            known = await self._known_until(self.position or 0)
            # not beyond what was looked at: what is still to be read must not know what follows
            await self._warm(track, min(known, self._latest.at) if self._latest else known)
        elif self._latest is None:  # a cursor tells no value
            await self._remember(track)

    async def add(self, alert: Alert) -> None:
        """Let an alert wait here, and look at what happened while it was written down."""
        self._quiet.pop(alert.id, None)  # of a life before this one
        self._hold_back(alert.id, wait_of(alert), alert.quiet_until)
        waiter = await self._caught_up(alert)
        if waiter is not None:
            self._note(alert.id, alert.position)
            self.track(alert.measure).add(waiter)
            self.wanted.set()

    async def _caught_up(self, alert: Alert) -> Waiter | None:
        """What an alert waits for after what happened while it was written down."""
        waiter = Waiter(alert.id, relation_of(alert), alert.level, wait_of(alert))
        for tick, values in self._recent:  # which may grow meanwhile
            value = values.get(alert.measure)
            if value is None or tick.position <= alert.position or not waiter.awaits(value):
                continue
            if not self._counts(alert.id, tick):
                continue
            for outcome in await self._parts.firing.settle([Hit(alert.id, unscaled(value))], tick):
                if outcome.wait is None:
                    return None
                waiter = self._waiter(outcome, outcome.wait)
        return waiter

    def _waiter(self, outcome: Outcome, wait: Wait) -> Waiter:
        self._hold_back(outcome.alert_id, wait, outcome.quiet_until)
        return Waiter(outcome.alert_id, outcome.relation, outcome.level, wait)

    def remove(self, alert: Alert) -> None:
        if (track := self.tracks.get(alert.measure)) is not None:
            track.discard(alert.id, relation_of(alert), alert.level)
        self._later.pop(alert.id, None)
        self._quiet.pop(alert.id, None)
        self._tidy()

    def _tidy(self) -> None:
        """Forget the measures that nobody waits on."""
        if not self._arming:
            self.tracks = {name: one for name, one in self.tracks.items() if len(one.thresholds)}

    async def passed(self, moment: datetime) -> bool:
        """Whether everything up to a moment was looked at, as far as Binance can tell.

        Not while an alert is about to join, for it may have to look at what is past.
        """
        if not self.live or self._arming:
            return False
        if self._complete_until < moment and (self.settled is None or self.settled.at <= moment):
            until = self._parts.now() - LAG
            if until < moment:
                return False
            if not await self._is_complete():
                self.wanted.set()  # for those whose trades are read on demand
                return False
            self._complete_until = until
        return True

    async def _is_complete(self) -> bool:
        newest = await self.feed.newest()
        return newest is None or not self._behind(newest.position)

    def may_fire_between(self, low: int, high: int) -> bool:
        """Whether a price in between, in 10**-8, is one that somebody waits for."""
        return any(one.thresholds.reached_between(low, high) for one in self.tracks.values())

    # what happens

    async def run(self, cursor: AlertCursor | None) -> None:
        """Follow the source until nobody waits on it."""
        try:
            async with self._running:
                await persist(partial(self._begin, cursor), self.feed.source)
                await self._work()
        finally:
            self.closed = True

    def fail(self) -> None:
        """End `run` by an error: not everybody who waits is known here."""
        if not self.closed:
            self.closed = True
            self._running.reschedule(0)

    async def _work(self) -> None:
        async with aclosing(self._parts.attention.items(self)) as items:
            async for item in items:
                if isinstance(item, Resumed):  # something may be missing
                    await self._catch_up()
                elif isinstance(item, TradeRange):  # summed up, for we were slow
                    await self._close_hole(partial(self._behind, item.last_id))
                elif (tick := self.feed.tick(item)) is not None:
                    await self._follow(tick)
                if self.over:
                    self.closed = True  # in the same instant, so that nobody joins any more
                    return

    async def _begin(self, cursor: AlertCursor | None) -> None:
        """Begin where everything was decided last, with the history as it was then."""
        if cursor is not None:
            begin = Tick(cursor.position, milliseconds(cursor.at))
        else:
            begin = self._latest = await self._first()
        if any(track.held is not None for track in self.tracks.values()):
            await self._known_until(begin.position)
        for track in [*self.tracks.values()]:
            await self._warm(track, begin.at)
            if not track.gauge.needs:
                begin.tell(track.gauge)
        self.position = begin.position
        self._later = {one: after for one, after in self._later.items() if after > begin.position}
        self.begun.set()

    async def _first(self) -> Tick:
        """Where to begin without a cursor: at the oldest alert, or now if there is none yet."""
        if self._earliest is not None and (begin := await self.feed.at(self._earliest)) is not None:
            return begin if begin.position == self._earliest else Tick(self._earliest, begin.ms)
        newest = await self.feed.newest() or Tick(0, 0)
        return newest if self._earliest is None else Tick(self._earliest, newest.ms)

    async def _known_until(self, position: int) -> datetime:
        """Return when REST knows a trade, with the moment up to which it knows everything."""
        if not isinstance(self.feed, Trades):
            return self._parts.now()
        while (newest := await self.feed.newest()) is not None:
            if not position - FEW <= newest.position < position:
                return newest.at
            await asyncio.sleep(ASK_AGAIN)
        return self._parts.now()

    async def _remember(self, track: Track) -> None:
        """Let a measure know the event that a cursor stands for."""
        assert self.position is not None
        await self._known_until(self.position)
        latest = await self.feed.at(self.position)
        if self._latest is None and latest is not None and latest.position == self.position:
            self._latest = latest
            latest.tell(track.gauge)

    async def _warm(self, track: Track, until: datetime) -> None:
        """Show a measure its history, and then what happened while that was fetched."""
        if track.held is None:
            return
        await self._parts.history.warm(track.gauge, until)
        held, track.held = track.held, None
        latest = [] if self._latest is None else [self._latest]  # which an open candle may be
        for tick in held or latest:
            track.take(tick)

    async def _follow(self, tick: Tick) -> None:
        assert self.position is not None
        if tick.position < self.position - FEW:
            await self._begin_anew(tick)
        await self._close_hole(lambda: self.feed.misses(self.position or 0, tick))
        if tick.position > self.position:
            await self._look(tick)

    def _behind(self, position: int) -> bool:
        return self.position is not None and self.position < position

    async def _close_hole(self, open_: Callable[[], bool]) -> None:
        """Fetch what is missing until nothing is: answers of REST lag behind streams."""
        for pause in self.feed.patience():
            if self.over or not open_():
                return
            await self._catch_up()
            if open_():
                await asyncio.sleep(pause)

    async def _begin_anew(self, tick: Tick) -> None:
        """Follow a market whose ids started over, as testnet's do once a month."""
        self.settled = None
        await self._parts.firing.begin_anew(self.source)
        self.position, self._latest = tick.position - 1, None
        self._later.clear()

    async def _catch_up(self) -> None:
        """Fetch what was missed, however long it takes to get it."""
        self.live = False
        await persist(self._read_missed, self.feed.source)
        self.live = True

    async def _read_missed(self) -> None:
        assert self.position is not None
        missed = self.feed.since(self.position, self._matters, self._bracket)
        async with aclosing(missed) as ticks:
            async for tick in ticks:
                if not isinstance(tick, Ahead):
                    await self._look(tick)

    def _bracket(self) -> Interval:
        return bracket(self.tracks.values())

    def _matters(self, interval: Interval, candle: Kline) -> bool:
        """Whether some alert may be reached within a candle; if not, gauges take it as it is.

        All of them have to: one whose history is still being fetched cannot, nor can one that
        counts in seconds and came when the candles of minutes had been fetched.
        """
        tracks = self.tracks.values()
        if interval is not self._bracket() or any(track.held is not None for track in tracks):
            return True
        bounds = ((track, track.gauge.bounds(candle)) for track in tracks)
        if any(
            ends is not None and track.thresholds.reached_between(*ends) for track, ends in bounds
        ):
            return True
        for track in tracks:
            track.gauge.candle(track.measure.symbol, interval, candle, closed=True)
        return False

    async def _look(self, tick: Tick) -> None:
        hits: list[Hit] = []
        values: dict[str, int] = {}
        for measure, track in self.tracks.items():
            if (value := track.take(tick)) is not None:
                values[measure] = value
                hits += self._reached(track, value, tick)
        # Before anything is awaited: an alert that comes in meanwhile must know this one is past.
        self.position, self._latest = tick.position, tick
        if self._arming:
            self._recent.append((tick, values))
        await self._settle(hits, tick)
        self.settled = tick

    def _reached(self, track: Track, value: int, tick: Tick) -> list[Hit]:
        reached = track.thresholds.hits(value)
        return [Hit(one, unscaled(value)) for one in reached if self._counts(one, tick)]

    def _counts(self, alert_id: int, tick: Tick) -> bool:
        """Whether an event is one that this alert waits for: not too old, not too soon."""
        if (after := self._later.get(alert_id)) is not None:
            if tick.position <= after:
                return False
            del self._later[alert_id]
        if (until := self._quiet.get(alert_id)) is not None:
            if tick.at < until:
                return False
            del self._quiet[alert_id]
        return True

    async def _settle(self, hits: list[Hit], tick: Tick) -> None:
        if hits:
            for outcome in await self._parts.firing.settle(hits, tick):
                self._apply(outcome)
            self._tidy()

    def _apply(self, outcome: Outcome) -> None:
        """Let the index know what an alert waits for now."""
        self._quiet.pop(outcome.alert_id, None)
        for track in self.tracks.values():
            track.discard(outcome.alert_id, outcome.relation, outcome.level)
        if outcome.wait is not None and outcome.measure in self.tracks:
            self.tracks[outcome.measure].add(self._waiter(outcome, outcome.wait))
