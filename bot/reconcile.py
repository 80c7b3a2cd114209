"""Finding out what became of orders whose outcome is unknown.

Asked by the name we gave it, Binance either has the order, or has none such. The latter counts
only after the deadline, because its answers lag behind and an order may still be on its way.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from binance.errors import BadKey, BinanceError, NoSuchOrder, NoSuchSymbol
from binance.models.events import ExecutionReport
from binance.models.order_terms import OrderStatus
from bot.accounts import Accounts, Connected
from bot.deeds import Deed, Report
from bot.i18n import Html, note
from bot.intents import Intents, deed_in
from bot.posting import Posting
from bot.refusals import NoKey, Refused
from bot.voice import voice
from storage import OrderIntent, Storage, Unit

log = logging.getLogger(__name__)

PAUSES = (0.3, 10.0)  # shortest and longest pause between two questions, seconds
JUST_AFTER = 0.05
UNDECIDED = frozenset({"PLANNED", "SENDING", "UNKNOWN"})
ENTRIES = (0.3, 10.0)  # between looks whether an entry has filled, for what is to follow it
TAP_LIFE = timedelta(seconds=60)  # in which what nothing stands in the way of has to go out
LOOK = 5.0  # seconds between looks at the table when nobody calls
WATCHES = (60.0, 1800.0)  # the same as `PAUSES`, for an order that was found absent


class Reconciler:
    """Works on every intent without a verdict until it has one."""

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
        self._posting = posting
        self._environment, self._now = environment, now
        self._at_work: set[str] = set()
        self._hopeless: set[str] = set()

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
                for intent, first in await self._planned():
                    self._at_work.add(intent.client_order_id)
                    group.create_task(self._go_on(intent, first))
                for intent in await self._absent():
                    self._at_work.add(intent.client_order_id)
                    group.create_task(self._watch(intent))
                await _event_or_pause(self._intents.unresolved, LOOK)

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

    async def _planned(self) -> list[tuple[OrderIntent, OrderIntent]]:
        """List what waited for an order that has its verdict now."""
        async with self._storage.read() as unit:
            planned = await unit.orders.planned(self._environment)
            waiting = [(intent, await _before(unit, intent, first)) for intent, first in planned]
        return [
            (intent, first)
            for intent, first in waiting
            if intent.client_order_id not in self._at_work
            and (
                first.state not in UNDECIDED
                or first.client_order_id in self._hopeless
                or _independent(intent, first)
            )
        ]

    async def _absent(self) -> list[OrderIntent]:
        """List those that nobody watches yet."""
        async with self._storage.read() as unit:
            watched = await unit.orders.watched(self._environment, self._now())
        return [one for one in watched if one.client_order_id not in self._at_work]

    async def _go_on(self, intent: OrderIntent, first: OrderIntent) -> None:
        """Send what was to follow an order once that has filled; if it never will, say so."""
        try:
            deed = deed_in(intent)
            if _independent(intent, first):
                self._check_age(intent)
            elif not await self._came_about(deed, first):
                await self._intents.left_out(intent)
                return
            connected = await self._open_account(intent)
            if not await self._is_due(deed, connected, self._intents.deadline(intent)):
                await self._intents.left_out(intent)
                return
            with self._intents.under_way(intent.client_order_id):
                due = await self._intents.due(intent)
                if due is not None:
                    await self._posting.post(connected, due)
        except Refused as error:
            await self._intents.left_out(intent, error)
        finally:
            self._at_work.discard(intent.client_order_id)

    async def _traded(self, first: OrderIntent) -> bool:
        """Wait until an order has filled at least in part; False once it never will.

        A stop for an order that only waits would be left behind if that is cancelled, and close
        whatever there is by then.
        """
        return await self._comes_to(first, _in_part)

    def _check_age(self, intent: OrderIntent) -> None:
        """What follows nothing goes out right after its tap, or not at all: the world moves on."""
        if self._now() - intent.created_at > TAP_LIFE:
            raise Refused(note("It was confirmed too long ago to be sent now. Ask anew."))

    async def _came_about(self, deed: Deed, first: OrderIntent) -> bool:
        """Wait until the order before it has filled: what clears up waits for all of it."""
        if first.client_order_id in self._hopeless:
            raise Refused(
                note("I cannot find out whether the order that it was to follow is in place.")
            )
        if deed.kind.clears:
            return await self._comes_to(first, _whole)
        return await self._traded(first)

    async def _is_due(self, deed: Deed, connected: Connected, lagging_until: datetime) -> bool:
        """Ask until it is, or until what Binance tells cannot lag behind any more."""
        pause, longest = ENTRIES
        while True:
            asked_at = self._now()
            try:
                if await deed.is_due(connected.account):
                    return True
            except BadKey:
                raise NoKey(note("Binance refuses your API key: /keys tells why.")) from None
            except NoSuchSymbol:
                raise Refused(note("Binance does not know this contract any more.")) from None
            except BinanceError as error:
                log.warning("cannot see whether it is time for %s: %r", deed.client_id, error)
            else:
                if asked_at > lagging_until:
                    return False
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  # jitter
            pause = min(longest, pause * 2)

    async def _comes_to(self, first: OrderIntent, wanted: Callable[[Report], bool]) -> bool:
        """Wait until an order stands as it is wanted to; False once it never will."""
        if first.state != "ACCEPTED" or first.result is None:
            return False
        report, (pause, longest) = Report.model_validate(first.result), ENTRIES
        lagging_until = self._intents.deadline(first)
        while not wanted(report):
            if not any(leg.is_open for leg in report.legs):
                return False
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  # jitter
            pause, asked_at = min(longest, pause * 2), self._now()
            try:
                report = await self._query(first, await self._account(first))
            except NoSuchOrder:
                if asked_at > lagging_until:
                    return False
            except BinanceError as error:
                log.warning("cannot see how %s stands: %r", first.client_order_id, error)
        return True

    async def _resolve(self, intent: OrderIntent) -> None:
        """Ask, with growing pauses, until there is a verdict."""
        shortest, longest = PAUSES
        pause = shortest
        try:
            await self._intents.unknown(intent)  # it may have been left SENDING
            deadline = intent.deadline_at or self._intents.deadline(intent)
            while not await self._ask(intent):
                await asyncio.sleep(self._until(deadline, pause))
                pause = min(longest, pause * 2)
        finally:
            self._at_work.discard(intent.client_order_id)

    def _until(self, deadline: datetime, pause: float) -> float:
        """How long to wait: not beyond the deadline, after which one more question decides."""
        wait = pause * random.uniform(0.5, 1)  # noqa: S311  # jitter
        left = (deadline - self._now()).total_seconds()
        return min(wait, left + JUST_AFTER) if left > 0 else wait

    async def _watch(self, intent: OrderIntent) -> None:
        """Look whether an order that was found absent has turned up, ever more seldom, for a day.

        The stream may be silent on it, and Binance deny it for a while after it told of it.
        """
        pause, longest = WATCHES
        try:
            while await self._may_surprise(intent):
                await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  # jitter
                pause = min(longest, pause * 2)
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
            found = await self._query(intent, await self._account(intent))
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
        except NoSuchOrder:
            assert current.deadline_at is not None
            if asked_at <= current.deadline_at:
                return False
            await self._denied(current, connected)
            return True
        except (NoKey, BadKey) as error:
            is_gone = await self._given_up(current, asked_at)
            return is_gone and isinstance(error, NoKey)
        except BinanceError as error:
            log.warning("cannot ask for %s yet: %r", intent.client_order_id, error)
            return False
        beside = await self._beside(current, connected)
        await self._intents.accepted(current, found, found=True, beside=beside)
        return True

    async def _denied(self, intent: OrderIntent, connected: Connected) -> None:
        """Binance has no such order, and will not have it any more."""
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
        assert intent.deadline_at is not None
        if key is not None and asked_at <= intent.deadline_at:
            return False
        if intent.client_order_id not in self._hopeless:
            self._hopeless.add(intent.client_order_id)
            await self._intents.undetermined(intent)
        return key is None

    async def _account(self, intent: OrderIntent) -> Connected:
        """The account that it was sent to: any other one would deny it, and say nothing by that."""
        return await self._accounts.by_key(intent.user_id, intent.key_id)

    async def _open_account(self, intent: OrderIntent) -> Connected:
        """The same, if anything new may be sent to it."""
        connected = await self._account(intent)
        if connected.key.state != "active":
            raise NoKey(
                note("Your account {label} is suspended: /keys says why. /account switches."),
                label=connected.key.label,
            )
        return connected

    async def _query(self, intent: OrderIntent, connected: Connected) -> Report:
        return await deed_in(intent).find(connected.account)


async def _before(unit: Unit, intent: OrderIntent, first: OrderIntent) -> OrderIntent:
    """What it waits for: the first of its ticket, or the very order that it names."""
    name = deed_in(intent).after
    return first if name is None else await unit.orders.get(name) or first


def _independent(intent: OrderIntent, first: OrderIntent) -> bool:
    """Whether it goes out whatever becomes of the first: one tap has asked for both.

    Closings of several positions, or several ends for one that is there.
    """
    return deed_in(intent).stands_alone or deed_in(first).kind.conditional


def _in_part(report: Report) -> bool:
    return any(leg.executed_qty > 0 for leg in report.legs)


def _whole(report: Report) -> bool:
    return all(leg.status == OrderStatus.FILLED for leg in report.legs)


async def _event_or_pause(event: asyncio.Event, pause: float) -> None:
    try:
        async with asyncio.timeout(pause):
            await event.wait()
    except TimeoutError:
        pass  # the pause is over, that is all
