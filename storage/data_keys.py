"""The data key of each person, wrapped by an encryption key: shredding it ends their secrets."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.errors import VaultError
from storage.repository import Clock, Repository, insert
from storage.tables import STRICT, Table
from storage.vault import DataKey, Vault


class WrappedKey(Table):
    """One for each person who has connected anything; `kid` names the key that wraps it."""

    __tablename__ = "data_keys"
    __table_args__ = (Index("ix_data_keys_kid", "kid"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    kid: Mapped[str]
    key_sealed: Mapped[str] = mapped_column(repr=False)
    created_at: Mapped[datetime]


class DataKeys(Repository):
    def __init__(self, session: AsyncSession, now: Clock, vault: Vault) -> None:
        super().__init__(session, now)
        self._vault = vault

    async def of(self, user_id: int) -> DataKey:
        """Open a person's; `VaultError` when there is none, or it is not theirs."""
        if (found := await self._found(user_id)) is None:
            raise VaultError("The data key of a sealed secret is gone, and with it the secret")
        return found

    async def of_or_new(self, user_id: int) -> DataKey:
        return await self._found(user_id) or await self.make(user_id)

    async def make(self, user_id: int) -> DataKey:
        """Give a person who has none a data key under the newest encryption key."""
        made = DataKey.new()
        row = {
            "id": made.id,
            "user_id": user_id,
            "kid": self._vault.newest,
            "key_sealed": made.wrapped(self._vault, user_id),
            "created_at": self._now(),
        }
        await self._run(insert(WrappedKey).values(row))
        return made

    async def shred(self, user_id: int) -> None:
        await self._changed(delete(WrappedKey).where(WrappedKey.user_id == user_id))

    async def kids(self) -> dict[str, int]:
        """How many people's data keys each encryption key wraps."""
        number = func.count().label("number")
        grouped = select(WrappedKey.kid, number).group_by(WrappedKey.kid)
        return {row.kid: row.number for row in await self._session.execute(grouped)}

    async def _found(self, user_id: int) -> DataKey | None:
        row = await self._one(select(WrappedKey).where(WrappedKey.user_id == user_id))
        return None if row is None else self._vault.unwrap(user_id, row.id, row.key_sealed)
