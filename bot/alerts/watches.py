"""Every source that somebody waits on: who watches it, and how far it was looked at."""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from secrets import token_hex

from binance.errors import NoSuchSymbol
from binance.streams.pace import Pauses
from bot.alerts.conditions import Measure, Wish
from bot.alerts.feeds import Feed, Feeds
from bot.alerts.firing import Firing
from bot.alerts.joint import JointWatch
from bot.alerts.track import Track, measure_of, spelt
from bot.alerts.watch import Parts, Watch
from storage import Alert, AlertCursor, Storage, Waiting

log = logging.getLogger(__name__)

JOINT = "joint:"
LISTINGS = "listings"  # what waits for new symbols is looked after elsewhere
CURSORS_EVERY = 30.0  # seconds

AnyWatch = Watch | JointWatch


class Watches:
    """Begins a watch when somebody waits on its source, and leaves it when nobody does.

    One that fails begins anew with what is stored, as after a restart, and disturbs no other.
    """

    def __init__(self, storage: Storage, feeds: Feeds, parts: Parts, *, environment: str) -> None:
        self._storage, self._feeds, self._parts = storage, feeds, parts
        self._environment = environment
        self.at_work: dict[str, AnyWatch] = {}
        self._begun: asyncio.Queue[AnyWatch] = asyncio.Queue()
        self._cursors: dict[str, AlertCursor] = {}
        self._saved: dict[str, int] = {}
        self._takers: list[set[int]] = []

    def feeds(self, wish: Wish) -> list[Feed]:
        """The sources that an alert needs."""
        return [feed for term in wish.terms for feed in self._feeds.of(term.measure)]

    def of(self, feed: Feed) -> Watch:
        """The watch of a source that many may wait on."""
        watch = self.at_work.get(feed.source)
        if isinstance(watch, Watch) and not watch.closed:
            return watch
        watch = Watch(feed, self._parts)
        self.begin(watch)
        return watch

    def joint(self, wish: Wish, source: str = "") -> JointWatch:
        """Make the watch of one alert that needs several sources; it does not work yet."""
        feeds = [(term, self._feeds.of(term.measure)) for term in wish.terms]
        return JointWatch(source or f"{JOINT}{token_hex(8)}", wish, feeds, self._parts)

    def begin(self, watch: AnyWatch) -> None:
        self.at_work[watch.source] = watch
        self._begun.put_nowait(watch)

    def forget(self, alert: Alert) -> None:
        """Let an alert wait no more."""
        for gone in self._takers:
            gone.add(alert.id)
        if (watch := self.at_work.get(alert.source)) is not None:
            watch.remove(alert)

    @property
    def firing(self) -> Firing:
        return self._parts.firing

    async def park(self, source: str) -> None:
        """Let everybody who waits on a source rest, because a symbol that it needs is gone."""
        for alert in await self.firing.park_all(source):
            self.forget(alert)

    def track(self, measure: Measure) -> Track | None:
        """A measure as it is followed for somebody."""
        name = spelt(measure)
        tracks = (watch.tracks.get(name) for watch in self.at_work.values())
        return next((one for one in tracks if one is not None), None)

    @contextmanager
    def _taking_up(self) -> Iterator[set[int]]:
        """What is forgotten inside, and must not be taken up though it was read before."""
        gone = set[int]()
        self._takers.append(gone)
        try:
            yield gone
        finally:
            self._takers = [one for one in self._takers if one is not gone]

    async def load(self) -> None:
        """Take up what waited when the bot ended."""
        with self._taking_up() as gone:
            async with self._storage.read() as unit:
                rows = await unit.alerts.waiting(self._environment)
                cursors = await unit.alerts.cursors(self._environment)
            by_source = attrgetter("source")
            for source, group in groupby(sorted(rows, key=by_source), by_source):
                if source.startswith(JOINT):
                    await self._load_joint(source)
                elif source != LISTINGS:
                    self._load(source, [one for one in group if one.id not in gone])
        self._cursors = {one.source: one for one in cursors if one.source in self.at_work}

    def _load(self, source: str, rows: list[Waiting]) -> None:
        if not rows:
            return
        (feed,) = self._feeds.of(measure_of(rows[0].measure))
        assert feed.source == source
        self.of(feed).load(rows)

    async def _load_joint(self, source: str) -> None:
        if (watch := await self._stored_joint(source)) is not None:
            self.begin(watch)

    async def _stored_joint(self, source: str) -> JointWatch | None:
        with self._taking_up() as gone:
            async with self._storage.read() as unit:
                alerts = await unit.alerts.of_source(self._environment, source)
            if not alerts or alerts[0].id in gone:
                return None  # deleted a moment ago
        watch = self.joint(Wish.model_validate(alerts[0].wish), source)
        watch.take_up(alerts[0])
        return watch

    async def run(self) -> None:
        """Let all of them work; never returns."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_cursors())
            while True:
                watch = await self._begun.get()
                tasks.create_task(self._keep(watch, self._cursors.pop(watch.source, None)))

    async def _keep(self, watch: AnyWatch, cursor: AlertCursor | None) -> None:
        """Let one work until nobody waits on it."""
        pauses = Pauses()
        while not await self._is_done(watch, cursor):
            again = await self._anew(watch)
            if again is None:
                break
            watch, cursor = again
            await asyncio.sleep(pauses.next())
        await self._leave(watch)

    async def _is_done(self, watch: AnyWatch, cursor: AlertCursor | None) -> bool:
        """Let it work, and say whether it came to its end; a failure is none."""
        try:
            await watch.run(cursor)
        except NoSuchSymbol as error:
            log.warning("%s: a symbol is gone, and its alerts are paused: %r", watch.source, error)
            await self._parts.firing.park_all(watch.source)
        except Exception:  # a mistake about one source must not silence all the others
            log.exception("%s: watching it failed, and begins anew", watch.source)
            return False
        return True

    async def _anew(self, watch: AnyWatch) -> tuple[AnyWatch, AlertCursor | None] | None:
        """Put a new watch in a failed one's place, as stored; None when nobody waits there."""
        if self.at_work.get(watch.source) is not watch:
            return None
        if isinstance(watch, Watch):
            return await self._anew_single(watch.feed)
        joint = await self._stored_joint(watch.source)
        if joint is None or self.at_work.get(watch.source) is not watch:
            return None
        self.at_work[joint.source] = joint
        return joint, await self._stored_cursor(joint.source)

    async def _anew_single(self, feed: Feed) -> tuple[Watch, AlertCursor | None]:
        # before anything is awaited: whoever joins now must join this one
        watch = self.at_work[feed.source] = Watch(feed, self._parts)
        with self._taking_up() as gone:
            # behind whoever is writing an alert down for the watch that failed
            async with self._storage.begin() as unit:
                alerts = await unit.alerts.of_source(self._environment, feed.source)
            watch.load(_waiting(one for one in alerts if one.id not in gone))
        return watch, await self._stored_cursor(feed.source)

    async def _stored_cursor(self, source: str) -> AlertCursor | None:
        async with self._storage.read() as unit:
            return await unit.alerts.cursor(self._environment, source)

    async def _leave(self, watch: AnyWatch) -> None:
        if self.at_work.get(watch.source) is watch:
            del self.at_work[watch.source]
            self._saved.pop(watch.source, None)
            async with self._storage.begin() as unit:
                await unit.alerts.drop_cursor(self._environment, watch.source)

    async def _keep_cursors(self) -> None:
        while True:
            await asyncio.sleep(CURSORS_EVERY)
            await self.save_cursors()

    async def save_cursors(self) -> None:
        """Write down how far everything was looked at, so that a restart begins there."""
        moved = {
            source: tick
            for source, watch in self.at_work.items()
            if (tick := watch.cursor) is not None and self._saved.get(source) != tick.position
        }
        if not moved:
            return
        async with self._storage.begin() as unit:
            for source, tick in moved.items():
                await unit.alerts.move_cursor(self._environment, source, tick.position, tick.at)
        for source, tick in moved.items():
            self._saved[source] = tick.position


def _waiting(alerts: Iterable[Alert]) -> list[Waiting]:
    return [Waiting(*(getattr(one, name) for name in Waiting._fields)) for one in alerts]
