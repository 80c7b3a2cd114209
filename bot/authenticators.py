"""Setting up a second factor, changing how it locks, and turning it off."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import totp
from bot.i18n import note
from bot.refusals import Refused
from bot.step_up import SETTING_UP, StepUp, renewed_recovery, turned_on, within
from storage import SecondFactor, Storage

NONE_YET = note("You have no second factor yet: /secure")


@dataclass(frozen=True)
class Standing:
    """How somebody's second factor stands."""

    factor: SecondFactor
    recovery_left: int


class Authenticators:
    """What /secure does; the codes themselves are for `StepUp`."""

    def __init__(self, storage: Storage, step_up: StepUp, *, now: Callable[[], datetime]) -> None:
        self._storage, self._step_up, self._now = storage, step_up, now

    async def of(self, user_id: int) -> Standing | None:
        """None where no second factor is on."""
        async with self._storage.read() as unit:
            factor = await turned_on(unit, user_id)
            if factor is None:
                return None
            return Standing(factor, await unit.second_factors.count_recovery(user_id))

    async def begin(self, user_id: int) -> str:
        """Make a secret for an authenticator; it counts once a code of it has come."""
        secret = totp.new_secret()
        async with self._storage.begin() as unit:
            if not await unit.second_factors.begin(user_id, secret):
                raise Refused(note("Your second factor is on already: /secure"))
        return secret

    async def secret(self, user_id: int) -> str:
        """Give the secret once more, while it is being set up; never afterwards."""
        async with self._storage.read() as unit:
            factor = await unit.second_factors.of(user_id)
            if factor is None or factor.state == "on" or self._late(factor):
                raise Refused(note("That has expired. Begin anew: /secure"))
            return unit.second_factors.secret(factor)

    async def shows(self, user_id: int) -> None:
        """Remember, before it is sent, that a message will show the secret.

        Whether it came may never be known, and it must not be said then that all are deleted.
        """
        async with self._storage.begin() as unit:
            await unit.second_factors.shows(user_id)

    async def showed(self, user_id: int, message_id: int) -> None:
        """Remember which message that was, so that it can be deleted."""
        async with self._storage.begin() as unit:
            await unit.second_factors.showed(user_id, message_id)

    async def abandon(self, user_id: int) -> list[int]:
        """Give up setting up; which messages show the secret that is forgotten."""
        async with self._storage.begin() as unit:
            factor = await unit.second_factors.of(user_id)
            if factor is None or factor.state == "on":
                return []
            await unit.second_factors.turn_off(user_id)
            return factor.shown

    async def turn_off(self, user_id: int) -> None:
        """Forget the second factor."""
        why = note("You are turning your second factor off.")
        await self._step_up.demand_for(user_id, why, "turn off")
        async with self._storage.begin() as unit:
            if await turned_on(unit, user_id) is None:
                raise Refused(NONE_YET)
            await unit.second_factors.turn_off(user_id)
            await unit.audit.note(user_id, "step_up.off")

    async def new_recovery_codes(self, user_id: int) -> list[str]:
        """Make fresh ones; those from before no longer work."""
        why = note("You are asking for new recovery codes.")
        await self._step_up.demand_for(user_id, why, "new codes")
        async with self._storage.begin() as unit:
            if await turned_on(unit, user_id) is None:
                raise Refused(NONE_YET)
            await unit.audit.note(user_id, "step_up.new_codes")
            return await renewed_recovery(unit, user_id)

    async def lock_when_idle(self, user_id: int, seconds: int | None) -> None:
        """After how long a session locks; later than before, or never, needs a code."""
        standing = await self.of(user_id)
        if standing is None:
            raise Refused(NONE_YET)
        before = standing.factor.idle_seconds
        if before is not None and (seconds is None or seconds > before):
            why = note("You are loosening the lock on your session.")
            await self._step_up.demand(user_id, why)
        async with self._storage.begin() as unit:
            await unit.second_factors.lock_when_idle(user_id, seconds)
            await unit.audit.note(user_id, "session.lock", seconds=seconds)

    def _late(self, factor: SecondFactor) -> bool:
        return not within(SETTING_UP, self._now() - factor.since)
