"""API keys of Binance: each opens one account of a person, one of which is the current one."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.agreements import Agreements
from storage.api_key import ApiKey, KeyKindName, Suspension
from storage.data_keys import DataKeys, WrappedKey
from storage.errors import AccountTaken, LabelTaken, PairGone, VaultError
from storage.repository import Clock, Repository, insert
from storage.vault import DataKey, Vault

# Binance answers to it, also when it got too many rights; a refused one shows nothing any more.
READS = (ApiKey.state == "active") | (ApiKey.suspended_for == "rights")


@dataclass(frozen=True)
class OpenedKey:
    """What signs requests. Keep it briefly; it does not show itself."""

    kind: KeyKindName
    api_key: str = field(repr=False)  # empty while the pair is pending
    secret: str = field(repr=False)


class Keys(Repository):
    def __init__(self, session: AsyncSession, now: Clock, vault: Vault) -> None:
        super().__init__(session, now)
        self._data_keys = DataKeys(session, now, vault)
        self._agreements = Agreements(session, now)

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
        await self._delete(*_of(user_id, environment), ApiKey.state == "pending")
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

    async def offer(self, user_id: int, environment: str, digest: str) -> bool:
        """Note what was sent for the waiting pair; False when something else was sent before."""
        same = ApiKey.note.is_(None) | (ApiKey.note == digest)
        waiting = (*_of(user_id, environment), ApiKey.state == "pending", same)
        return await self._changed(update(ApiKey).where(*waiting).values(note=digest)) > 0

    async def await_anew(self, user_id: int, environment: str) -> None:
        """Whatever is sent next is for the waiting pair."""
        waiting = (*_of(user_id, environment), ApiKey.state == "pending")
        await self._changed(update(ApiKey).where(*waiting).values(note=None))

    async def activate(
        self,
        user_id: int,
        key_id: int,
        *,
        api_key: str,
        account_uid: int | None,
        can_trade: bool,
        ip_restricted: bool,
        called: str = "Account",
    ) -> ApiKey:
        """Binance confirmed the pair: it opens one more account, or one whose key it replaces."""
        own = _one_of(user_id, key_id)
        waiting = (ApiKey.state == "pending") & (ApiKey.expires_at > self._now())
        pair = await self._one(select(ApiKey).where(*own, waiting))
        if pair is None:
            raise PairGone("The key pair expired or was replaced by a newer one")
        place = await self._place(user_id, pair.environment, account_uid, called)
        data_key = await self._data_keys.of(user_id)
        values = {
            "state": "active",
            "note": None,
            "expires_at": None,
            "account_uid": account_uid,
            "can_trade": can_trade,
            "ip_restricted": ip_restricted,
            "verified_at": self._now(),
            "checked_at": self._now(),
            **_sealed_api_key(data_key, user_id, key_id, api_key),
            **place,
        }
        return await self._the(update(ApiKey).where(*own).values(values).returning(ApiKey))

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
        called: str = "Account",
    ) -> ApiKey:
        """Keep a key whose secret the person brought; it may replace one of the same account."""
        place = await self._place(user_id, environment, account_uid, called)
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
            checked_at=self._now(),
            **place,
        )

    async def active(self, user_id: int, environment: str) -> ApiKey | None:
        """The key of the current account, unless it was suspended."""
        current = await self.current(user_id, environment)
        return current if current is not None and current.state == "active" else None

    async def current(self, user_id: int, environment: str) -> ApiKey | None:
        """The account that is meant where none is named, suspended or not."""
        mine = _of(user_id, environment)
        return await self._one(select(ApiKey).where(*mine, ApiKey.is_current.is_(True)))

    async def find(self, user_id: int, key_id: int) -> ApiKey | None:
        return await self._one(select(ApiKey).where(*_one_of(user_id, key_id)))

    async def of(self, user_id: int, environment: str) -> list[ApiKey]:
        """All that is kept of a person, in whatever state, newest first."""
        mine = select(ApiKey).where(*_of(user_id, environment))
        return await self._all(mine.order_by(ApiKey.created_at.desc(), ApiKey.id))

    async def everywhere(self, user_id: int) -> list[ApiKey]:
        """All that is kept of a person, in whatever state and environment."""
        mine = select(ApiKey).where(ApiKey.user_id == user_id)
        return await self._all(mine.order_by(ApiKey.id))

    async def accounts(self, user_id: int, environment: str) -> list[ApiKey]:
        """A person's accounts, suspended ones too, in the order of connecting."""
        mine = select(ApiKey).where(*_of(user_id, environment), ApiKey.state != "pending")
        return await self._all(mine.order_by(ApiKey.created_at, ApiKey.label))

    async def all_active(self, environment: str) -> list[ApiKey]:
        """Everybody's that are in use, oldest first."""
        chosen = select(ApiKey).where(ApiKey.environment == environment, ApiKey.state == "active")
        return await self._all(chosen.order_by(ApiKey.created_at, ApiKey.id))

    async def followed(self, environment: str) -> list[ApiKey]:
        """Whose accounts are watched: those with too many rights too, where a thief may be."""
        chosen = select(ApiKey).where(ApiKey.environment == environment, READS)
        return await self._all(chosen.order_by(ApiKey.created_at, ApiKey.id))

    async def of_account(self, environment: str, account_uid: int) -> list[ApiKey]:
        """Everybody's keys that read one Binance account, in the order of connecting."""
        held = (ApiKey.environment == environment) & (ApiKey.account_uid == account_uid)
        chosen = select(ApiKey).where(held, READS)
        return await self._all(chosen.order_by(ApiKey.created_at, ApiKey.user_id))

    async def due(
        self, environment: str, checked_before: datetime, *, but: Collection[int] = ()
    ) -> ApiKey | None:
        """The active key that was not checked for the longest time, if not since then."""
        checked = func.coalesce(ApiKey.checked_at, ApiKey.created_at)
        late = ApiKey.checked_at.is_(None) | (ApiKey.checked_at < checked_before)
        active = (ApiKey.environment == environment) & (ApiKey.state == "active")
        chosen = select(ApiKey).where(active, late, ApiKey.id.not_in(but))
        return await self._one(chosen.order_by(checked).limit(1))

    async def opened(self, key: ApiKey) -> OpenedKey:
        """Unseal it as it is stored now; `VaultError` when that is not what its owner stored."""
        stored = await self.find(key.user_id, key.id)
        if stored is None:
            raise VaultError("A sealed secret is gone")
        data_key = await self._data_keys.of(stored.user_id)
        if data_key.id != stored.data_key_id:
            raise VaultError("A sealed secret is not under the data key of its owner")
        return _opened(data_key, stored)

    async def use(self, user_id: int, key_id: int) -> ApiKey | None:
        """Make an account the current one; None when it is not there or not in use."""
        key = await self.find(user_id, key_id)
        if key is None or key.state != "active":
            return None
        await self._none_current(user_id, key.environment)
        chosen = update(ApiKey).where(*_one_of(user_id, key_id)).values(is_current=True)
        return await self._the(chosen.returning(ApiKey))

    async def rename(self, user_id: int, key_id: int, label: str) -> ApiKey | None:
        """Call an account something else; `LabelTaken` when another one is called so."""
        key = await self.find(user_id, key_id)
        if key is None or key.state == "pending":
            return None
        others = await self.accounts(user_id, key.environment)
        if label.casefold() in {one.label.casefold() for one in others if one.id != key_id}:
            raise LabelTaken("Another account of this person has this label")
        named = update(ApiKey).where(*_one_of(user_id, key_id)).values(label=label)
        return await self._the(named.returning(ApiKey))

    async def suspend(
        self, user_id: int, key_id: int, cause: Suspension, note: str = ""
    ) -> ApiKey | None:
        """Stop using a key; None when it was not in use."""
        mine = (*_one_of(user_id, key_id), ApiKey.state == "active")
        values = {"state": "suspended", "suspended_for": cause, "note": note}
        return await self._one(update(ApiKey).where(*mine).values(values).returning(ApiKey))

    async def checked(
        self, user_id: int, key_id: int, *, was: ApiKey, can_trade: bool, ip_restricted: bool
    ) -> ApiKey | None:
        """Binance was asked and all is well: a suspended key is in use again.

        None when the key does not stand any more as it `was` before Binance was asked. One that
        was refused did not have its account any more: `AccountTaken` if another person has it.
        """
        if was.suspended_for == "refused" and was.account_uid is not None:
            await self._agreed(user_id, was.environment, was.account_uid)
        values = {
            "state": "active",
            "suspended_for": None,
            "note": None,
            "can_trade": can_trade,
            "ip_restricted": ip_restricted,
            "checked_at": self._now(),
        }
        mine = (*_one_of(user_id, key_id), ApiKey.state != "pending", *_stands_as(was))
        return await self._one(update(ApiKey).where(*mine).values(values).returning(ApiKey))

    async def remove(self, user_id: int, key_id: int) -> ApiKey | None:
        """Forget one account; if it was the current one, the oldest of those left is."""
        key = await self.find(user_id, key_id)
        if key is None:
            return None
        await self._delete(*_one_of(user_id, key_id))
        left = await self.accounts(user_id, key.environment)
        if key.is_current and left:
            heir = min(left, key=lambda one: (one.state != "active", one.created_at, one.id))
            chosen = update(ApiKey).where(*_one_of(user_id, heir.id)).values(is_current=True)
            await self._changed(chosen)
        return key

    async def delete(self, user_id: int, environment: str) -> int:
        """Forget all of a person's keys here, pending and suspended ones too; how many."""
        return await self._delete(*_of(user_id, environment))

    async def holder(self, environment: str, account_uid: int) -> int | None:
        """Whose key reads this Binance account; the first one's where it is shared."""
        keys = await self.of_account(environment, account_uid)
        return keys[0].user_id if keys else None

    async def purge_expired(self, now: datetime) -> int:
        """Destroy the private halves of pairs that nobody registered in time."""
        return await self._delete(ApiKey.state == "pending", ApiKey.expires_at <= now)

    async def count_active(self, environment: str) -> int:
        chosen = (ApiKey.environment == environment) & (ApiKey.state == "active")
        return await self._the(select(func.count()).select_from(ApiKey).where(chosen))

    async def _place(
        self, user_id: int, environment: str, account_uid: int | None, called: str
    ) -> dict[str, Any]:
        """Where a key belongs: in the place of an older one of its account, or beside the others.

        The older one is forgotten. The first account is the current one; so is one that comes
        while the current one cannot be used.
        """
        if account_uid is not None:
            await self._agreed(user_id, environment, account_uid)
        others = await self.accounts(user_id, environment)
        older = [one for one in others if one.account_uid == account_uid]
        others = [one for one in others if one not in older]
        await self._delete(*_of(user_id, environment), ApiKey.id.in_([one.id for one in older]))
        current = not any(one.is_current and one.state == "active" for one in others)
        if current:
            await self._none_current(user_id, environment)
        label = older[0].label if older else _unused(called, {one.label for one in others})
        return {"label": label, "is_current": current}

    async def _agreed(self, user_id: int, environment: str, account_uid: int) -> None:
        """An account has one person, unless the first one agreed to share it."""
        keys = await self.of_account(environment, account_uid)
        holders = [one.user_id for one in keys]
        if not holders or user_id in holders:
            return
        if not await self._agreements.take(environment, account_uid, user_id, agreed_by=holders[0]):
            raise AccountTaken("Another person's key already reads this Binance account")

    async def _none_current(self, user_id: int, environment: str) -> None:
        mine = update(ApiKey).where(*_of(user_id, environment))
        await self._changed(mine.values(is_current=False))

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
        data_key = await self._data_keys.of_or_new(user_id)
        row = {
            "id": key_id,
            "user_id": user_id,
            "environment": environment,
            "secret_sealed": data_key.seal(user_id, "secret", secret, record=str(key_id)),
            "data_key_id": data_key.id,
            "can_trade": False,
            "ip_restricted": False,
            "created_at": self._now(),
            **values,
        }
        if api_key is not None:
            row |= _sealed_api_key(data_key, user_id, key_id, api_key)
        return await self._the(insert(ApiKey).values(row).returning(ApiKey))

    async def _delete(self, *which: Any) -> int:
        """Shred rows, and the data key of whoever has none left."""
        gone = await self._changed(delete(ApiKey).where(*which))
        if gone:
            left = select(ApiKey.id).where(ApiKey.user_id == WrappedKey.user_id).exists()
            await self._changed(delete(WrappedKey).where(~left))
            self.shredded = True
        return gone


def _sealed_api_key(data_key: DataKey, user_id: int, key_id: int, api_key: str) -> dict[str, str]:
    sealed = data_key.seal(user_id, "api_key", api_key, record=str(key_id))
    return {"api_key_sealed": sealed, "api_key_tail": api_key[-4:]}


def _opened(data_key: DataKey, key: ApiKey) -> OpenedKey:
    record = str(key.id)
    api_key = ""
    if key.api_key_sealed is not None:
        api_key = data_key.open(key.user_id, "api_key", key.api_key_sealed, record=record)
    secret = data_key.open(key.user_id, "secret", key.secret_sealed, record=record)
    return OpenedKey(key.kind, api_key, secret)


def _unused(called: str, labels: set[str]) -> str:
    """The first of "Account 1", "Account 2"... that none is called."""
    taken = {one.casefold() for one in labels}
    numbered = (f"{called} {number}" for number in range(1, len(taken) + 2))
    return next(one for one in numbered if one.casefold() not in taken)


def _of(user_id: int, environment: str) -> tuple[ColumnElement[bool], ...]:
    return ApiKey.user_id == user_id, ApiKey.environment == environment


def _one_of(user_id: int, key_id: int) -> tuple[ColumnElement[bool], ...]:
    return ApiKey.user_id == user_id, ApiKey.id == key_id


def _stands_as(was: ApiKey) -> tuple[ColumnElement[bool], ...]:
    """Nobody suspended, resumed or looked at the key since."""
    return (
        ApiKey.state == was.state,
        ApiKey.suspended_for == was.suspended_for,
        ApiKey.checked_at == was.checked_at,
    )
