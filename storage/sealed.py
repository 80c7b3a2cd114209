"""Everything sealed, from above: what waits for the newest encryption key, and sealing it anew.

A person's accounts get a new data key as well, so that whoever has an old copy of the database
and the old encryption key opens nothing that was kept later.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, select, update
from sqlalchemy import Table as Columns
from sqlalchemy.ext.asyncio import AsyncSession

from storage.api_key import ApiKey
from storage.data_keys import DataKeys, WrappedKey
from storage.errors import StorageError, VaultError
from storage.repository import Clock, Repository
from storage.tables import Table
from storage.vault import DataKey, Vault

SUFFIX = "_sealed"
NAMED = 5  # of what does not open, that many are named; the others are counted
_ENVELOPED = (ApiKey.__tablename__, WrappedKey.__tablename__)


class Token(NamedTuple):
    """What somebody keeps beside their accounts: `name` is its table and whose row it is."""

    name: str
    place: list[Any]  # gone when the token has changed
    text: str


class Sealed(Repository):
    def __init__(self, session: AsyncSession, now: Clock, vault: Vault) -> None:
        super().__init__(session, now)
        self._vault, self._data_keys = vault, DataKeys(session, now, vault)

    async def data_keys(self) -> dict[str, int]:
        """How many data keys each encryption key wraps."""
        return await self._data_keys.kids()

    async def standing(self) -> dict[str, int]:
        """How many data keys, and other secrets, each encryption key seals; "" is not known."""
        counted = await self.data_keys()
        if bare := len(await self.without_envelope()):
            counted[""] = bare
        for place in _others():
            for token in await self._tokens(*place):
                kid = self._vault.newest if not self._vault.stale(token.text) else ""
                counted[kid] = counted.get(kid, 0) + 1
        return counted

    async def without_envelope(self) -> list[int]:
        """People with accounts that an older version sealed with the encryption key itself."""
        bare = select(ApiKey.user_id).where(ApiKey.data_key_id.is_(None)).distinct()
        return await self._all(bare.order_by(ApiKey.user_id))

    async def waiting(self, *, after: int, limit: int) -> list[int]:
        """People whose accounts the newest encryption key does not protect, by their numbers."""
        old = select(WrappedKey.user_id).where(WrappedKey.kid != self._vault.newest)
        bare = select(ApiKey.user_id).where(ApiKey.data_key_id.is_(None))
        people = old.union(bare).subquery()
        chosen = select(people.c.user_id).where(people.c.user_id > after)
        return await self._all(chosen.order_by(people.c.user_id).limit(limit))

    async def renew(self, user_id: int) -> int:
        """Seal a person's accounts under a new data key; how many. All or, on an error, none.

        `VaultError` when one of them is not what its owner stored.
        """
        keys = await self._all(select(ApiKey).where(ApiKey.user_id == user_id))
        secrets = {key.id: await self._opened(key) for key in keys}
        mine = update(ApiKey).where(ApiKey.user_id == user_id)
        await self._changed(mine.values(data_key_id=None))
        await self._data_keys.shred(user_id)
        if keys:
            fresh = await self._data_keys.make(user_id)
            for key in keys:
                await self._seal(fresh, key, secrets[key.id])
        self.shredded = True
        return len(keys)

    async def rotate_others(self) -> tuple[int, list[str]]:
        """Seal anew what people keep beside their accounts: how many, and what did not open."""
        rotated, unopened = 0, list[str]()
        for columns, column in _others():
            for token in await self._tokens(columns, column):
                try:
                    rotated += await self._rotated(columns, column, token)
                except VaultError:
                    unopened.append(token.name)
        self.shredded |= rotated > 0
        return rotated, unopened

    async def unopened_others(self) -> list[str]:
        """The names of what people keep beside their accounts and no encryption key opens."""
        return [
            token.name
            for place in _others()
            for token in await self._tokens(*place)
            if not self._vault.opens(token.text)
        ]

    async def _rotated(self, columns: Columns, column: Column[Any], token: Token) -> int:
        if not self._vault.stale(token.text):
            return 0
        values = {column.name: self._vault.rotate(token.text)}
        return await self._changed(update(columns).where(*token.place).values(values))

    async def _opened(self, key: ApiKey) -> dict[str, str]:
        """The secrets of a key by their fields, whatever sealed them."""
        tokens = {"secret": key.secret_sealed, "api_key": key.api_key_sealed}
        enveloped = key.data_key_id is not None
        by = await self._data_keys.of(key.user_id) if enveloped else self._vault
        return {
            field: by.open(key.user_id, field, token, record=str(key.id))
            for field, token in tokens.items()
            if token is not None
        }

    async def _seal(self, data_key: DataKey, key: ApiKey, secrets: dict[str, str]) -> None:
        """Compare and set: only over what was opened a moment ago."""
        tokens = {
            f"{field}{SUFFIX}": data_key.seal(key.user_id, field, secret, record=str(key.id))
            for field, secret in secrets.items()
        }
        there = (ApiKey.id == key.id) & (ApiKey.secret_sealed == key.secret_sealed)
        statement = update(ApiKey).where(there).values(data_key_id=data_key.id, **tokens)
        if await self._changed(statement) != 1:
            raise StorageError("A key changed while it was sealed anew: try again")

    async def _tokens(self, columns: Columns, column: Column[Any]) -> list[Token]:
        """What is sealed in a column."""
        primary = list(columns.primary_key)
        chosen = select(*primary, column).where(column.is_not(None)).order_by(*primary)
        tokens = list[Token]()
        for *ids, text in await self._session.execute(chosen):
            own = [one == value for one, value in zip(primary, ids, strict=True)]
            name = " ".join(map(str, (columns.name, *ids)))
            tokens.append(Token(name, [*own, column == text], text))
        return tokens


def _others() -> list[tuple[Columns, Column[Any]]]:
    """Every sealed column that no data key protects."""
    return [
        (columns, column)
        for columns in Table.metadata.sorted_tables
        if columns.name not in _ENVELOPED
        for column in columns.columns
        if column.name.endswith(SUFFIX)
    ]


def listed(names: Sequence[str]) -> str:
    """The first of the names, and how many there are beside."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
