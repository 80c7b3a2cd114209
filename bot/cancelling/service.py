"""Whoever wants orders gone, and how they hear what became of them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from bot.accounts import Accounts, Connected, uid
from bot.cancelling import notices
from bot.cancelling.pursuit import Outcome, Pursuit
from bot.cancelling.requests import GONE
from bot.cancelling.wanted import Wanted, kept, kept_before
from bot.i18n import note
from bot.intents import SEEN
from bot.notices import Notice
from bot.notifications import Sender
from bot.reconcile import LOOK, PAUSES
from bot.refusals import NoKey
from bot.statements.resting import RestingOrders
from bot.tickets import Tap, used
from bot.voice import voice
from bot.waking import event_or_pause, jittered
from bot.whose import named
from storage import ApiKey, Cancellation, OrderPlace, Storage, Unit

KIND = "cancel_all"
SOON = 2.0  # seconds after which it is said that nobody knows yet


class Cancelling:
    """Takes up wishes, and works on each until it was told what became of it."""

    def __init__(
        self,
        storage: Storage,
        accounts: Accounts,
        resting: RestingOrders,
        sender: Sender,
        *,
        environment: str,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        soon: float = SOON,
    ) -> None:
        self._sleep, self._soon = sleep, soon
        self._storage, self._accounts, self._resting = storage, accounts, resting
        self._sender, self._environment, self._now = sender, environment, now
        self._taken_here: set[int] = set()
        self._at_work: set[int] = set()
        self._awake = asyncio.Event()

    async def one(
        self,
        update_id: int,
        user_id: int,
        chat_id: int,
        wanted: Wanted,
        *,
        key_id: int | None = None,
    ) -> bool:
        """Cancel an order, of the current account or of the one that is named.

        False for an update that Telegram brings once more: it is taken up already. A button that
        names none may stand under a message about another account than the current one.
        """
        connected = await self._account(user_id, wanted, key_id)
        if wanted.shown is None:
            shown = self._resting.seen(connected.key.id, wanted.is_it)
            wanted = wanted.model_copy(update={"shown": shown})
        async with self._storage.begin() as unit:
            if not await unit.inbox.take(update_id, user_id):
                return False
            await unit.audit.note(user_id, "order.cancel_asked", **_told(wanted))
            taken = await unit.cancellations.ask(
                user_id, chat_id, self._environment, connected.key.id, kept((wanted,))
            )
            self._taken_here.add(taken.id)
        self._awake.set()
        return True

    async def confirmed(self, tap: Tap) -> bool:
        """Cancel what a ticket names, in the account that was asked about; False if it is stale."""
        async with self._storage.begin() as unit:
            ticket = await used(unit, tap, KIND, self._now())
            if ticket is None:
                return False
            meant = ticket.payload
            where = {name: word for name, word in meant["wanted"].items() if word is not None}
            await unit.audit.note(tap.user_id, "orders.cancelled", **where)
            taken = await unit.cancellations.ask(
                tap.user_id, tap.chat_id, self._environment, meant["key"], meant["orders"],
                whole=meant["wanted"]["side"] is None, message_id=tap.message_id,
            )  # fmt: skip
            self._taken_here.add(taken.id)
        self._awake.set()
        return True

    async def run(self) -> None:
        """Work on every wish that was not answered yet; never returns."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._awake.clear()
                busy = set(self._at_work)  # who ends while the table is read is in it still
                async with self._storage.read() as unit:
                    left = await unit.cancellations.unfinished(self._environment)
                for one in left:
                    if one.id not in busy | self._at_work:
                        self._at_work.add(one.id)
                        group.create_task(self._work_on(one))
                await event_or_pause(self._awake, LOOK)

    async def _account(self, user_id: int, wanted: Wanted, key_id: int | None) -> Connected:
        """The one that is named; else the one that is known to have the order; else the current."""
        async with self._storage.read() as unit:
            keys = await unit.keys.accounts(user_id, self._environment)
            if key_id not in {one.id for one in keys}:  # renewed since, or not named
                key_id = await self._key_of(unit, user_id, wanted, keys)
        if key_id is None:
            return await self._accounts.of(user_id)
        connected = await self._accounts.by_key(user_id, key_id)
        if connected.key.state != "active":
            raise NoKey(
                note("Your account {label} is suspended: /keys says why. /account switches."),
                label=connected.key.label,
            )
        return connected

    async def _key_of(
        self, unit: Unit, user_id: int, wanted: Wanted, keys: Sequence[ApiKey]
    ) -> int | None:
        """Whose order it is, of several accounts, if something was told of it here."""
        if len(keys) < 2:
            return None
        there = {one.id for one in keys}
        order = wanted.market, wanted.symbol, wanted.order_id
        for leg in await unit.verdicts.at(
            OrderPlace(self._environment, 0, *order), conditional=wanted.algo
        ):
            intent = await unit.orders.get(leg.client_order_id)
            if intent is not None and intent.user_id == user_id and intent.key_id in there:
                return intent.key_id
        told = await unit.tellings.numbered(user_id, self._environment, *order)
        if told is None or wanted.algo:
            return None
        return next((key.id for key in keys if uid(key) == told.account_uid), None)

    async def _work_on(self, one: Cancellation) -> None:
        orders = kept_before(one.orders)
        so_far = asyncio.create_task(self._say_so_far(one, orders))
        try:
            connected = await self._accounts.by_key(one.user_id, one.key_id)
            outcome = await self._pursued(one, connected, orders)
        except NoKey:  # and without one nobody can ask
            outcome = Outcome(unread=[*orders])
        finally:
            so_far.cancel()
            await asyncio.gather(so_far, return_exceptions=True)
        await self._tell(one, orders, outcome)
        self._taken_here.discard(one.id)
        self._at_work.discard(one.id)

    async def _pursued(
        self, one: Cancellation, connected: Connected, orders: Sequence[Wanted]
    ) -> Outcome:
        pursuit = Pursuit(
            connected, self._resting, orders,
            asked_at=one.asked_at, recv_window=self._accounts.recv_window, now=self._now,
        )  # fmt: skip
        if one.id in self._taken_here:
            await pursuit.begin(whole=one.whole)
        else:
            await pursuit.resume()
        pause, longest = PAUSES
        while not await pursuit.advance():
            await self._sleep(jittered(pause))
            pause = min(longest, pause * 2)
            if not await self._is_open(one):  # another process has told it
                break
            await pursuit.insist()
        return pursuit.outcome

    async def _is_open(self, one: Cancellation) -> bool:
        async with self._storage.read() as unit:
            return await unit.cancellations.is_open(one.id)

    async def _say_so_far(self, one: Cancellation, orders: Sequence[Wanted]) -> None:
        """Once, if it takes so long: that nobody knows yet."""
        await asyncio.sleep(self._soon)
        async with self._storage.begin() as unit:
            say = await voice(unit, one.user_id)
            await _put(unit, one, _checking(one), notices.checking(say, orders), one.message_id)
        self._sender.nudge()

    async def _tell(self, one: Cancellation, orders: Sequence[Wanted], outcome: Outcome) -> None:
        """The last word takes the place of what was said so far; a late one is told anew as well.

        It is one transaction with the end of the wish, so that it is told once, and not never.
        """
        async with self._storage.begin() as unit:
            if not await unit.cancellations.finish(one.id):
                return
            say = await voice(unit, one.user_id)
            notice = notices.told(say, orders, outcome)
            key = await unit.keys.find(one.user_id, one.key_id)
            if key is not None:
                notice = await named(unit, say, key, notice)
            await _note(unit, one, orders, outcome)
            so_far = await unit.outbox.newest([_checking(one)])
            at = one.message_id if so_far is None or one.message_id is not None else -so_far.id
            await _put(unit, one, f"cancelled:{one.id}", notice, at)
            if at is not None and self._now() - one.asked_at > SEEN:
                await _put(unit, one, f"cancelled:{one.id}:news", notice, None)
        self._sender.nudge()


async def _note(unit: Unit, one: Cancellation, orders: Sequence[Wanted], outcome: Outcome) -> None:
    """Say in the audit that an order is cancelled; of many it says so that it was asked for."""
    if one.message_id is not None:
        return
    for order in orders:
        stands = outcome.gone.get(order)
        if order in outcome.taken_back or (stands is not None and stands.status == GONE):
            await unit.audit.note(one.user_id, "order.cancelled", **_told(order))


def _told(order: Wanted) -> dict[str, Any]:
    """What the audit tells of an order."""
    return {"symbol": order.symbol, "order_id": order.order_id, "market": order.market}


def _checking(one: Cancellation) -> str:
    return f"cancelled:{one.id}:checking"


async def _put(unit: Unit, one: Cancellation, key: str, notice: Notice, edits: int | None) -> None:
    await unit.outbox.put(
        chat_id=one.chat_id, user_id=one.user_id, kind="order", text=notice.text,
        keyboard=notice.buttons, edits=edits, key=key,
    )  # fmt: skip
