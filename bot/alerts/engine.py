"""Price alerts: each fires at the first trade after it was armed that satisfies it, and is told.

The truth is the trades, by their ids. What the stream does not bring, because it broke or the bot
was away, is fetched, so an alert that was crossed meanwhile still fires, late but with its time.
Firing and the message are one transaction: neither happens without the other.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from binance.errors import BinanceError
from binance.models import events
from binance.models.market import AggTrade
from binance.streams import spot
from binance.streams.events import Resumed
from binance.streams.market import MarketStreams, TradeRange
from bot import notices
from bot.alerts.backfill import Backfill
from bot.alerts.index import AlertIndex, Armed
from bot.i18n import Say, note
from bot.notifications import Sender
from bot.refusals import Refused
from storage import Alert, Storage

log = logging.getLogger(__name__)

LIMIT = 50  # waiting alerts a person may have
CURSOR_EVERY = timedelta(seconds=30)
SETTLED = timedelta(minutes=1)  # an alert this much older than a cursor was in the index then
RETRY = (0.5, 30.0)  # shortest and longest pause before a back-fill is tried again, seconds

Trade = AggTrade | events.AggTrade
"""An aggregate trade, whether it was fetched or told."""


@dataclass
class Watch:
    """One symbol that alerts wait on, and how far its trades were looked at."""

    symbol: str
    index: AlertIndex = field(default_factory=AlertIndex)
    last_id: int | None = None
    look_again_after: int | None = None  # an id before `last_id`: an alert came in late
    saved_at: datetime | None = None


class AlertEngine:
    """Keeps the waiting alerts of all people and fires them."""

    def __init__(
        self,
        storage: Storage,
        streams: MarketStreams,
        backfill: Backfill,
        sender: Sender,
        *,
        environment: str,
        now: Callable[[], datetime],
    ) -> None:
        self._storage, self._streams, self._backfill = storage, streams, backfill
        self._sender, self._environment, self._now = sender, environment, now
        self._watches: dict[str, Watch] = {}
        self._wanted: asyncio.Queue[Watch] = asyncio.Queue()

    # what people do

    async def arm(
        self, update_id: int, user_id: int, symbol: str, *, above: bool, price: Decimal
    ) -> Alert | None:
        """Let an alert wait from now on; None when this update was handled before."""
        armed_at = await self._backfill.newest_id(symbol)
        async with self._storage.begin() as unit:
            if not await unit.inbox.take(update_id, user_id):
                return None
            if await unit.alerts.count_armed(user_id, self._environment) >= LIMIT:
                raise Refused(
                    note("You have {n} alerts waiting, the most there may be: /alerts"), n=LIMIT
                )
            alert = await unit.alerts.add(
                user_id=user_id,
                environment=self._environment,
                symbol=symbol,
                direction="above" if above else "below",
                price=price,
                armed_trade_id=armed_at,
            )
            await unit.audit.note(user_id, "alert.armed", symbol=symbol, id=alert.id)
        self._add(alert)
        return alert

    async def disarm(self, user_id: int, alert_id: int) -> Alert | None:
        """Delete one's own alert; None when there is none such."""
        async with self._storage.begin() as unit:
            alert = await unit.alerts.delete(user_id, alert_id)
        if alert is not None and (watch := self._watches.get(alert.symbol)):
            watch.index.remove(alert_id)
        return alert

    # what the engine does

    async def run(self) -> None:
        """Watch every symbol that somebody waits on; never returns."""
        async with self._storage.read() as unit:
            for alert in await unit.alerts.armed(self._environment):
                self._add(alert)
        async with asyncio.TaskGroup() as group:
            while True:
                group.create_task(self._watch(await self._wanted.get()))

    def _add(self, alert: Alert) -> None:
        watch = self._watches.get(alert.symbol)
        if watch is None:
            watch = self._watches[alert.symbol] = Watch(alert.symbol)
            self._wanted.put_nowait(watch)
        watch.index.add(_armed(alert))
        if watch.last_id is not None and watch.last_id > alert.armed_trade_id:
            # trades went by while the row was written: look at them again, for this alert
            again = watch.look_again_after
            watch.look_again_after = min(again or alert.armed_trade_id, alert.armed_trade_id)

    async def _watch(self, watch: Watch) -> None:
        """Follow one symbol until nobody waits on it."""
        await self._place_cursor(watch)
        if not self._over(watch):
            await self._follow_stream(watch)
        async with self._storage.begin() as unit:
            await unit.alerts.drop_cursor(self._environment, watch.symbol)

    async def _follow_stream(self, watch: Watch) -> None:
        async with aclosing(self._streams.subscribe(spot.AggTrade(symbol=watch.symbol))) as items:
            async for item in items:
                if isinstance(item, Resumed | TradeRange):  # summed up, for we were slow
                    await self._catch_up(watch)
                elif isinstance(item, events.AggTrade):
                    await self._follow(watch, item)
                if self._over(watch):
                    return

    def _over(self, watch: Watch) -> bool:
        """Whether nobody waits any more; then the watch is gone in the same instant."""
        if watch.index:
            return False
        del self._watches[watch.symbol]
        return True

    async def _place_cursor(self, watch: Watch) -> None:
        """Begin where every alert was last looked at.

        The cursor speaks for alerts that waited when it was saved; one armed about then or
        later may have missed what went by while it was written, and counts from its own trade.
        """
        async with self._storage.read() as unit:
            cursor = await unit.alerts.cursor(self._environment, watch.symbol)
            alerts = [
                one
                for one in await unit.alerts.armed(self._environment)
                if one.symbol == watch.symbol
            ]
        known = [one.armed_trade_id for one in alerts]
        if cursor is not None:
            known = [
                max(one.armed_trade_id, cursor.trade_id)
                if one.armed_at < cursor.at - SETTLED
                else one.armed_trade_id
                for one in alerts
            ]
        watch.last_id = min(known, default=watch.index.armed_since() or 0)

    async def _follow(self, watch: Watch, trade: events.AggTrade) -> None:
        assert watch.last_id is not None
        if watch.look_again_after is not None:
            watch.last_id = min(watch.last_id, watch.look_again_after)
            watch.look_again_after = None
        if trade.agg_trade_id > watch.last_id + 1:
            await self._catch_up(watch)
        if trade.agg_trade_id > watch.last_id:
            await self._look(watch, trade)

    async def _catch_up(self, watch: Watch) -> None:
        """Fetch what was missed, however long it takes to get it."""
        low, high = RETRY
        pause = low
        while True:
            try:
                await self._read_missed(watch)
            except BinanceError as error:
                log.warning("trades of %s are still missing: %r", watch.symbol, error)
                await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  # jitter
                pause = min(high, pause * 2)
            else:
                return

    async def _read_missed(self, watch: Watch) -> None:
        assert watch.last_id is not None
        index = watch.index
        missed = self._backfill.since(
            watch.symbol, watch.last_id, lambda one: index.reached_between(one.low, one.high)
        )
        async with aclosing(missed) as trades:
            async for trade in trades:
                await self._look(watch, trade)

    async def _look(self, watch: Watch, trade: Trade) -> None:
        hits = watch.index.hits(trade.agg_trade_id, trade.price)
        # before anything is awaited: an alert that comes in meanwhile must know this one is past
        watch.last_id = trade.agg_trade_id
        if hits:
            await self._fire(watch, hits, trade)
        if watch.saved_at is None or trade.time - watch.saved_at > CURSOR_EVERY:
            await self._save_cursor(watch, trade)

    async def _fire(
        self, watch: Watch, hits: list[Armed], trade: AggTrade | events.AggTrade
    ) -> None:
        """One transaction: the alerts are fired, and their messages wait in the outbox."""
        async with self._storage.begin() as unit:
            for hit in hits:
                fired = await unit.alerts.trigger(
                    hit.alert_id,
                    trade_id=trade.agg_trade_id,
                    price=trade.price,
                    crossed_at=trade.time,
                )
                user = await unit.users.get(hit.user_id)
                if not fired or user is None:
                    continue
                told = notices.alert_fired(
                    Say(user.language), hit, price=trade.price, at=trade.time, now=self._now()
                )
                await unit.outbox.put(
                    chat_id=hit.user_id,
                    user_id=hit.user_id,
                    kind="alert",
                    text=told.text,
                    keyboard=told.buttons,
                    key=f"alert:{hit.alert_id}:{trade.agg_trade_id}",
                )
        for hit in hits:
            watch.index.remove(hit.alert_id)
        self._sender.nudge()

    async def _save_cursor(self, watch: Watch, trade: Trade) -> None:
        async with self._storage.begin() as unit:
            await unit.alerts.move_cursor(
                self._environment, watch.symbol, trade.agg_trade_id, at=trade.time
            )
        watch.saved_at = trade.time


def _armed(alert: Alert) -> Armed:
    return Armed(
        alert_id=alert.id,
        user_id=alert.user_id,
        symbol=alert.symbol,
        above=alert.direction == "above",
        price=alert.price,
        armed_trade_id=alert.armed_trade_id,
    )
