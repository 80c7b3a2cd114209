"""API keys of Binance: at most one active for each person and environment, sealed at rest."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, Text, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.errors import AccountTaken, PairGone
from storage.repository import Clock, Repository, insert
from storage.tables import STRICT, Table, one_of
from storage.vault import Vault

KeyKindName = Literal["ed25519", "hmac", "rsa"]
KeyState = Literal["pending", "active", "suspended"]

ACTIVE = text("state = 'active'")
ONE_ACTIVE: dict[str, Any] = {
    "unique": True,
    "sqlite_where": ACTIVE,
    "postgresql_where": ACTIVE,
}


class ApiKey(Table):
    """A key at Binance, or (pending) a pair whose public half Binance has not confirmed yet."""

    __tablename__ = "api_keys"
    __table_args__ = (
        one_of("kind", KeyKindName),
        one_of("state", KeyState),
        Index("ix_api_keys_user_id_environment", "user_id", "environment"),
        Index("uq_api_keys_one_active", "user_id", "environment", **ONE_ACTIVE),
        Index("uq_api_keys_account", "environment", "account_uid", **ONE_ACTIVE),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    environment: Mapped[str]
    kind: Mapped[KeyKindName] = mapped_column(Text)
    state: Mapped[KeyState] = mapped_column(Text)
    api_key_sealed: Mapped[str | None] = mapped_column(repr=False)
    secret_sealed: Mapped[str] = mapped_column(repr=False)
    api_key_tail: Mapped[str | None]
    public_key: Mapped[str | None]
    fingerprint: Mapped[str | None]
    account_uid: Mapped[int | None]
    can_trade: Mapped[bool]
    ip_restricted: Mapped[bool]
    note: Mapped[str | None]
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]


@dataclass(frozen=True)
class OpenedKey:
    """What signs requests. Keep it briefly; it does not show itself."""

    kind: KeyKindName
    api_key: str = field(repr=False)  # empty while the pair is pending
    secret: str = field(repr=False)


class Keys(Repository):
    def __init__(self, session: AsyncSession, now: Clock, vault: Vault) -> None:
        super().__init__(session, now)
        self._vault = vault
        self.shredded = False  # secrets left the tables: their traces must leave the log as well

    async def begin_pair(
        self,
        user_id: int,
        environment: str,
        *,
        private_pem: str,
        public_pem: str,
        fingerprint: str,
        expires_at: datetime,
    ) -> ApiKey:
        """Keep a fresh Ed25519 pair until its owner brings the key's id; replaces an older one."""
        await self._shred(*_of(user_id, environment), ApiKey.state == "pending")
        return await self._insert(
            user_id,
            environment,
            secret=private_pem,
            kind="ed25519",
            state="pending",
            public_key=public_pem,
            fingerprint=fingerprint,
            expires_at=expires_at,
        )

    async def pending(self, user_id: int, environment: str) -> ApiKey | None:
        """Find the pair that waits for its key id, unless it expired."""
        waiting = (ApiKey.state == "pending") & (ApiKey.expires_at > self._now())
        return await self._one(select(ApiKey).where(*_of(user_id, environment), waiting))

    async def activate(
        self,
        user_id: int,
        key_id: int,
        *,
        api_key: str,
        account_uid: int | None,
        can_trade: bool,
        ip_restricted: bool,
    ) -> ApiKey:
        """Binance confirmed the pair: it becomes the person's key in place of an older one."""
        own = (ApiKey.id == key_id) & (ApiKey.user_id == user_id)
        waiting = (ApiKey.state == "pending") & (ApiKey.expires_at > self._now())
        pair = await self._one(select(ApiKey).where(own, waiting))
        if pair is None:
            raise PairGone("The key pair expired or was replaced by a newer one")
        await self._make_room(user_id, pair.environment, account_uid)
        values = {
            "state": "active",
            "expires_at": None,
            "account_uid": account_uid,
            "can_trade": can_trade,
            "ip_restricted": ip_restricted,
            "verified_at": self._now(),
            **self._sealed_api_key(user_id, key_id, api_key),
        }
        return await self._the(update(ApiKey).where(own).values(values).returning(ApiKey))

    async def add(
        self,
        user_id: int,
        environment: str,
        kind: KeyKindName,
        api_key: str,
        secret: str,
        *,
        account_uid: int | None,
        can_trade: bool,
        ip_restricted: bool,
    ) -> ApiKey:
        """Keep a key whose secret the person brought, in place of an older one."""
        await self._make_room(user_id, environment, account_uid)
        return await self._insert(
            user_id,
            environment,
            api_key=api_key,
            secret=secret,
            kind=kind,
            state="active",
            account_uid=account_uid,
            can_trade=can_trade,
            ip_restricted=ip_restricted,
            verified_at=self._now(),
        )

    async def active(self, user_id: int, environment: str) -> ApiKey | None:
        mine = _of(user_id, environment)
        return await self._one(select(ApiKey).where(*mine, ApiKey.state == "active"))

    async def of(self, user_id: int, environment: str) -> list[ApiKey]:
        """All that is kept of a person, in whatever state, newest first."""
        mine = select(ApiKey).where(*_of(user_id, environment))
        return await self._all(mine.order_by(ApiKey.created_at.desc()))

    async def all_active(self, environment: str) -> list[ApiKey]:
        """Everybody's, oldest first: who is followed at Binance."""
        chosen = select(ApiKey).where(ApiKey.environment == environment, ApiKey.state == "active")
        return await self._all(chosen.order_by(ApiKey.created_at, ApiKey.id))

    def opened(self, key: ApiKey) -> OpenedKey:
        """Unseal; `VaultError` when the row is not what its owner stored."""
        record = str(key.id)
        api_key = ""
        if key.api_key_sealed is not None:
            api_key = self._vault.open(key.user_id, "api_key", key.api_key_sealed, record=record)
        secret = self._vault.open(key.user_id, "secret", key.secret_sealed, record=record)
        return OpenedKey(key.kind, api_key, secret)

    async def suspend(self, user_id: int, key_id: int, note: str) -> ApiKey | None:
        """Stop using a key that Binance refuses or that got rights it must not have."""
        mine = (ApiKey.user_id == user_id) & (ApiKey.id == key_id) & (ApiKey.state == "active")
        values = {"state": "suspended", "note": note}
        return await self._one(update(ApiKey).where(mine).values(values).returning(ApiKey))

    async def delete(self, user_id: int, environment: str) -> int:
        """Forget all of a person's keys here, pending and suspended ones too; how many."""
        return await self._shred(*_of(user_id, environment))

    async def holder(self, environment: str, account_uid: int) -> int | None:
        """Whose active key reads this Binance account."""
        held = (ApiKey.environment == environment) & (ApiKey.account_uid == account_uid)
        return await self._one(select(ApiKey.user_id).where(held, ApiKey.state == "active"))

    async def purge_expired(self, now: datetime) -> int:
        """Destroy the private halves of pairs that nobody registered in time."""
        return await self._shred(ApiKey.state == "pending", ApiKey.expires_at <= now)

    async def count_active(self, environment: str) -> int:
        chosen = (ApiKey.environment == environment) & (ApiKey.state == "active")
        return await self._the(select(func.count()).select_from(ApiKey).where(chosen))

    async def rotate_all(self, vault: Vault) -> int:
        """Seal anew whatever is not under the newest key yet; how many rows. May be repeated."""
        keys = await self._all(select(ApiKey))
        return sum([await self._rotate(key, vault) for key in keys])

    async def _rotate(self, key: ApiKey, vault: Vault) -> bool:
        tokens = {"api_key_sealed": key.api_key_sealed, "secret_sealed": key.secret_sealed}
        fresh = {
            column: vault.rotate(token)
            for column, token in tokens.items()
            if token is not None and vault.stale(token)
        }
        if fresh:
            self.shredded = True
            await self._changed(update(ApiKey).where(ApiKey.id == key.id).values(fresh))
        return bool(fresh)

    async def _make_room(self, user_id: int, environment: str, account_uid: int | None) -> None:
        """One key each: older ones go, unless the account turns out to be somebody else's."""
        if account_uid is not None:
            holder = await self.holder(environment, account_uid)
            if holder not in (None, user_id):
                raise AccountTaken("Another person's key already reads this Binance account")
        await self._shred(*_of(user_id, environment), ApiKey.state != "pending")

    async def _insert(
        self,
        user_id: int,
        environment: str,
        *,
        secret: str,
        api_key: str | None = None,
        **values: Any,
    ) -> ApiKey:
        # Chosen here and not by the database: what is sealed carries the id of its row.
        key_id = secrets.randbelow(2**53 - 1) + 1
        row = {
            "id": key_id,
            "user_id": user_id,
            "environment": environment,
            "secret_sealed": self._vault.seal(user_id, "secret", secret, record=str(key_id)),
            "can_trade": False,
            "ip_restricted": False,
            "created_at": self._now(),
            **values,
        }
        if api_key is not None:
            row |= self._sealed_api_key(user_id, key_id, api_key)
        return await self._the(insert(ApiKey).values(row).returning(ApiKey))

    def _sealed_api_key(self, user_id: int, key_id: int, api_key: str) -> dict[str, str]:
        sealed = self._vault.seal(user_id, "api_key", api_key, record=str(key_id))
        return {"api_key_sealed": sealed, "api_key_tail": api_key[-4:]}

    async def _shred(self, *which: Any) -> int:
        gone = await self._changed(delete(ApiKey).where(*which))
        self.shredded = self.shredded or gone > 0
        return gone


def _of(user_id: int, environment: str) -> tuple[Any, Any]:
    return ApiKey.user_id == user_id, ApiKey.environment == environment
