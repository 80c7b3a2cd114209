"""Alerts: each fires at the first event after it was armed that satisfies it, and is told.

What streams do not bring, because they broke or the bot was away, is fetched, so an alert that was
reached meanwhile still fires, late but with its time. Firing and the message are one transaction:
neither happens without the other.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from binance.errors import BinanceError, NoSuchSymbol
from binance.models.exchange import SymbolInfo
from binance.streams.market import MarketStreams
from bot.alerts import telling
from bot.alerts.arming import (
    Armed,
    First,
    Permit,
    Start,
    granted,
    no_word,
    past,
    wait_anew,
    write_down,
)
from bot.alerts.attention import PLACES, Attention
from bot.alerts.backfill import Backfill, Sends
from bot.alerts.beginnings import Beginnings
from bot.alerts.board_feed import BoardFeed
from bot.alerts.conditions import Measure, NewListing, Options, Price, Wish
from bot.alerts.feeds import Feeds
from bot.alerts.firing import WAITING, Firing
from bot.alerts.history import Histories
from bot.alerts.joint import JointWatch
from bot.alerts.listings import Listings
from bot.alerts.nearness import Values
from bot.alerts.watch import Parts
from bot.alerts.watches import LISTINGS, AnyWatch, Watches
from bot.i18n import note
from bot.notices import Notice
from bot.notifications import Sender
from bot.refusals import Refused
from bot.voice import voice
from storage import EVERYBODY, Alert, AlertState, Storage, Unit

log = logging.getLogger(__name__)

LIMIT = 50  # waiting alerts a person may have, unless the administrator says otherwise
LIMIT_SETTING = "alerts.limit"
LOOK_EVERY = 5.0  # seconds


async def _nothing() -> None: ...


class AlertEngine:
    """Keeps the alerts of all people and fires them; a new symbol makes it `relist` them all."""

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
        relist: Callable[[], Awaitable[object]] = _nothing,
    ) -> None:
        self._storage, self._environment, self._now = storage, environment, now
        feeds = Feeds(binance, Backfill(binance, now))
        self._firing = Firing(storage, sender, environment=environment, now=now)
        self._sender = sender
        self._board = BoardFeed(streams, binance, now)
        attention = Attention(streams, self._board, places=places)
        parts = Parts(streams, attention, self._firing, Histories(binance), now)
        self.watches = Watches(storage, feeds, parts, environment=environment)
        self._beginnings = Beginnings(storage, self.watches, sender, now)
        self._listings = Listings(
            storage, streams, binance, self._tell_listing,
            told=sender.nudge, relist=relist, environment=environment, now=now,
        )  # fmt: skip

    # what people do

    async def arm(
        self,
        update_id: int,
        user_id: int,
        wish: Wish,
        *,
        first: First = no_word,
        permit: Permit = granted,
        or_later: bool = False,
    ) -> Armed | None:
        """Let an alert wait from now on; None when the update was handled before, or not permitted.

        `first` hears how things stand, and may give word that is told before it can fire. While
        Binance is away it cannot be known where the alert begins: `or_later`, it begins as soon as
        Binance answers, and that is told.
        """

        async def write(unit: Unit, start: Start) -> Alert | None:
            if not await unit.inbox.take(update_id, user_id) or not await permit(unit):
                return None
            await self._leave_room(unit, user_id)
            return await write_down(unit, update_id, user_id, self._environment, wish, start)

        return await (self._beginnings.sometime if or_later else self._beginnings.now)(
            wish, write, first
        )

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
            return await write_down(unit, update_id, user_id, self._environment, wish, start)

        armed = await self._beginnings.now(wish, write, first)
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
            position = past(old, start.position)
            wait = start.wait if position == start.position else wait_anew(old, start)
            return await unit.alerts.rearm(
                old.user_id, old.id, waking=waking,
                awaits=wait.awaits, primed=wait.primed, position=position,
            )  # fmt: skip

        if old.state == "armed":
            return Armed(old, wish, None)
        return await self._beginnings.now(wish, write, first, old.source)

    async def restore(self, user_id: int, alert_id: int, *, first: First = no_word) -> Alert | None:
        """Bring back an alert that one has deleted, as it was; None when there is none such.

        One that was armed waits for what it waited for, but what happened meanwhile is past.
        """
        old = await self._deleted(user_id, alert_id)
        if old is None:
            return None
        if old.deleted_as not in {None, "armed"}:
            async with self._storage.begin() as unit:
                if old.deleted_as in WAITING:
                    await self._leave_room(unit, user_id)
                return await unit.alerts.restore(user_id, alert_id)

        async def write(unit: Unit, start: Start) -> Alert | None:
            await self._leave_room(unit, user_id)
            if start.postponed:
                return await unit.alerts.postpone(user_id, alert_id)
            return await unit.alerts.revive(user_id, alert_id, past(old, start.position))

        armed = await self._beginnings.sometime(self._timely(old), write, first, old.source)
        return None if armed is None else armed.alert

    def _timely(self, old: Alert) -> Wish:
        """What an alert waits for, unless its time is over."""
        wish = Wish.model_validate(old.wish)
        if wish.options.until is not None and wish.options.until <= self._now():
            raise Refused(note("Its time is over. Make a new one: /alert"))
        return wish

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

    # how an alert rests

    async def _tell_listing(self, unit: Unit, symbol: SymbolInfo, at: datetime | None) -> None:
        for alert in await unit.alerts.of_source(self._environment, LISTINGS):
            wish = Wish.model_validate(alert.wish)
            assert isinstance(wish.condition, NewListing)
            if wish.condition.quote in {None, symbol.quote_asset}:
                await self._firing.listed(unit, alert, symbol.symbol, at)

    async def _leave_room(self, unit: Unit, user_id: int) -> None:
        everybodys = await unit.settings.get(EVERYBODY, LIMIT_SETTING, LIMIT)
        limit = await unit.settings.get(user_id, LIMIT_SETTING) or everybodys
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

    async def _deleted(self, user_id: int, alert_id: int) -> Alert | None:
        async with self._storage.read() as unit:
            alert = await unit.alerts.get(alert_id)
        if alert is None or alert.user_id != user_id or alert.state != "deleted":
            return None
        return alert if alert.environment == self._environment else None

    async def _rest(
        self, user_id: int, alert_id: int, state: AlertState, wakes_at: datetime | None = None
    ) -> Alert | None:
        old = await self._own(user_id, alert_id)
        if old is None:
            return None
        if state != "deleted":
            self._refuse_what_is_over(old)
        async with self._storage.begin() as unit:
            now = await unit.alerts.own(user_id, alert_id)  # which may have fired meanwhile
            if now is not None and now.state not in WAITING and state in WAITING:
                await self._leave_room(unit, user_id)
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
        if alert.source == LISTINGS:
            looks: Listings | AnyWatch | None = self._listings
        else:
            looks = self.watches.at_work.get(alert.source)
        if alert.state != "armed" or looks is None or alert.expires_at is None:
            return True
        try:
            return await looks.passed(alert.expires_at)
        except NoSuchSymbol:
            return True  # what is not traded any more fires nothing
        except BinanceError:
            return False

    async def _wake(self, alert: Alert) -> None:
        first = partial(self._begins_now, alert) if alert.is_postponed else no_word
        try:
            await self._rearm(alert, first, waking=True)
        except NoSuchSymbol:
            await self._firing.park(alert)
        except (BinanceError, Refused) as error:
            log.warning("alert %d cannot be woken yet: %r", alert.id, error)

    async def _begins_now(self, alert: Alert, values: Values) -> Notice:
        """Say that an alert begins that was made while Binance was away."""
        async with self._storage.read() as unit:
            say = await voice(unit, alert.user_id)
        return telling.begun(say, alert.id, Wish.model_validate(alert.wish), values)

    async def _expire(self, alert: Alert) -> None:
        async with self._storage.begin() as unit:
            await self._firing.expire(unit, alert)
        self.watches.forget(alert)
