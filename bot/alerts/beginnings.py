"""How an alert begins: where things stand is found out, it is written down, and then it waits."""

import logging
from collections.abc import Callable
from datetime import datetime

from binance.errors import Unreachable
from bot.alerts import waiting
from bot.alerts.arming import Armed, First, Start, Write, in_time, value_at
from bot.alerts.conditions import NewListing, Wish
from bot.alerts.feeds import Feed, milliseconds
from bot.alerts.joint import JointWatch, lead
from bot.alerts.patience import AWAY
from bot.alerts.track import spelt
from bot.alerts.waiting import Wait
from bot.alerts.watch import Watch
from bot.alerts.watches import LISTINGS, Watches
from bot.notices import Notice
from bot.notifications import Sender
from storage import Alert, Storage

log = logging.getLogger(__name__)


class Beginnings:
    """Lets alerts begin; `write` is what puts one down, in a transaction that is open."""

    def __init__(
        self,
        storage: Storage,
        watches: Watches,
        sender: Sender,
        now: Callable[[], datetime],
    ) -> None:
        self._storage, self._watches = storage, watches
        self._sender, self._now = sender, now

    async def now(self, wish: Wish, write: Write, first: First, source: str = "") -> Armed | None:
        """Let it wait from now on.

        `source` is the one that an alert of several had before.
        """
        if isinstance(wish.condition, NewListing):
            return await self._of_listings(wish, write)
        feeds = self._watches.feeds(wish)
        if len(feeds) == 1:
            return await self._single(wish, feeds[0], write, first)
        return await self._joint(wish, self._watches.joint(wish, source), write, first)

    async def sometime(
        self, wish: Wish, write: Write, first: First, source: str = ""
    ) -> Armed | None:
        """As `now`; while Binance is away it is written down, to begin when it is back.

        Nobody knows then which trade is the latest, so the first ones would be judged wrongly.
        """
        try:
            return await self.now(wish, write, first, source)
        except AWAY as error:
            log.warning("an alert begins later, because Binance is away: %r", error)
        term, feeds = lead(wish), self._watches.feeds(wish)
        if not source:
            source = feeds[0].source if len(feeds) == 1 else self._watches.joint(wish).source
        wait = waiting.first(term.relation, term.level, None)
        alert = await self._write(write, Start(source, term, wait, 0, postponed=True))
        return None if alert is None else Armed(alert, wish, None)

    async def _single(self, wish: Wish, feed: Feed, write: Write, first: First) -> Armed | None:
        (term,) = wish.terms
        async with in_time():
            newest = await feed.newest()  # while nothing is watched yet, because it may fail
        watch = self._watches.of(feed)
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
                await _add(watch, alert)
        return None if alert is None else Armed(alert, wish, shown)

    async def _joint(
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
        self._watches.begin(watch)
        return Armed(alert, wish, watch.value if len(wish.terms) == 1 else None)

    async def _of_listings(self, wish: Wish, write: Write) -> Armed | None:
        now = milliseconds(self._now())
        start = Start(LISTINGS, None, Wait("above", primed=True), now)
        alert = await self._write(write, start)
        return None if alert is None else Armed(alert, wish, None)

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


async def _add(watch: Watch, alert: Alert) -> None:
    """Let it wait; if that fails, the watch begins anew, with what is written down."""
    try:
        await watch.add(alert)
    except Exception:
        log.exception("%s: an alert could not join", watch.source)
        watch.fail()
