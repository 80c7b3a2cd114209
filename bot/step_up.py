"""A second factor before what is dangerous, and a lock on money after a while without a word.

`StepUp.demand` stands before key changes, raised limits and big orders, `StepUp.demand_for` before
what weakens the factor itself, `StepUp.unlocked` before everything that has to do with money. For
people without a second factor all let pass.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from bot import totp
from bot.i18n import Html, note
from bot.refusals import Refused
from bot.text import day_and_clock
from storage import SecondFactor, Storage, Unit

KIND = "step-up"
FRESH = timedelta(minutes=5)  # how long a code that was given is good for
JUST_NOW = timedelta(seconds=10)  # and one that was given for one deed alone, for that
TICKET_LIFE = timedelta(minutes=5)
SETTING_UP = timedelta(minutes=15)  # from the picture to the first code
IDLE = timedelta(hours=12)  # after which a session locks, until the person chooses otherwise
GLANCE = timedelta(minutes=1)  # activity within it is not written down again
TRIES = 5
LOCK = timedelta(minutes=15)  # the first; each one after it lasts twice as long
LONGEST_LOCK = timedelta(days=1)
DOUBLINGS = 7  # after so many it is the longest; 2**locks alone would outgrow a timedelta


Purpose = Literal["turn off", "new codes"]
"""What weakens the factor: a code given for anything else is not good for it."""


class CodeNeeded(Refused):
    """A code must be given first. The sentence says why; then what was asked for may go on.

    With a `purpose` the code is to be given for that alone.
    """

    def __init__(self, text: str, purpose: Purpose | None = None, /, **values: object) -> None:
        super().__init__(text, **values)
        self.purpose = purpose


class Locked(Refused):
    """Too many wrong codes."""


@dataclass(frozen=True)
class Waiting:
    """Another deed waits for a code already: its ticket, and what was said about it."""

    ticket: str
    said: Html


@dataclass(frozen=True)
class Wrong:
    """Not a code that is good now; so many may still be tried, None where tries do not count."""

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

    async def demand(self, user_id: int, why: str, **values: object) -> None:
        """Let pass who has no second factor or gave a code lately, whatever it was for.

        `why` is a sentence, marked with `note`, that `CodeNeeded` carries to the person.
        """
        async with self._storage.read() as unit:
            factor = await turned_on(unit, user_id)
        if factor is None:
            return
        self._refuse_locked(factor)
        if factor.passed_at is None or not within(FRESH, self._now() - factor.passed_at):
            raise CodeNeeded(why, **values)

    async def demand_for(self, user_id: int, why: str, purpose: Purpose) -> None:
        """Let pass who has no second factor or gave a code for just this, which is used up."""
        async with self._storage.begin() as unit:
            factor = await turned_on(unit, user_id)
            if factor is None:
                return
            self._refuse_locked(factor)
            since = self._now() - JUST_NOW
            if not await unit.second_factors.spend(user_id, purpose, since=since):
                raise CodeNeeded(why, purpose)

    async def unlocked(self, user_id: int) -> None:
        """Let pass whose session is not idle; to deal with money keeps it awake."""
        async with self._storage.read() as unit:
            factor = await turned_on(unit, user_id)
        if factor is None:
            return
        self._refuse_locked(factor)
        idle = self._now() - (factor.active_at or factor.since)
        longest = None if factor.idle_seconds is None else timedelta(seconds=factor.idle_seconds)
        if longest is not None and not within(longest, idle):
            raise CodeNeeded(note("You have not dealt with money here for a while."))
        if not within(GLANCE, idle):
            async with self._storage.begin() as unit:
                await unit.second_factors.active(user_id)

    async def ask(
        self,
        user_id: int,
        chat_id: int,
        deed: dict[str, Any] | None,
        purpose: Purpose | None = None,
        said: str = "",
    ) -> str | Waiting:
        """Keep what waits for a code, as what the question says about it; the ticket's id.

        What waits already stays, unless it is the same asked again: a code must not carry out
        anything else than its owner read when it was asked for.
        """
        payload = {"deed": deed, "purpose": purpose, "said": said}
        async with self._storage.begin() as unit:
            now = self._now()
            waits = await unit.tickets.newest(user_id, chat_id, KIND, now)
            if waits is not None and _meant(waits.payload) != _meant(payload):
                return Waiting(waits.id, Html(waits.payload.get("said", "")))
            await unit.tickets.cancel_all(user_id, chat_id, KIND)
            ticket = await unit.tickets.issue(user_id, chat_id, KIND, payload, now + TICKET_LIFE)
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
        if code is None or not within(SETTING_UP, self._now() - factor.since):
            return None
        if not await self._used(unit, factor, code, None):
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
        left, purpose = None, ticket.payload.get("purpose")
        code = totp.digits(text)
        if code is not None and await self._used(unit, factor, code, purpose):
            await unit.audit.note(user_id, "step_up.passed")
        elif (left := await _recovered(unit, user_id, text, purpose)) is not None:
            await unit.audit.note(user_id, "step_up.recovered", left=left)
        elif code is not None and self._is_held_back(unit, factor, code):
            return Wrong(None)
        else:
            return await self._failed(unit, factor)
        await unit.tickets.use(ticket.id, user_id, chat_id, now)
        return Passed(ticket.payload["deed"], ticket.message_id, left)

    async def _used(
        self, unit: Unit, factor: SecondFactor, code: str, purpose: Purpose | None
    ) -> bool:
        """Use up the code, if it is right and newer than the last one."""
        secret = unit.second_factors.secret(factor)
        step = totp.step_of(secret, code, self._now(), after=factor.last_step)
        if step is None:
            return False
        return await unit.second_factors.take_step(factor.user_id, step, purpose)

    def _is_held_back(self, unit: Unit, factor: SecondFactor, code: str) -> bool:
        """Whether a code is right, but one of later was taken before the clock was set back.

        What was taken of the time to come stays used up: whoever saw it could give it again then.
        """
        now = self._now()
        if factor.last_step <= totp.step_at(now) + totp.DRIFT:
            return False
        return totp.step_of(unit.second_factors.secret(factor), code, now, after=0) is not None

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


def within(limit: timedelta, age: timedelta) -> bool:
    """Whether something is no older; nor from the time to come, as after the clock was set back."""
    return timedelta() <= age <= limit


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


def _meant(payload: dict[str, Any]) -> tuple[Any, ...]:
    """What makes two deeds that wait the same: a button or words, under whatever message."""
    deed = payload["deed"] or {}
    return deed.get("data"), deed.get("text"), payload.get("purpose")


async def _recovered(unit: Unit, user_id: int, text: str, purpose: Purpose | None) -> int | None:
    """Use up a recovery code; how many are left, None if it was not one."""
    code = totp.recovery(text)
    if code is None:
        return None
    if not await unit.second_factors.take_recovery(user_id, totp.digest(user_id, code), purpose):
        return None
    return await unit.second_factors.count_recovery(user_id)
