"""Second factors: an authenticator's secret, sealed, and what is known of its use."""

import secrets
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, Text, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.repository import Clock, Repository, insert
from storage.tables import STRICT, Table, one_of
from storage.vault import Vault

FactorState = Literal["pending", "on"]
FIELD = "totp"
UNHEARD = 0  # stands for a message with the secret until Telegram says which one it became


class SecondFactor(Table):
    """A person's authenticator, from the moment its picture was shown (`pending`).

    `last_step` is the newest step of time whose code was taken: none is taken twice. `idle_seconds`
    is None where the session never locks by itself; `shown` are the messages that show the secret,
    `UNHEARD` for each that was begun to be sent and may have come or not.
    `passed_for` is what the last code was given for, where it was for one deed alone and that has
    not been done yet.
    """

    __tablename__ = "second_factors"
    __table_args__ = (one_of("state", FactorState), STRICT)

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    record: Mapped[str]
    state: Mapped[FactorState] = mapped_column(Text)
    secret_sealed: Mapped[str] = mapped_column(repr=False)
    since: Mapped[datetime]
    shown: Mapped[list[Any]]
    last_step: Mapped[int]
    passed_at: Mapped[datetime | None]
    passed_for: Mapped[str | None]
    active_at: Mapped[datetime | None]
    idle_seconds: Mapped[int | None]
    failures: Mapped[int]
    locks: Mapped[int]
    locked_until: Mapped[datetime | None]


class RecoveryCode(Table):
    """Good for one use, after which its row is gone; only its hash is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (STRICT,)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True, repr=False)


class SecondFactors(Repository):
    def __init__(self, session: AsyncSession, now: Clock, vault: Vault) -> None:
        super().__init__(session, now)
        self._vault = vault

    async def begin(self, user_id: int, secret: str) -> bool:
        """Keep a secret until its first code comes; False when a factor is on already."""
        record = secrets.token_hex(8)  # an older secret put back into the row does not open
        values = {
            "record": record,
            "state": "pending",
            "secret_sealed": self._vault.seal(user_id, FIELD, secret, record=record),
            "since": self._now(),
            "shown": [],
            "last_step": 0,
            "failures": 0,
            "locks": 0,
        }
        statement = insert(SecondFactor).values(user_id=user_id, **values)
        begun = await self._changed(
            statement.on_conflict_do_update(
                index_elements=["user_id"], set_=values, where=SecondFactor.state == "pending"
            )
        )
        self.shredded = True
        return begun == 1

    async def of(self, user_id: int) -> SecondFactor | None:
        return await self._one(select(SecondFactor).where(SecondFactor.user_id == user_id))

    def secret(self, factor: SecondFactor) -> str:
        """Unseal; `VaultError` when the row is not what was kept."""
        return self._vault.open(factor.user_id, FIELD, factor.secret_sealed, record=factor.record)

    async def shows(self, user_id: int) -> None:
        """Note that a message with the secret is about to be sent."""
        factor = await self.of(user_id)
        if factor is not None:
            await self._set(user_id, shown=[*factor.shown, UNHEARD])

    async def showed(self, user_id: int, message_id: int) -> None:
        """Note which message that was, to be deleted with the others."""
        factor = await self.of(user_id)
        if factor is not None:
            shown = [*factor.shown]
            if UNHEARD in shown:
                shown.remove(UNHEARD)
            await self._set(user_id, shown=[*shown, message_id])

    async def turn_on(self, user_id: int, idle_seconds: int) -> None:
        await self._set(user_id, state="on", since=self._now(), shown=[], idle_seconds=idle_seconds)

    async def turn_off(self, user_id: int) -> bool:
        """Forget secret and recovery codes; False when there were none."""
        await self._changed(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        gone = await self._changed(delete(SecondFactor).where(SecondFactor.user_id == user_id))
        self.shredded = self.shredded or gone > 0
        return gone > 0

    async def take_step(self, user_id: int, step: int, purpose: str | None) -> bool:
        """Use the code of this step of time; True for exactly one caller."""
        fresh = (SecondFactor.user_id == user_id) & (SecondFactor.last_step < step)
        statement = (
            update(SecondFactor).where(fresh).values(last_step=step, **self._passed(purpose))
        )
        return await self._changed(statement) == 1

    async def take_recovery(self, user_id: int, digest: str, purpose: str | None) -> bool:
        """Use up a recovery code; True for exactly one caller."""
        mine = (RecoveryCode.user_id == user_id) & (RecoveryCode.digest == digest)
        if await self._changed(delete(RecoveryCode).where(mine)) == 0:
            return False
        await self._set(user_id, **self._passed(purpose))
        return True

    async def spend(self, user_id: int, purpose: str, *, since: datetime) -> bool:
        """Use up what a code was given for since then; True for exactly one caller."""
        lately = SecondFactor.passed_at.between(since, self._now())
        given = (SecondFactor.passed_for == purpose) & lately
        mine = (SecondFactor.user_id == user_id) & given
        return await self._changed(update(SecondFactor).where(mine).values(passed_for=None)) == 1

    async def replace_recovery(self, user_id: int, digests: list[str]) -> None:
        await self._changed(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        rows = [{"user_id": user_id, "digest": digest} for digest in digests]
        await self._run(insert(RecoveryCode).values(rows))

    async def count_recovery(self, user_id: int) -> int:
        mine = select(func.count()).select_from(RecoveryCode)
        return await self._the(mine.where(RecoveryCode.user_id == user_id))

    async def failed(self, user_id: int) -> int:
        """Count a wrong code; how many there were in a row."""
        statement = (
            update(SecondFactor)
            .where(SecondFactor.user_id == user_id)
            .values(failures=SecondFactor.failures + 1)
            .returning(SecondFactor.failures)
        )
        return await self._the(statement)

    async def lock(self, user_id: int, until: datetime) -> None:
        """Take no codes until then, and count anew afterwards."""
        locks = SecondFactor.locks + 1
        await self._set(user_id, locked_until=until, locks=locks, failures=0)

    async def active(self, user_id: int) -> None:
        """Money was dealt with: the session does not count as idle."""
        await self._set(user_id, active_at=self._now())

    async def lock_when_idle(self, user_id: int, seconds: int | None) -> None:
        await self._set(user_id, idle_seconds=seconds)

    def _passed(self, purpose: str | None) -> dict[str, Any]:
        now = self._now()
        return {
            "passed_at": now,
            "passed_for": purpose,
            "active_at": now,
            "failures": 0,
            "locks": 0,
            "locked_until": None,
        }

    async def _set(self, user_id: int, **values: Any) -> None:
        await self._changed(
            update(SecondFactor).where(SecondFactor.user_id == user_id).values(values)
        )
