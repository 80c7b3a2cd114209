"""Stopping everything: the flag first, then cancelling until nothing is open, whatever fails."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal, Protocol, get_args

from bot.accounts import Connected
from bot.door import Door
from bot.explain import explain
from bot.guards import notices
from bot.guards.spared import sparing
from bot.guards.sweeping import Swept, sweep
from bot.i18n import Html, note
from bot.refusals import NoKey, Refused
from bot.tickets import Tap, used
from bot.voice import voice
from bot.waking import event_or_pause
from storage import EVERYBODY, Storage, Sweep, SweepState, Unit

log = logging.getLogger(__name__)

Deed = Literal["stop", "close", "resume", "stop all", "resume all"]
OF_THE_ADMIN: frozenset[Deed] = frozenset({"stop all", "resume all"})
WHY: dict[Deed, str] = {
    "resume": note("Trading is to go on."),
    "resume all": note("Trading is to go on for everybody."),
}
"""What needs a code: to go on, and never to stop."""
KIND = "panic"
TICKET_LIFE = timedelta(minutes=10)
GRACE = timedelta(seconds=25)  # after which nothing signed before the stop can arrive any more
PAUSES = (0.5, 30.0)  # shortest and longest between two passes, seconds
_IDLE = 60.0


class Nudges(Protocol):
    def nudge(self) -> None: ...


class Demands(Protocol):
    async def demand(self, user_id: int, why: str, /) -> None: ...


class Opens(Protocol):
    """As much of `Accounts` as is needed here."""

    async def by_key(self, user_id: int, key_id: int, /) -> Connected: ...


class Stopping:
    """Stops people's trading, sweeps away what they have open, and lets them go on."""

    def __init__(
        self,
        storage: Storage,
        accounts: Opens,
        door: Door,
        sender: Nudges,
        *,
        environment: str,
        now: Callable[[], datetime],
        grace: timedelta = GRACE,
        step_up: Demands | None = None,
    ) -> None:
        self._storage, self._accounts, self._door = storage, accounts, door
        self._sender = sender
        self._environment, self._now = environment, now
        self._grace, self._step_up = grace, step_up
        self._awake = asyncio.Event()

    async def ask(self, user_id: int, chat_id: int, *deeds: Deed) -> list[str]:
        """Issue a ticket for each deed."""
        until = self._now() + TICKET_LIFE
        async with self._storage.begin() as unit:
            return [
                (await unit.tickets.issue(user_id, chat_id, KIND, {"deed": deed}, until)).id
                for deed in deeds
            ]

    async def act(self, tap: Tap, *, admin: bool) -> Deed | None:
        """Do what a ticket stands for; None when it is no longer good.

        To go on may need a second factor, to stop never does.
        """
        async with self._storage.read() as unit:
            ticket = await unit.tickets.find(tap.ticket_id)
        if ticket is None or ticket.kind != KIND or ticket.user_id != tap.user_id:
            return None
        deed: Deed = ticket.payload["deed"]
        if deed not in get_args(Deed) or (deed in OF_THE_ADMIN and not admin):
            raise Refused(note("That is for the administrators of this bot."))
        if deed in WHY and self._step_up is not None:
            await self._step_up.demand(tap.user_id, WHY[deed])
        async with self._storage.begin() as unit:
            if await used(unit, tap, KIND, self._now()) is None:
                return None
            await self._do(unit, tap.user_id, deed)
        self._awake.set()
        return deed

    async def run(self) -> None:
        """Sweep whatever is to be swept until all of it is done; never returns."""
        shortest, longest = PAUSES
        pause = shortest
        while True:
            self._awake.clear()
            left = await self.advance()
            pause = min(longest, pause * 2) if left else shortest
            await event_or_pause(self._awake, pause if left else _IDLE)

    async def advance(self) -> int:
        """Make one pass over each unfinished sweep; how many are left."""
        async with self._storage.read() as unit:
            left = await unit.stops.unfinished(self._environment)
        await asyncio.gather(*(self._pass(one) for one in left))
        async with self._storage.read() as unit:
            return len(await unit.stops.unfinished(self._environment))

    async def _do(self, unit: Unit, user_id: int, deed: Deed) -> None:
        match deed:
            case "stop" | "close":
                await unit.stops.stop(user_id, self._environment, by=user_id)
                await unit.stops.sweep(user_id, self._environment, closing=deed == "close")
                await unit.audit.note(user_id, "panic", closing=deed == "close")
            case "resume":
                await unit.stops.resume(user_id, self._environment)
                await unit.audit.note(user_id, "resumed")
            case "stop all":
                await unit.stops.stop(EVERYBODY, self._environment, by=user_id)
                await unit.audit.note(user_id, "panic.all")
            case "resume all":
                await unit.stops.resume(EVERYBODY, self._environment)
                await unit.audit.note(user_id, "resumed.all")

    async def _pass(self, one: Sweep) -> None:
        late = self._now() - one.asked_at >= self._grace
        if one.state == "cleared" and not late:
            return  # nothing was open; the last look comes when nothing can arrive any more
        swept, reached = await self._swept(one)
        async with self._storage.begin() as unit:
            if not reached:
                await self._give_up(unit, one)
            elif swept.clean:
                await self._clear(unit, one, swept, done=late)
            else:
                await self._go_on(unit, one, swept)
        self._sender.nudge()

    async def _swept(self, one: Sweep) -> tuple[Swept, bool]:
        """Go over all accounts of the person; False when none of them can be opened.

        What cannot be opened is named and holds nothing up: on the others an order may still be on
        its way.
        """
        total, reached = Swept(), 0
        async with self._storage.read() as unit:
            found = await unit.keys.of(one.user_id, self._environment)
        keys = [key for key in found if key.state != "pending"]
        for key in keys:
            try:
                opened = await self._accounts.by_key(one.user_id, key.id)
            except NoKey:
                total.unreached.append(key.label)
                continue
            reached += 1
            spares = sparing(self._storage, one)
            swept = await sweep(self._door.of(opened), closing=one.closing, spares=spares)
            if len(keys) > 1:
                swept.of_account(key.label)
            total.add(swept)
        return total, bool(reached) or not keys

    async def _clear(self, unit: Unit, one: Sweep, swept: Swept, *, done: bool) -> None:
        """Tell what was done and what is still open; at the last look once more if that is news.

        It is after something late was found, and where a position, or its stop, has changed.
        """
        state: SweepState = "done" if done else "cleared"
        moved = await unit.stops.progress(one, state=state)
        if moved is None:
            return
        text = notices.cleared(await voice(unit, one.user_id), moved, swept)
        first = "cleared" if one.state == "cleared" else state  # when these words were news
        digest = sha256(text.encode()).hexdigest()[:16]
        await self._tell(unit, one, f"{first}:{digest}", text)

    async def _go_on(self, unit: Unit, one: Sweep, swept: Swept) -> None:
        moved = await unit.stops.progress(
            one,
            state="open",
            orders=one.orders + swept.orders,
            positions=one.positions + swept.positions,
        )
        if moved is None:
            return
        say = await voice(unit, one.user_id)
        if one.state == "cleared" and swept.found:
            await self._tell(unit, one, "late", notices.found_late(say))
        if swept.errors:
            log.warning("a sweep goes on because of %r", swept.errors[0])
            why = explain(say, swept.errors[0])
            await self._tell(unit, one, "troubled", notices.troubled(say, why))

    async def _give_up(self, unit: Unit, one: Sweep) -> None:
        if await unit.stops.progress(one, state="done") is not None:
            said = notices.out_of_reach(await voice(unit, one.user_id))
            await self._tell(unit, one, "out of reach", said)

    async def _tell(self, unit: Unit, one: Sweep, what: str, text: Html) -> None:
        """Tell it once for each time that a sweep was asked for."""
        await unit.outbox.put(
            chat_id=one.user_id, user_id=one.user_id, kind="notice", text=text,
            key=f"sweep:{one.id}:{one.asked_at.timestamp()}:{one.closing}:{what}",
        )  # fmt: skip
