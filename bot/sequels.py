"""What was confirmed together with another order, and goes out once that is as it must be.

A stop follows an entry that has filled; cancellations follow a close that has filled whole.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from binance.errors import BadKey, BinanceError, NoSuchOrder, NoSuchSymbol
from binance.models.futures.orders import OrderState
from binance.models.order_terms import OrderStatus
from binance.private.futures import NewAlgoOrder
from bot.accounts import Accounts, Connected
from bot.deeds import Deed, Report, deed_of
from bot.i18n import note
from bot.intents import UNLISTED, Intents, deed_in
from bot.openings import Openings
from bot.posting import Posting
from bot.refusals import NoKey, Refused
from bot.waking import Waking, jittered
from storage import OrderIntent, Storage, Unit

log = logging.getLogger(__name__)

UNDECIDED = frozenset({"PLANNED", "SENDING", "UNKNOWN"})
AGAIN = (1.0, 15.0)  # between tries to send what protects a position and never left
ENTRIES = (0.3, 10.0)  # between looks whether an entry has filled, for what is to follow it
_GONE = note("Binance does not know this contract any more.")
TAP_LIFE = timedelta(seconds=60)  # in which what nothing stands in the way of has to go out


class Sequels:
    """Sends each of them, or says that it will not be sent.

    `find` asks how an order stands; `hopeless` are those of which nobody can find that out;
    `waking` tells at once that something happened to one.
    """

    def __init__(
        self,
        storage: Storage,
        accounts: Accounts,
        intents: Intents,
        posting: Posting,
        find: Callable[[OrderIntent], Awaitable[Report]],
        hopeless: Collection[str],
        waking: Waking,
        *,
        environment: str,
        now: Callable[[], datetime],
    ) -> None:
        self._storage, self._accounts, self._intents = storage, accounts, intents
        self._posting, self._find, self._hopeless = posting, find, hopeless
        self._waking = waking
        self._openings = Openings(storage, environment=environment)
        self._environment, self._now = environment, now

    async def due(self, at_work: Collection[str]) -> list[tuple[OrderIntent, OrderIntent]]:
        """List what waited for an order that has its verdict now, each with that order."""
        async with self._storage.read() as unit:
            planned = await unit.orders.planned(self._environment)
            waiting = [(intent, await _before(unit, intent, first)) for intent, first in planned]
        return [
            (intent, first)
            for intent, first in waiting
            if intent.client_order_id not in at_work
            and (
                first.state not in UNDECIDED
                or first.client_order_id in self._hopeless
                or _independent(intent, first)
            )
        ]

    async def go_on(self, intent: OrderIntent, first: OrderIntent) -> None:
        """Send what was to follow an order once that has filled; if it never will, say so."""
        deed, alone = deed_in(intent), _independent(intent, first)
        filled: bool | None = False if alone else None
        try:
            if alone:
                self._check_age(intent)
            elif not await self._came_about(deed, first):
                await self._intents.left_out(intent)
                return
            else:
                filled, deed = True, await self._fitted(deed, first)
            await self._send(intent, deed, insist=deed.kind.protects and not alone)
        except Refused as error:
            if not await self._handed_over(intent):
                await self._intents.left_out(intent, error, filled=filled)

    async def _handed_over(self, intent: OrderIntent) -> bool:
        """Whether it goes on with a newer key of its account: then it is begun anew."""
        async with self._storage.read() as unit:
            current = await unit.orders.get(intent.client_order_id)
        is_so = current is not None and current.key_id != intent.key_id
        if is_so:
            self._intents.unresolved.set()
        return is_so

    async def _send(self, intent: OrderIntent, deed: Deed, *, insist: bool) -> None:
        """Send it; `insist` on what certainly did not leave, ever more seldom."""
        pause, longest = AGAIN
        while not await self._sent(intent, deed, insist=insist):
            await asyncio.sleep(jittered(pause))
            pause = min(longest, pause * 2)

    async def _sent(self, intent: OrderIntent, deed: Deed, *, insist: bool) -> bool:
        """Send it, if it still makes sense; False where it is to be tried again."""
        connected = await self._open_account(intent)
        if not await self._is_due(deed, connected, self._intents.deadline(intent)):
            await self._intents.left_out(intent)
            return True
        if not await self._has_object(deed, connected, self._intents.deadline(intent)):
            closed = Refused(note("Its position is closed already."))
            opening = await self._opening(deed, connected)
            await self._intents.left_out(intent, closed, opening=opening)
            return True
        with self._intents.under_way(intent.client_order_id):
            due = await self._intents.due(intent, deed, insist=insist)
            if due is not None and due.key_id == connected.key.id:
                await self._posting.post(connected, due)
            elif due is not None:  # handed over in this very moment
                await self._posting.post(await self._open_account(due), due)
        async with self._storage.read() as unit:
            current = await unit.orders.get(intent.client_order_id)
        return current is None or current.state != "PLANNED"

    async def _fitted(self, deed: Deed, first: OrderIntent) -> Deed:
        """With no more than was filled, where that is known to be final and it has a quantity.

        Of a long or short position in hedge mode Binance closes no more than there is: it would
        refuse the whole order, at its trigger.
        """
        request = deed.request
        if not isinstance(request, NewAlgoOrder) or request.quantity is None:
            return deed
        report = await self._final(first)
        filled = sum((leg.executed_qty for leg in report.legs), Decimal()) if report else Decimal()
        if not 0 < filled < request.quantity:
            return deed
        return deed_of(request.model_copy(update={"quantity": filled}))

    async def _final(self, first: OrderIntent) -> Report | None:
        """How an order ended, if a single question tells: a stop is not held up for more."""
        report = Report.model_validate(first.result)
        if any(leg.is_open for leg in report.legs):
            try:
                report = await self._find(first)
            except BinanceError as error:
                log.warning("cannot see how much of %s filled: %r", first.client_order_id, error)
                return None
        return None if any(leg.is_open for leg in report.legs) else report

    async def _opening(self, deed: Deed, connected: Connected) -> Sequence[OrderState] | None:
        """What of its entry, or else, would open its position again without it."""
        if not isinstance(deed.request, NewAlgoOrder):
            return ()
        return await self._openings.without(connected.account.send, [deed.request])

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
        if first.client_order_id in self._hopeless or first.reason == UNLISTED:
            raise Refused(
                note("I cannot find out whether the order that it was to follow is in place.")
            )
        if deed.kind.clears:
            return await self._comes_to(first, _whole)
        return await self._traded(first)

    async def _is_due(self, deed: Deed, connected: Connected, lagging_until: datetime) -> bool:
        """Ask until it is, or until what Binance tells cannot lag behind any more."""
        return await self._is_so(lambda: _clear(deed.is_due(connected.account)), lagging_until)

    async def _has_object(self, deed: Deed, connected: Connected, lagging_until: datetime) -> bool:
        """Ask until its position shows, or until that cannot lag behind its entry any more.

        Where Binance does not tell, it is sent: better a stop too many, which is looked for once
        it is in place, than a position without one.
        """

        async def shows() -> bool:
            try:
                return await _clear(deed.has_object(connected.account))
            except BinanceError as error:
                log.warning("sending %s without having seen: %r", deed.client_id, error)
                return True

        return await self._is_so(shows, lagging_until)

    async def _is_so(self, ask: Callable[[], Awaitable[bool]], lagging_until: datetime) -> bool:
        """Ask until it is so, or until what Binance tells cannot lag behind any more."""
        pause, longest = ENTRIES
        while True:
            asked_at = self._now()
            try:
                if await ask():
                    return True
            except BinanceError as error:
                log.warning("cannot see whether it is time yet: %r", error)
            else:
                if asked_at > lagging_until:
                    return False
            await asyncio.sleep(jittered(pause))
            pause = min(longest, pause * 2)

    async def _comes_to(self, first: OrderIntent, wanted: Callable[[Report], bool]) -> bool:
        """Wait until an order stands as it is wanted to; False once it never will."""
        if first.state != "ACCEPTED" or first.result is None:
            return False
        report, (pause, longest) = Report.model_validate(first.result), ENTRIES
        shortest, lagging_until = pause, self._intents.deadline(first)
        with self._waking.news_of(first) as news:
            while not wanted(report):
                if not any(leg.is_open for leg in report.legs):
                    return False
                told = await news.wait(jittered(pause))
                if news.leg is not None and wanted(Report.of_one(first.symbol, news.leg)):
                    return True  # whether Binance answers questions now or not
                pause = shortest if told else min(longest, pause * 2)  # what is told shows soon
                asked_at = self._now()
                try:
                    report = await self._find(first)
                except NoSuchOrder:
                    if asked_at > lagging_until:
                        return False
                except NoSuchSymbol:
                    if asked_at > lagging_until:
                        raise Refused(_GONE) from None
                except BinanceError as error:
                    log.warning("cannot see how %s stands: %r", first.client_order_id, error)
        return True

    async def _open_account(self, intent: OrderIntent) -> Connected:
        """The account that it was confirmed for, if anything new may be sent to it."""
        connected = await self._accounts.by_key(intent.user_id, intent.key_id)
        if connected.key.state != "active":
            raise NoKey(
                note("Your account {label} is suspended: /keys says why. /account switches."),
                label=connected.key.label,
            )
        return connected


async def _clear(answer: Awaitable[bool]) -> bool:
    """The answer; what keeps Binance from ever giving one is a refusal."""
    try:
        return await answer
    except BadKey:
        raise NoKey(note("Binance refuses your API key: /keys tells why.")) from None
    except NoSuchSymbol:
        raise Refused(_GONE) from None


async def _before(unit: Unit, intent: OrderIntent, first: OrderIntent) -> OrderIntent:
    """What it waits for: the first of its ticket, or the very order that it names."""
    name = deed_in(intent).after
    return first if name is None else await unit.orders.get(name) or first


def _independent(intent: OrderIntent, first: OrderIntent) -> bool:
    """Whether it goes out whatever becomes of the first."""
    return not deed_in(intent).waits_for(deed_in(first))


def _in_part(report: Report) -> bool:
    return any(leg.executed_qty > 0 for leg in report.legs)


def _whole(report: Report) -> bool:
    return all(leg.status == OrderStatus.FILLED for leg in report.legs)
