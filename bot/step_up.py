"""A second factor before what is dangerous, and a lock on money after a while without a word.

`StepUp.demand` stands before key changes, raised limits and big orders, `StepUp.unlocked` before
everything that has to do with money. For people without a second factor both let pass.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot import totp
from bot.i18n import note
from bot.refusals import Refused
from bot.text import day_and_clock
from storage import SecondFactor, Storage, Unit

KIND = "step-up"
FRESH = timedelta(minutes=5)  # how long a code that was given is good for
TICKET_LIFE = timedelta(minutes=5)
SETTING_UP = timedelta(minutes=15)  # from the picture to the first code
IDLE = timedelta(hours=12)  # after which a session locks, until the person chooses otherwise
GLANCE = timedelta(minutes=1)  # activity within it is not written down again
TRIES = 5
LOCK = timedelta(minutes=15)  # the first; each one after it lasts twice as long
LONGEST_LOCK = timedelta(days=1)
DOUBLINGS = 7  # after so many it is the longest; 2**locks alone would outgrow a timedelta


class CodeNeeded(Refused):
    """A code must be given first. The sentence says why; then what was asked for may go on."""


class Locked(Refused):
    """Too many wrong codes."""


@dataclass(frozen=True)
class Wrong:
    """Not a code that is good now; so many may still be tried, None while setting up."""

    left: int | None


@dataclass(frozen=True)
class LockedOut:
    """One wrong code too many."""

    until: datetime


@dataclass(frozen=True)
class TurnedOn:
    """The first code was right: `shown` messages hold the secret and are to be deleted."""

    recovery_codes: list[str] = field(repr=False)
    shown: list[int]


@dataclass(frozen=True)
class Passed:
    """The code was right: `deed` is what waited for it, asked for in message `asked_in`."""

    deed: dict[str, Any] | None
    asked_in: int | None
    recovery_left: int | None  # when it was a recovery code


Given = Wrong | LockedOut | TurnedOn | Passed


class StepUp:
    """Asks for codes and takes them."""

    def __init__(self, storage: Storage, *, now: Callable[[], datetime]) -> None:
        self._storage, self._now = storage, now

    async def demand(self, user_id: int, why: str, *, within: timedelta = FRESH) -> None:
        """Let pass who has no second factor or gave a code just now.

        `why` is a sentence, marked with `note`, that `CodeNeeded` carries to the person.
        """
        async with self._storage.read() as unit:
            factor = await turned_on(unit, user_id)
        if factor is None:
            return
        self._refuse_locked(factor)
        if factor.passed_at is None or self._now() - factor.passed_at > within:
            raise CodeNeeded(why)

    async def unlocked(self, user_id: int) -> None:
        """Let pass whose session is not idle; to deal with money keeps it awake."""
        async with self._storage.read() as unit:
            factor = await turned_on(unit, user_id)
        if factor is None:
            return
        self._refuse_locked(factor)
        idle = self._now() - (factor.active_at or factor.since)
        if factor.idle_seconds is not None and idle > timedelta(seconds=factor.idle_seconds):
            raise CodeNeeded(note("You have not dealt with money here for a while."))
        if idle > GLANCE:
            async with self._storage.begin() as unit:
                await unit.second_factors.active(user_id)

    async def ask(self, user_id: int, chat_id: int, deed: dict[str, Any] | None) -> str:
        """Keep what waits for a code, in place of what waited before; the ticket's id."""
        async with self._storage.begin() as unit:
            await unit.tickets.cancel_all(user_id, chat_id, KIND)
            ticket = await unit.tickets.issue(
                user_id, chat_id, KIND, {"deed": deed}, self._now() + TICKET_LIFE
            )
        return ticket.id

    async def asked(self, ticket_id: str, message_id: int) -> None:
        """Remember as which message the code was asked for."""
        async with self._storage.begin() as unit:
            await unit.tickets.place(ticket_id, message_id)

    async def give(self, user_id: int, chat_id: int, text: str) -> Given | None:
        """Take a message as a code, if one is waited for; None when it means something else."""
        async with self._storage.begin() as unit:
            factor = await unit.second_factors.of(user_id)
            if factor is None:
                return None
            if factor.state == "pending":
                return await self._first(unit, factor, text)
            return await self._next(unit, factor, chat_id, text)

    async def _first(self, unit: Unit, factor: SecondFactor, text: str) -> Given | None:
        """The code that shows that an app has the secret turns the factor on."""
        code = totp.digits(text)
        if code is None or self._now() - factor.since > SETTING_UP:
            return None
        if not await self._used(unit, factor, code):
            return Wrong(None)
        await unit.second_factors.turn_on(factor.user_id, int(IDLE.total_seconds()))
        await unit.audit.note(factor.user_id, "step_up.on")
        return TurnedOn(await renewed_recovery(unit, factor.user_id), factor.shown)

    async def _next(
        self, unit: Unit, factor: SecondFactor, chat_id: int, text: str
    ) -> Given | None:
        """The code that a ticket waits for, and that uses it up."""
        user_id, now = factor.user_id, self._now()
        ticket = await unit.tickets.newest(user_id, chat_id, KIND, now)
        if ticket is None:
            return None
        if factor.locked_until is not None and factor.locked_until > now:
            return LockedOut(factor.locked_until)
        left = None
        if (code := totp.digits(text)) is not None and await self._used(unit, factor, code):
            await unit.audit.note(user_id, "step_up.passed")
        elif (left := await _recovered(unit, user_id, text)) is not None:
            await unit.audit.note(user_id, "step_up.recovered", left=left)
        else:
            return await self._failed(unit, factor)
        await unit.tickets.use(ticket.id, user_id, chat_id, now)
        return Passed(ticket.payload["deed"], ticket.message_id, left)

    async def _used(self, unit: Unit, factor: SecondFactor, code: str) -> bool:
        """Use up the code, if it is right and newer than the last one."""
        secret = unit.second_factors.secret(factor)
        step = totp.step_of(secret, code, self._now(), after=factor.last_step)
        return step is not None and await unit.second_factors.take_step(factor.user_id, step)

    async def _failed(self, unit: Unit, factor: SecondFactor) -> Wrong | LockedOut:
        failures = await unit.second_factors.failed(factor.user_id)
        await unit.audit.note(factor.user_id, "step_up.failed")
        if failures < TRIES:
            return Wrong(TRIES - failures)
        until = self._now() + min(LOCK * 2 ** min(factor.locks, DOUBLINGS), LONGEST_LOCK)
        await unit.second_factors.lock(factor.user_id, until)
        await unit.audit.note(factor.user_id, "step_up.locked", until=day_and_clock(until))
        return LockedOut(until)

    def _refuse_locked(self, factor: SecondFactor) -> None:
        until = factor.locked_until
        if until is not None and until > self._now():
            raise Locked(LOCKED, time=day_and_clock(until))


LOCKED = note(
    "🔒 Too many wrong codes came: until {time} nothing that needs a code is done. "
    "/panic and cancelling work as always."
)


async def turned_on(unit: Unit, user_id: int) -> SecondFactor | None:
    """Find the second factor of somebody who has one that counts."""
    factor = await unit.second_factors.of(user_id)
    return factor if factor is not None and factor.state == "on" else None


async def renewed_recovery(unit: Unit, user_id: int) -> list[str]:
    """Fresh recovery codes in place of all older ones. Only their hashes are kept."""
    codes = totp.new_recovery_codes()
    digests = [totp.digest(user_id, code) for code in codes]
    await unit.second_factors.replace_recovery(user_id, digests)
    return codes


async def _recovered(unit: Unit, user_id: int, text: str) -> int | None:
    """Use up a recovery code; how many are left, None if it was not one."""
    code = totp.recovery(text)
    if code is None:
        return None
    if not await unit.second_factors.take_recovery(user_id, totp.digest(user_id, code)):
        return None
    return await unit.second_factors.count_recovery(user_id)
