"""Changing guards: tightened at once, loosened after a day in which it can be taken back."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.guards import notices
from bot.guards.guarding import Guards
from bot.guards.scales import Scales
from bot.guards.terms import Allowed, Guard, Terms, Value, kept, loosens, revived, terms_of
from bot.i18n import note
from bot.tickets import Tap, used
from bot.voice import voice
from bot.waking import event_or_pause
from storage import GuardRaise, Storage, Unit

COOL_DOWN = timedelta(hours=24)
TICKET_LIFE = timedelta(minutes=5)
CHANGE, KEEP = "guard", "guard.keep"
_LOOK_EVERY = 60.0  # seconds


class Nudges(Protocol):
    """As much of the sender as is needed here."""

    def nudge(self) -> None: ...


class Demands(Protocol):
    """A second factor, for those who have one."""

    async def demand(self, user_id: int, why: str, /) -> None: ...


@dataclass(frozen=True)
class Proposal:
    """A change that waits for a tap; `looser` that it takes effect a day after that."""

    guard: Guard
    old: Value
    new: Value
    looser: bool
    ticket_id: str


@dataclass(frozen=True)
class Withdrawn:
    """To which value a guard would have been loosened."""

    value: Value


@dataclass(frozen=True)
class Changed:
    """What a tap has done; `due_at` is None where it holds already.

    `withdrew` is the loosening of the same guard that was under way and is no more.
    """

    guard: Guard
    value: Value
    due_at: datetime | None
    withdrew: Withdrawn | None = None


class GuardChanges:
    """Proposes changes, makes them when they are confirmed, and tells when they take effect."""

    def __init__(
        self,
        storage: Storage,
        guards: Guards,
        scales: Scales,
        sender: Nudges,
        *,
        environment: str,
        now: Callable[[], datetime],
        step_up: Demands | None = None,
    ) -> None:
        self._storage, self._guards, self._scales = storage, guards, scales
        self._sender, self._step_up = sender, step_up
        self._environment, self._now = environment, now
        self._awake = asyncio.Event()

    async def holds(self, user_id: int, guard: Guard, value: Value) -> bool:
        """Whether a guard is so already, and is not about to become another."""
        if (await self._own(user_id))[guard] != value:
            return False
        async with self._storage.read() as unit:
            return await self._under_way(unit, user_id, guard) is None

    async def propose(self, user_id: int, chat_id: int, guard: Guard, value: Value) -> Proposal:
        """Say what a change would do, under a ticket."""
        old = (await self._own(user_id))[guard]
        looser = await self._loosens(user_id, old, value)
        async with self._storage.begin() as unit:
            ticket = await unit.tickets.issue(
                user_id, chat_id, CHANGE,
                {"guard": guard, "value": kept(value)}, self._now() + TICKET_LIFE,
            )  # fmt: skip
        return Proposal(guard, old, value, looser, ticket.id)

    async def confirm(self, tap: Tap) -> Changed | None:
        """Make the change, now or in a day; None when the ticket is no longer good.

        Raises what the second factor raises before the ticket is used, so that it can be tapped
        again with a code.
        """
        async with self._storage.read() as unit:
            ticket = await unit.tickets.find(tap.ticket_id)
        if ticket is None or ticket.kind != CHANGE or ticket.user_id != tap.user_id:
            return None
        guard = Guard(ticket.payload["guard"])
        value = revived(guard, ticket.payload["value"])
        old = (await self._own(tap.user_id))[guard]
        looser = await self._loosens(tap.user_id, old, value)
        if looser and self._step_up is not None:
            await self._step_up.demand(tap.user_id, note("Your guards are to be loosened."))
        changed = await self._make(tap, guard, value, looser=looser)
        self._sender.nudge()
        self._awake.set()
        return changed

    async def keep(self, tap: Tap) -> bool | None:
        """Take a raise back before it takes effect; None when the ticket is no longer good.

        False where it was withdrawn before, because the guard was changed again.
        """
        async with self._storage.begin() as unit:
            ticket = await used(unit, tap, KEEP, self._now())
            if ticket is None:
                return None
            kept_back = await unit.guards.withdraw(tap.user_id, ticket.payload["raise"])
            if kept_back is None:
                return False
            await unit.audit.note(tap.user_id, "guard.kept", guard=kept_back.name)
            return True

    async def waiting(self, user_id: int, chat_id: int) -> list[tuple[GuardRaise, str]]:
        """The raises to come, each with a fresh ticket for taking it back."""
        now = self._now()
        async with self._storage.begin() as unit:
            left = await unit.guards.waiting(user_id, self._environment)
            return [
                (one, await self._way_back(unit, user_id, chat_id, one))
                for one in left
                if one.due_at > now
            ]

    async def run(self) -> None:
        """Tell of each raise when it takes effect; never returns."""
        while True:
            self._awake.clear()
            await self.ripen()
            await self._rest()

    async def ripen(self) -> int:
        """Write down and tell what has taken effect by now; how many guards that were."""
        async with self._storage.begin() as unit:
            ripe = await unit.guards.ripen(self._environment)
            for one in ripe:
                await self._tell_raised(unit, one)
        if ripe:
            self._sender.nudge()
        return len(ripe)

    async def _make(self, tap: Tap, guard: Guard, value: Value, *, looser: bool) -> Changed | None:
        """One transaction: ticket, change, audit and notice."""
        async with self._storage.begin() as unit:
            if await used(unit, tap, CHANGE, self._now()) is None:
                return None
            raw, place = kept(value), (tap.user_id, self._environment, guard.value)
            withdrew = await self._under_way(unit, tap.user_id, guard)
            if not looser:
                await unit.guards.choose(*place, raw)
                await unit.audit.note(tap.user_id, "guard.lowered", guard=guard, value=raw)
                return Changed(guard, value, None, withdrew)
            one = await unit.guards.raise_later(*place, raw, self._now() + COOL_DOWN)
            await unit.audit.note(tap.user_id, "guard.raising", guard=guard, value=raw)
            await self._tell_raising(unit, tap.chat_id, one)
            return Changed(guard, value, one.due_at, withdrew)

    async def _under_way(self, unit: Unit, user_id: int, guard: Guard) -> Withdrawn | None:
        """To which value a guard is to be loosened later, if it is."""
        waiting = await unit.guards.waiting(user_id, self._environment)
        return next(
            (
                Withdrawn(revived(guard, one.value))
                for one in waiting
                if one.name == guard and one.due_at > self._now()
            ),
            None,
        )

    async def _tell_raising(self, unit: Unit, chat_id: int, one: GuardRaise) -> None:
        guard = Guard(one.name)
        way_back = await self._way_back(unit, one.user_id, chat_id, one)
        said = notices.raising(
            await voice(unit, one.user_id), one, guard, revived(guard, one.value), way_back
        )
        await unit.outbox.put(
            chat_id=chat_id, user_id=one.user_id, kind="notice",
            text=said.text, keyboard=said.buttons, key=f"raising:{one.id}",
        )  # fmt: skip

    async def _tell_raised(self, unit: Unit, one: GuardRaise) -> None:
        guard, user_id = Guard(one.name), one.user_id
        said = notices.raised(await voice(unit, user_id), guard, revived(guard, one.value))
        await unit.audit.note(user_id, "guard.raised", guard=guard, value=one.value)
        await unit.outbox.put(
            chat_id=user_id, user_id=user_id, kind="notice",
            text=said.text, keyboard=said.buttons, key=f"raised:{one.id}",
        )  # fmt: skip

    async def _way_back(self, unit: Unit, user_id: int, chat_id: int, one: GuardRaise) -> str:
        ticket = await unit.tickets.issue(user_id, chat_id, KEEP, {"raise": one.id}, one.due_at)
        return ticket.id

    async def _own(self, user_id: int) -> Terms:
        """The person's own guards: what the administrator caps is none of their choices."""
        async with self._storage.read() as unit:
            return terms_of(self._environment, await unit.guards.of(user_id, self._environment))

    async def _loosens(self, user_id: int, old: Value, new: Value) -> bool:
        allowed: list[str] = []
        if isinstance(new, Allowed):
            terms = await self._guards.terms(user_id)
            allowed = [one for one in new.named if await self._scales.allowed(terms, one)]
        return loosens(old, new, allowed_now=allowed)

    async def _rest(self) -> None:
        async with self._storage.read() as unit:
            due = await unit.guards.next_due(self._environment)
        pause = _LOOK_EVERY
        if due is not None:
            pause = min(pause, max(0.1, (due - self._now()).total_seconds()))
        await event_or_pause(self._awake, pause)
