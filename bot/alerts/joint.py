"""An alert that needs more than one source of events: several terms, or two prices' ratio."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from heapq import heappop, heappush
from itertools import count

from binance.models.market import Interval, Kline
from binance.streams.events import Resumed
from binance.streams.market import TradeRange
from bot.alerts import waiting
from bot.alerts.backfill import Ahead
from bot.alerts.conditions import Term, Wish
from bot.alerts.feeds import EPOCH, Feed, Tick, milliseconds
from bot.alerts.firing import wait_of
from bot.alerts.patience import persist
from bot.alerts.track import Track, bracket, spelt, unscaled
from bot.alerts.waiting import Side, Wait
from bot.alerts.watch import LAG, Parts
from storage import Alert, AlertCursor

BEHIND = 5.0  # seconds by which answers of REST may be behind
_LOOKS = 5  # within that time
HOLDS = Wait("above", primed=True)  # the wait of an alert whose terms are all states


def lead(wish: Wish) -> Term:
    """The term by which an alert is listed: the one that crosses, or the first."""
    return next((term for term in wish.terms if term.relation.is_crossing), wish.terms[0])


class JointWatch:
    """Follows what one alert needs, in the order of time.

    Its positions are moments, in milliseconds, because its sources have no ids in common.
    """

    def __init__(
        self, source: str, wish: Wish, feeds: Iterable[tuple[Term, list[Feed]]], parts: Parts
    ) -> None:
        self.source = source
        self._parts, self._terms = parts, wish.terms
        self._lead = lead(wish)
        self._feeds: dict[str, Feed] = {}
        self._moved_by: dict[str, list[Track]] = {}
        self.tracks: dict[str, Track] = {}
        for term, needed in feeds:
            track = self.tracks.setdefault(spelt(term.measure), Track(term.measure))
            for feed in needed:
                self._feeds[feed.source] = feed
                moved = self._moved_by.setdefault(feed.source, [])
                if track not in moved:
                    moved.append(track)
        self._last: dict[str, Tick] = {}
        self._alert: Alert | None = None
        self._wait, self._position = HOLDS, 0
        self._quiet_until: datetime | None = None
        self.over = self.live = False
        self._complete_until = EPOCH

    async def prepare(self, at: datetime | None) -> Tick:
        """Learn how things stand, or stood; return the latest moment of it."""
        ticks = {
            source: await (feed.newest() if at is None else feed.before(at))
            for source, feed in self._feeds.items()
        }
        latest = max((tick.ms for tick in ticks.values() if tick is not None), default=0)
        if at is None:
            await self._bring_to(latest, ticks)
        for source, tick in ticks.items():
            self._last[source] = tick or Tick(0, milliseconds(at or self._parts.now()))
        for track in self.tracks.values():
            await self._parts.history.warm(track.gauge, self._known_until(track))
            track.held = None
        for source, tick in ticks.items():
            for track in self._moved_by[source] if tick is not None else ():
                assert tick is not None
                tick.tell(track.gauge)
        return Tick(latest, latest)

    async def _bring_to(self, latest: int, ticks: dict[str, Tick | None]) -> None:
        """Let every source stand at the same moment; they were asked one after another."""
        for source, tick in ticks.items():
            if latest and (tick is None or tick.ms < latest):
                ticks[source] = await self._feeds[source].before(_moment(latest))

    def _known_until(self, track: Track) -> datetime:
        """Say up to when a measure's history is to be had: answers of REST lag behind."""
        moved = [tick.at for source, tick in self._last.items() if track in self._moved_by[source]]
        return max(moved)

    @property
    def cursor(self) -> Tick | None:
        """The moment up to which all of every source was looked at; of its own, more may come."""
        before = min((tick.ms for tick in self._last.values()), default=1) - 1
        return Tick(before, before) if before else None

    async def passed(self, moment: datetime) -> bool:
        """Whether everything up to a moment was looked at, as far as Binance can tell."""
        if not self.live:
            return False
        if self._complete_until < moment and (self.cursor is None or self.cursor.at < moment):
            until = self._parts.now() - LAG
            if until < moment or not await self._is_complete():
                return False
            self._complete_until = until
        return True

    async def _is_complete(self) -> bool:
        for source, feed in self._feeds.items():
            newest = await feed.newest()
            if newest is not None and newest.position > self._last[source].position:
                return False
        return True

    @property
    def value(self) -> Decimal | None:
        """What is compared in the leading term, as of now."""
        return self._track(self._lead).value

    def first_wait(self) -> Wait:
        """What a new alert waits for, the way things stand."""
        if not self._lead.relation.is_crossing and len(self._terms) > 1:
            return HOLDS
        return waiting.first(self._lead.relation, self._lead.level, self.value)

    def take_up(self, alert: Alert) -> None:
        """Wait for this alert's terms from now on."""
        self._alert = alert
        self._wait, self._position = wait_of(alert), alert.position
        self._quiet_until = alert.quiet_until

    def reword(self, alert: Alert) -> None:
        """Fire in another manner from now on; what is waited for stays as it is."""
        self._alert = alert

    def remove(self, _alert: Alert) -> None:
        self.over = True

    async def run(self, cursor: AlertCursor | None) -> None:
        """Follow the sources until the alert is over."""
        if not self._last:
            at = _moment(self._position) if cursor is None else cursor.at
            await persist(partial(self.prepare, at), "an alert's sources")
        subscriptions = [feed.subscription() for feed in self._feeds.values()]
        async with aclosing(self._parts.streams.subscribe(*subscriptions)) as items:
            async for item in items:
                if isinstance(item, Resumed | TradeRange):
                    await self._resume()
                else:
                    await self._hear(item)
                if self.over:
                    return

    async def _resume(self) -> None:
        """Read what was missed, of every source up to now: what follows is told by the stream.

        Not before all of it can be had: what one source did could otherwise be judged by how things
        stood with another before something that REST did not know yet.
        """
        self.live = False
        now = self._parts.now()
        for _ in range(_LOOKS):
            if await persist(partial(self._reaches, now), "an alert's sources"):
                break
            await asyncio.sleep(BEHIND / _LOOKS)
        await self._catch_up(milliseconds(now))

    async def _reaches(self, moment: datetime) -> bool:
        """Whether REST knows something of each source that is not before a moment."""
        newest = [await feed.newest() for feed in self._feeds.values()]
        return all(tick is not None and tick.at >= moment for tick in newest)

    async def _hear(self, event: object) -> None:
        for source, feed in self._feeds.items():
            if (tick := feed.tick(event)) is None:
                continue
            for pause in feed.patience():
                if self.over or not feed.misses(self._last[source].position, tick):
                    break
                await self._catch_up(tick.ms)
                if feed.misses(self._last[source].position, tick):  # answers of REST lag behind
                    await asyncio.sleep(pause)
            if tick.position > self._last[source].position:
                await self._look(source, tick)

    async def _catch_up(self, until: int) -> None:
        """Read what was missed up to a moment; what came later comes by the stream."""
        self.live = False
        await persist(partial(self._read_missed, until), "an alert's sources")
        self.live = True

    async def _read_missed(self, until: int) -> None:
        async with self._missed(until) as ticks:
            async for source, tick in ticks:
                await self._look(source, tick)
                if self.over:
                    return

    @asynccontextmanager
    async def _missed(self, until: int) -> AsyncIterator[AsyncGenerator[tuple[str, Tick], None]]:
        async with AsyncExitStack() as stack:
            missed = {}
            for source, feed in self._feeds.items():
                matters = partial(self._matters, source, until)
                since = feed.since(self._last[source].position, matters, self._bracket)
                missed[source] = await stack.enter_async_context(aclosing(since))
            yield await stack.enter_async_context(aclosing(_in_turn(missed, until)))

    def _bracket(self) -> Interval:
        return bracket(self.tracks.values())

    def _matters(self, source: str, until: int, interval: Interval, candle: Kline) -> bool:
        """Whether the alert may notice anything of a candle; if not, gauges take it as it is."""
        moved = self._moved_by[source]
        if milliseconds(candle.close_time) > until or self._may_notice(moved, candle):
            return True
        for each in moved:
            each.gauge.candle(each.measure.symbol, interval, candle, closed=True)
        return False

    def _may_notice(self, moved: list[Track], candle: Kline) -> bool:
        if self._reached() is not None or self._is_ready_within(candle):
            return True  # as things stand, or will, the next event is enough
        if self._crosses and self._track(self._lead) in moved:
            return self._may_cross(candle)
        truths = [self._truth(term, candle) for term in self._terms if self._track(term) in moved]
        return None in truths and False not in truths

    def _is_ready_within(self, candle: Kline) -> bool:
        """Whether an alert that does not fire for a while may do so again before a candle ends."""
        ready = self._quiet_until
        return ready is not None and candle.open_time <= ready <= candle.close_time

    def _may_cross(self, candle: Kline) -> bool:
        bounds = self._track(self._lead).gauge.bounds(candle)
        return bounds is not None and any(
            bounds[1] > threshold if above else bounds[0] < threshold
            for above, threshold in self._sides()
        )

    def _truth(self, term: Term, candle: Kline) -> bool | None:
        """Whether a state is true or false and stays so during a candle; None when it may turn."""
        now = self._holds(term)
        bounds = self._track(term).gauge.bounds(candle)
        if bounds is None:
            return None if now else False
        then = {waiting.holds(term.relation, term.level, unscaled(end)) for end in bounds}
        return now if then == {now} else None

    def _track(self, term: Term) -> Track:
        return self.tracks[spelt(term.measure)]

    @property
    def _crosses(self) -> bool:
        """Whether it fires when its leading term turns; else when all of its terms hold."""
        return self._lead.relation.is_crossing or len(self._terms) == 1

    def _sides(self) -> list[tuple[bool, int]]:
        return waiting.triggers(self._lead.relation, self._lead.level, self._wait)

    async def _look(self, source: str, tick: Tick) -> None:
        for track in self._moved_by[source]:
            track.take(tick)
        if tick.ms > self._position:
            await self._judge(Tick(tick.ms, tick.ms))
        self._last[source] = tick

    async def _judge(self, moment: Tick) -> None:
        """Fire, or wait for something else, if what is awaited has come."""
        value = self.value
        if value is None or self._alert is None or self.over:
            return
        if self._wait.primed and self._quiet_until and moment.at < self._quiet_until:
            return
        side = self._reached()
        if side is None:
            return
        following = waiting.after(self._lead.relation, self._wait, side)
        wait = following if self._crosses else _states(side)
        if self._wait.primed and self._others_hold():
            await self._fire(value, wait, moment)
        else:
            await self._parts.firing.turn(self._alert, wait, moment)
            self._wait, self._position = wait, moment.position

    def _reached(self) -> Side | None:
        """The side that is awaited and has been reached."""
        return self._crossed() if self._crosses else self._turned()

    def _crossed(self) -> Side | None:
        value = self.value
        if value is None:
            return None
        for above, threshold in self._sides():
            if waiting.beyond(value, above=above, threshold=threshold):
                return "above" if above else "below"
        return None

    def _turned(self) -> Side | None:
        """Whether the states have become true, or false, as is awaited."""
        true = self._holds(self._lead) and self._others_hold()
        return ("above" if true else "below") if true == self._wait.primed else None

    def _others_hold(self) -> bool:
        return all(self._holds(term) for term in self._terms if term is not self._lead)

    def _holds(self, term: Term) -> bool:
        value = self._track(term).value
        return value is not None and waiting.holds(term.relation, term.level, value)

    async def _fire(self, value: Decimal, wait: Wait, moment: Tick) -> None:
        assert self._alert is not None
        single = value if len(self._terms) == 1 else None
        outcome = await self._parts.firing.fire(self._alert, single, wait, moment)
        self._wait, self._position = wait, moment.position
        self._quiet_until = outcome.quiet_until
        self.over |= outcome.wait is None


def _moment(ms: int) -> datetime:
    return EPOCH + timedelta(milliseconds=ms)


def _states(side: Side) -> Wait:
    """After they were all true it takes one that is false, before they can be true anew."""
    return Wait("above", primed=side == "below")


async def _in_turn(
    sources: dict[str, AsyncGenerator[Tick | Ahead, None]], until: int
) -> AsyncGenerator[tuple[str, Tick], None]:
    """Merge several sources by the time of their events, up to a moment.

    Whether a candle matters depends on how things stand with the others: none runs ahead of them.
    """
    order = count()
    heads: list[tuple[int, int, str, Tick | Ahead]] = []

    async def advance(source: str) -> None:
        head = await anext(sources[source], None)
        if head is None:
            return
        ms = milliseconds(head.at)
        if ms <= until:
            heappush(heads, (ms, next(order), source, head))

    for source in sources:
        await advance(source)
    while heads:
        _, _, source, head = heappop(heads)
        if not isinstance(head, Ahead):
            yield source, head
        await advance(source)
