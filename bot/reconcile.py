"""Finding out what became of orders whose outcome is unknown.

Asked by the name we gave it, Binance either has the order, or has none such. The latter counts
only after the deadline, because its answers lag behind and an order may still be on its way.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from binance.errors import BadKey, BinanceError, NoSuchOrder, NoSuchSymbol, Unreadable
from binance.models.events import ExecutionReport
from bot.accounts import Accounts, Connected
from bot.deeds import Leg, Report
from bot.i18n import Html
from bot.intents import Intents, deed_in
from bot.posting import Posting
from bot.refusals import NoKey
from bot.sequels import Sequels
from bot.voice import voice
from bot.waking import Waking, event_or_pause, jittered
from storage import OrderIntent, Storage

log = logging.getLogger(__name__)

PAUSES = (0.3, 10.0)  # shortest and longest pause between two questions, seconds
JUST_AFTER = 0.05
LOOK = 5.0  # seconds between looks at the table when nobody calls
WATCHES = (60.0, 1800.0)  # the same as `PAUSES`, for an order that was found absent
UNREAD = 3  # answers that nobody can read: so many are no accident on the way


class Reconciler:
    """Works on every intent without a verdict until it has one."""

    sequels: ClassVar[type[Sequels]] = Sequels

    def __init__(
        self,
        storage: Storage,
        accounts: Accounts,
        intents: Intents,
        posting: Posting,
        *,
        environment: str,
        now: Callable[[], datetime],
    ) -> None:
        self._storage, self._accounts, self._intents = storage, accounts, intents
        self._environment, self._now = environment, now
        self._at_work: set[str] = set()
        self._hopeless: set[str] = set()
        self._unread: Counter[str] = Counter()  # by intent, after its deadline
        self._waking = Waking()
        self._sequels = self.sequels(
            storage, accounts, intents, posting, self._find, self._hopeless, self._waking,
            environment=environment, now=now,
        )  # fmt: skip

    async def recover(self) -> int:
        """At start: what was being sent when the process ended is unknown; how many there were."""
        async with self._storage.read() as unit:
            left = await unit.orders.unresolved(self._environment)
        for intent in left:
            await self._intents.unknown(intent)
        return len(left)

    async def run(self) -> None:
        """Give each unresolved intent a worker; never returns."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._intents.unresolved.clear()
                for intent in await self._open():
                    self._at_work.add(intent.client_order_id)
                    group.create_task(self._resolve(intent))
                for intent, first in await self._sequels.due(self._at_work):
                    self._at_work.add(intent.client_order_id)
                    group.create_task(self._go_on(intent, first))
                for intent in await self._absent():
                    self._at_work.add(intent.client_order_id)
                    group.create_task(self._watch(intent))
                await event_or_pause(self._intents.unresolved, LOOK)

    async def seen(self, user_id: int, report: ExecutionReport) -> None:
        """The stream names an order: if it is one of ours without a verdict, here it is."""
        async with self._storage.read() as unit:
            intent = await unit.orders.get(report.order_client_id)
        if intent is None or intent.user_id != user_id:
            return
        if intent.state == "UNKNOWN":
            await self._ask(intent)
        elif intent.state == "ABSENT":
            await self._look_quietly(intent)

    def hear(self, user_id: int, name: str, leg: Leg | None = None) -> None:
        """The stream names an order, conditional order or list: whoever waits for it asks now.

        Where it tells as well how an order stands, what follows a fill goes out without asking.
        """
        self._waking.call(user_id, name, leg)

    async def look_again(self, user_id: int) -> None:
        """Ask once more for the orders of a person that were found absent a short while ago."""
        async with self._storage.read() as unit:
            watched = await unit.orders.watched(self._environment, self._now())
        for intent in watched:
            if intent.user_id == user_id:
                await self._look(intent)

    async def _open(self) -> list[OrderIntent]:
        async with self._storage.read() as unit:
            left = await unit.orders.unresolved(self._environment)
        return [
            one
            for one in left
            if one.client_order_id not in self._at_work | self._hopeless
            and not self._intents.is_under_way(one.client_order_id)
        ]

    async def _absent(self) -> list[OrderIntent]:
        """List those that nobody watches yet."""
        async with self._storage.read() as unit:
            watched = await unit.orders.watched(self._environment, self._now())
        return [one for one in watched if one.client_order_id not in self._at_work]

    async def _go_on(self, intent: OrderIntent, first: OrderIntent) -> None:
        try:
            await self._sequels.go_on(intent, first)
        finally:
            self._at_work.discard(intent.client_order_id)

    async def _resolve(self, intent: OrderIntent) -> None:
        """Ask, with growing pauses, until there is a verdict."""
        shortest, pause = PAUSES[0], PAUSES[0]
        try:
            await self._intents.unknown(intent)  # it may have been left SENDING
            known = intent.deadline_at if intent.state == "UNKNOWN" else None
            deadline = known or self._intents.deadline(intent)
            with self._waking.news_of(intent) as news:
                while not await self._ask(intent):
                    told = await news.wait(self._until(deadline, pause))
                    pause = shortest if told else min(self._longest(intent), pause * 2)
        finally:
            self._at_work.discard(intent.client_order_id)

    def _longest(self, intent: OrderIntent) -> float:
        """What we cannot read today we hardly can in ten seconds."""
        (_, usual), (_, seldom) = PAUSES, WATCHES
        return seldom if self._unread[intent.client_order_id] >= UNREAD else usual

    def _until(self, deadline: datetime, pause: float) -> float:
        """How long to wait: not beyond the deadline, after which one more question decides."""
        wait = jittered(pause)
        left = (deadline - self._now()).total_seconds()
        return min(wait, left + JUST_AFTER) if left > 0 else wait

    async def _watch(self, intent: OrderIntent) -> None:
        """Look whether an order that was found absent has turned up, ever more seldom, for a day.

        The stream may be silent on it, and Binance deny it for a while after it told of it.
        """
        shortest, longest = WATCHES
        pause = shortest
        try:
            with self._waking.news_of(intent) as news:
                while await self._may_surprise(intent):
                    told = await news.wait(jittered(pause))
                    pause = shortest if told else min(longest, pause * 2)
                    await self._look_quietly(intent)
        finally:
            self._at_work.discard(intent.client_order_id)

    async def _may_surprise(self, intent: OrderIntent) -> bool:
        async with self._storage.read() as unit:
            current = await unit.orders.get(intent.client_order_id)
        if current is None or current.state != "ABSENT" or current.watch_until is None:
            return False
        return self._now() < current.watch_until

    async def _look_quietly(self, intent: OrderIntent) -> None:
        try:
            await self._look(intent)
        except (BinanceError, NoKey) as error:
            log.warning("cannot ask for %s yet: %r", intent.client_order_id, error)

    async def _look(self, intent: OrderIntent) -> None:
        """Ask once more for an order that was found absent."""
        try:
            found = await self._find(intent)
        except NoSuchOrder:
            return
        await self._intents.surfaced(intent, found)

    async def _ask(self, intent: OrderIntent) -> bool:
        """Ask once; True when the intent has its verdict, from us or from somebody faster."""
        async with self._storage.read() as unit:
            current = await unit.orders.get(intent.client_order_id)
        if current is None or current.state != "UNKNOWN":
            return True
        asked_at = self._now()
        try:
            connected = await self._account(current)
            found = await self._query(current, connected)
        except (NoSuchOrder, NoSuchSymbol) as error:
            if not _is_late(current, asked_at):
                return False
            await self._denied(current, connected, error)
            return True
        except (NoKey, BadKey) as error:
            is_gone = await self._given_up(current, asked_at)
            return is_gone and isinstance(error, NoKey)
        except BinanceError as error:
            log.warning("cannot ask for %s yet: %r", intent.client_order_id, error)
            if isinstance(error, Unreadable) and _is_late(current, asked_at):
                await self._not_read(current)
            return False
        beside = await self._beside(current, connected)
        await self._intents.accepted(current, found, found=True, beside=beside)
        return True

    async def _denied(
        self, intent: OrderIntent, connected: Connected, error: NoSuchOrder | NoSuchSymbol
    ) -> None:
        """Binance has no such order, and will not have it any more; or does not know its symbol."""
        if isinstance(error, NoSuchSymbol):
            await self._intents.unlisted(intent)
        else:
            await self._intents.absent(intent, await self._beside(intent, connected))

    async def _beside(self, intent: OrderIntent, connected: Connected) -> Html | None:
        """What else has to be known of it: of two deeds in one, how the other stands."""
        deed = deed_in(intent)
        async with self._storage.read() as unit:
            say = await voice(unit, intent.user_id)
        return await deed.kind.beside(connected.account, deed.request, say)

    async def _given_up(self, intent: OrderIntent, asked_at: datetime) -> bool:
        """Without its key nobody can find out, and that is told; one refused may come back."""
        async with self._storage.read() as unit:
            key = await unit.keys.find(intent.user_id, intent.key_id)
        if key is not None and not _is_late(intent, asked_at):
            return False
        if intent.client_order_id not in self._hopeless:
            self._hopeless.add(intent.client_order_id)
            await self._intents.undetermined(intent)
        return key is None

    async def _not_read(self, intent: OrderIntent) -> None:
        """Binance answers otherwise than we know: that is told, and what follows waits no more."""
        self._unread[intent.client_order_id] += 1
        if self._unread[intent.client_order_id] == UNREAD:
            self._hopeless.add(intent.client_order_id)
            await self._intents.unreadable(intent)

    async def _account(self, intent: OrderIntent) -> Connected:
        """The account that it was sent to: any other one would deny it, and say nothing by that."""
        return await self._accounts.by_key(intent.user_id, intent.key_id)

    async def _find(self, intent: OrderIntent) -> Report:
        return await self._query(intent, await self._account(intent))

    async def _query(self, intent: OrderIntent, connected: Connected) -> Report:
        return await deed_in(intent).find(connected.account)


def _is_late(intent: OrderIntent, asked_at: datetime) -> bool:
    """Whether what was asked at that time counts: it could not be on its way any more."""
    assert intent.deadline_at is not None
    return asked_at > intent.deadline_at
