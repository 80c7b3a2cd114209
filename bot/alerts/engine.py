"""Alerts: each fires at the first event after it was armed that satisfies it, and is told.

What streams do not bring, because they broke or the bot was away, is fetched, so an alert that was
reached meanwhile still fires, late but with its time. Firing and the message are one transaction:
neither happens without the other.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from binance.errors import BinanceError, NoSuchSymbol, Unreachable
from binance.models.exchange import SymbolInfo
from binance.streams.market import MarketStreams
from bot.alerts import waiting
from bot.alerts.arming import (
    Armed,
    First,
    Start,
    Write,
    in_time,
    no_word,
    past,
    value_at,
    write_down,
)
from bot.alerts.attention import PLACES, Attention
from bot.alerts.backfill import Backfill, Sends
from bot.alerts.board_feed import BoardFeed
from bot.alerts.conditions import Measure, NewListing, Options, Price, Wish
from bot.alerts.feeds import Feed, Feeds, milliseconds
from bot.alerts.firing import WAITING, Firing
from bot.alerts.history import Histories
from bot.alerts.joint import JointWatch, lead
from bot.alerts.listings import Listings
from bot.alerts.track import spelt
from bot.alerts.waiting import Wait
from bot.alerts.watch import Parts, Watch
from bot.alerts.watches import LISTINGS, Watches
from bot.i18n import note
from bot.notices import Notice
from bot.notifications import Sender
from bot.refusals import Refused
from storage import EVERYBODY, Alert, AlertState, Storage, Unit

log = logging.getLogger(__name__)

LIMIT = 50  # waiting alerts a person may have, unless the administrator says otherwise
LIMIT_SETTING = "alerts.limit"
LOOK_EVERY = 5.0  # seconds


class AlertEngine:
    """Keeps the alerts of all people and fires them."""

    def __init__(
        self,
        storage: Storage,
        streams: MarketStreams,
        binance: Sends,
        sender: Sender,
        *,
        environment: str,
        now: Callable[[], datetime],
        places: int = PLACES,
    ) -> None:
        self._storage, self._environment, self._now = storage, environment, now
        self._feeds = Feeds(binance, Backfill(binance, now))
        self._firing = Firing(storage, sender, environment=environment, now=now)
        self._sender = sender
        self._board = BoardFeed(streams, binance, now)
        attention = Attention(streams, self._board, places=places)
        parts = Parts(streams, attention, self._firing, Histories(binance), now)
        self.watches = Watches(storage, self._feeds, parts, environment=environment)
        self._listings = Listings(
            storage, streams, binance, self._tell_listing,
            told=sender.nudge, environment=environment,
        )  # fmt: skip

    # what people do

    async def arm(
        self, update_id: int, user_id: int, wish: Wish, *, first: First = no_word
    ) -> Armed | None:
        """Let an alert wait from now on; None when this update was handled before.

        `first` hears how things stand, and may give word that is told before it can fire.
        """

        async def write(unit: Unit, start: Start) -> Alert | None:
            if not await unit.inbox.take(update_id, user_id):
                return None
            await self._leave_room(unit, user_id)
            return await write_down(unit, user_id, self._environment, wish, start)

        return await self._begin(wish, write, first)

    async def edit(
        self, update_id: int, user_id: int, alert_id: int, wish: Wish, *, first: First = no_word
    ) -> Armed | None:
        """Let another alert wait in place of one's own; None when that is gone."""
        old = await self._own(user_id, alert_id)
        if old is None:
            return None

        async def write(unit: Unit, start: Start) -> Alert | None:
            if not await unit.inbox.take(update_id, user_id):
                return None
            if old.state not in WAITING:
                await self._leave_room(unit, user_id)
            if await unit.alerts.rest(user_id, alert_id, "deleted") is None:
                return None
            return await write_down(unit, user_id, self._environment, wish, start)

        armed = await self._begin(wish, write, first)
        if armed is not None:
            self.watches.forget(old)
        return armed

    async def rearm(self, user_id: int, alert_id: int, *, first: First = no_word) -> Armed | None:
        """Let one's alert wait anew, from now on; None when it is gone."""
        old = await self._own(user_id, alert_id)
        return None if old is None else await self._rearm(old, first)

    async def _rearm(self, old: Alert, first: First, *, waking: bool = False) -> Armed | None:
        wish = Wish.model_validate(old.wish)
        self._refuse_what_is_over(old)

        async def write(unit: Unit, start: Start) -> Alert | None:
            if old.state not in WAITING:
                await self._leave_room(unit, old.user_id)
            return await unit.alerts.rearm(
                old.user_id, old.id, waking=waking,
                awaits=start.wait.awaits, primed=start.wait.primed,
                position=past(old, start.position),
            )  # fmt: skip

        if old.state == "armed":
            return Armed(old, wish, None)
        return await self._begin(wish, write, first, old.source)

    async def pause(self, user_id: int, alert_id: int) -> Alert | None:
        """Let one's alert wait no more until it is armed again."""
        return await self._rest(user_id, alert_id, "paused")

    async def snooze(self, user_id: int, alert_id: int, pause: timedelta) -> Alert | None:
        """As `pause`, for a while."""
        return await self._rest(user_id, alert_id, "snoozed", wakes_at=self._now() + pause)

    async def set_options(self, user_id: int, alert_id: int, options: Options) -> Alert | None:
        """Let one's alert fire in another manner; what it waits for, and until when, stays."""
        old = await self._own(user_id, alert_id)
        if old is None:
            return None
        wish = Wish.model_validate(old.wish).model_copy(update={"options": options})
        async with self._storage.begin() as unit:
            alert = await unit.alerts.reword(user_id, alert_id, wish.model_dump(mode="json"))
        watch = self.watches.at_work.get(old.source)
        if alert is not None and isinstance(watch, JointWatch):
            watch.reword(alert)
        return alert

    async def delete(self, user_id: int, alert_id: int) -> Alert | None:
        """Delete one's own alert; None when there is none such."""
        return await self._rest(user_id, alert_id, "deleted")

    def value(self, measure: Measure) -> Decimal | None:
        """What a measure that somebody waits on is just now, as far as is known."""
        if isinstance(measure, Price) and (price := self._board.price(measure.symbol)) is not None:
            return price
        track = self.watches.track(measure)
        return None if track is None else track.value

    # how an alert begins and rests

    async def _begin(
        self, wish: Wish, write: Write, first: First, source: str = ""
    ) -> Armed | None:
        """Find out how things stand, write the alert down, and let it wait.

        `source` is the one that an alert of several had before.
        """
        if isinstance(wish.condition, NewListing):
            return await self._begin_listing(wish, write)
        feeds = [feed for term in wish.terms for feed in self._feeds.of(term.measure)]
        if len(feeds) == 1:
            return await self._begin_single(wish, feeds[0], write, first)
        return await self._begin_joint(wish, self.watches.joint(wish, source), write, first)

    async def _begin_single(
        self, wish: Wish, feed: Feed, write: Write, first: First
    ) -> Armed | None:
        (term,) = wish.terms
        async with in_time():
            newest = await feed.newest()  # while nothing is watched yet, because it may fail
        watch = self.watches.of(feed)
        async with watch.arming():
            track = watch.track(spelt(term.measure))
            async with in_time():
                await watch.ready(track)
            assert watch.position is not None
            position = max(watch.position, 0 if newest is None else newest.position)
            known = value_at(newest if newest and newest.position == position else None, term)
            if known is None and position == watch.position:
                known = track.value
            wait = waiting.first(term.relation, term.level, known)
            shown = track.value if known is None else known
            word = await first(lambda _measure: shown)
            start = Start(feed.source, term, wait, position)
            alert = await self._write(write, start, word, watch)
            if alert is not None:
                await watch.add(alert)
        return None if alert is None else Armed(alert, wish, shown)

    async def _begin_joint(
        self, wish: Wish, watch: JointWatch, write: Write, first: First
    ) -> Armed | None:
        async with in_time():
            moment = await watch.prepare(None)
        start = Start(watch.source, lead(wish), watch.first_wait(), moment.position)
        word = await first(lambda measure: watch.tracks[spelt(measure)].value)
        alert = await self._write(write, start, word)
        if alert is None:
            return None
        watch.take_up(alert)
        self.watches.begin(watch)
        return Armed(alert, wish, watch.value if len(wish.terms) == 1 else None)

    async def _begin_listing(self, wish: Wish, write: Write) -> Armed | None:
        now = milliseconds(self._now())
        start = Start(LISTINGS, None, Wait("above", primed=True), now)
        alert = await self._write(write, start)
        return None if alert is None else Armed(alert, wish, None)

    async def _tell_listing(self, unit: Unit, symbol: SymbolInfo, at: datetime | None) -> None:
        for alert in await unit.alerts.of_source(self._environment, LISTINGS):
            wish = Wish.model_validate(alert.wish)
            assert isinstance(wish.condition, NewListing)
            if wish.condition.quote in {None, symbol.quote_asset}:
                await self._firing.listed(unit, alert, symbol.symbol, at)

    async def _write(
        self,
        write: Write,
        start: Start,
        word: Notice | None = None,
        watch: Watch | None = None,
    ) -> Alert | None:
        """Write it down, and with it what is to be said before it can fire: both or neither."""
        async with self._storage.begin() as unit:
            # inside: whoever ends a watch reads or pauses what was written for it, after this
            if watch is not None and watch.closed:
                raise Unreachable(f"{watch.source}: watching it has just failed")
            alert = await write(unit, start)
            if alert is not None and word is not None:
                await unit.outbox.put(
                    chat_id=alert.user_id,
                    user_id=alert.user_id,
                    kind="answer",
                    text=word.text,
                    keyboard=word.buttons,
                )
        if word is not None:
            self._sender.nudge()
        return alert

    async def _leave_room(self, unit: Unit, user_id: int) -> None:
        limit = await unit.settings.get(EVERYBODY, LIMIT_SETTING, LIMIT)
        if await unit.alerts.count(user_id, self._environment) >= limit:
            raise Refused(
                note("You have {n} alerts waiting, the most there may be: /alerts"), n=limit
            )

    async def _own(self, user_id: int, alert_id: int) -> Alert | None:
        async with self._storage.read() as unit:
            alert = await unit.alerts.own(user_id, alert_id)
        return alert if alert is not None and alert.environment == self._environment else None

    def _refuse_what_is_over(self, alert: Alert) -> None:
        if alert.expires_at is not None and alert.expires_at <= self._now():
            raise Refused(note("Its time is over. Make a new one: /alert"))

    async def _rest(
        self, user_id: int, alert_id: int, state: AlertState, wakes_at: datetime | None = None
    ) -> Alert | None:
        old = await self._own(user_id, alert_id)
        if old is None:
            return None
        if state != "deleted":
            self._refuse_what_is_over(old)
        async with self._storage.begin() as unit:
            alert = await unit.alerts.rest(user_id, alert_id, state, wakes_at=wakes_at)
        if alert is not None:
            self.watches.forget(alert)
        return alert

    # what the engine does

    async def run(self) -> None:
        """Watch everything that somebody waits on; never returns."""
        await self.watches.load()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.watches.run())
            tasks.create_task(self._look_at_the_clock())
            tasks.create_task(self._listings.run())
            tasks.create_task(self._board.run())

    async def _look_at_the_clock(self) -> None:
        """Wake what snoozed long enough, and end what was to wait until now."""
        while True:
            async with self._storage.read() as unit:
                waking = await unit.alerts.waking(self._environment)
                overdue = await unit.alerts.overdue(self._environment)
            for alert in waking:
                await self._wake(alert)
            for alert in overdue:
                if await self._is_over(alert):
                    await self._expire(alert)
            await asyncio.sleep(LOOK_EVERY)

    async def _is_over(self, alert: Alert) -> bool:
        """Whether nothing that happened in time can fire it any more."""
        watch = self.watches.at_work.get(alert.source)
        if alert.state != "armed" or watch is None or alert.expires_at is None:
            return True
        try:
            return await watch.passed(alert.expires_at)
        except NoSuchSymbol:
            return True  # what is not traded any more fires nothing
        except BinanceError:
            return False

    async def _wake(self, alert: Alert) -> None:
        try:
            await self._rearm(alert, no_word, waking=True)
        except NoSuchSymbol:
            await self._firing.park(alert)
        except (BinanceError, Refused) as error:
            log.warning("alert %d cannot be woken yet: %r", alert.id, error)

    async def _expire(self, alert: Alert) -> None:
        async with self._storage.begin() as unit:
            await self._firing.expire(unit, alert)
        self.watches.forget(alert)
