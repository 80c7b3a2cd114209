"""Somebody has the database, and may even write to it, but has no encryption key."""

import itertools
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest
from canaries import files_under
from cryptography.fernet import Fernet
from sqlalchemy import insert

from storage import ApiKey, Storage, Unit, User, Vault, VaultError
from storage.data_keys import WrappedKey
from storage.vault import DataKey

SECRET = "canary-"


async def connect(unit: Unit, user_id: int) -> ApiKey:
    await unit.users.meet(user_id, name="N", language="en", active=True)
    return await unit.keys.add(
        user_id, "live", "hmac", f"{SECRET}key-{user_id}", f"{SECRET}{user_id}",
        account_uid=user_id, can_trade=True, ip_restricted=True,
    )  # fmt: skip


async def test_without_the_encryption_key_none_of_a_thousand_secrets_is_found(
    storage: Storage, vault: Vault, tmp_path: Path
) -> None:
    async with storage.begin() as unit:
        await _many(unit, vault, range(1, 1001))
    assert await _foreign(storage, 1, 500, 1000) == 0  # they are as if connected one by one
    await storage.backup(tmp_path / "backup.db")

    left = b"".join(files_under(tmp_path).values())
    assert SECRET.encode() not in left
    assert b"data_keys" in left  # the scan can find things
    guess = Vault([Fernet.generate_key().decode()])
    with closing(sqlite3.connect(tmp_path / "backup.db")) as connection:
        rows = connection.execute("SELECT user_id, id, key_sealed FROM data_keys").fetchall()
    assert len(rows) == 1000
    for user_id, number, token in rows:
        with pytest.raises(VaultError):
            guess.unwrap(user_id, number, token)


async def _many(unit: Unit, vault: Vault, people: range) -> None:
    """The rows that `connect` makes, all at once."""
    pattern, user = await connect(unit, 0), await unit.users.get(0)
    assert user is not None
    users, data_keys, keys = [], [], []
    for number in people:
        users.append(asdict(user) | {"id": number})
        data_key = DataKey.new()
        wrapped = data_key.wrapped(vault, number)
        data_keys.append(
            {"id": data_key.id, "user_id": number, "kid": vault.newest, "key_sealed": wrapped,
             "created_at": pattern.created_at}
        )  # fmt: skip
        seal = partial(data_key.seal, number, record=str(number))
        keys.append(
            asdict(pattern)
            | {"id": number, "user_id": number, "account_uid": number, "data_key_id": data_key.id}
            | {"secret_sealed": seal("secret", f"{SECRET}{number}")}
            | {"api_key_sealed": seal("api_key", f"{SECRET}key-{number}")}
        )
    await unit.keys.delete(0, "live")
    for table, rows in ((User, users), (WrappedKey, data_keys), (ApiKey, keys)):
        for begin in range(0, len(rows), 100):
            await unit.keys._run(insert(table).values(rows[begin : begin + 100]))


def _swaps(one: int, other: int) -> Iterator[list[str]]:
    """Statements that put rows, fields and keys of another person where they do not belong."""
    for field, source in itertools.product(("secret_sealed", "api_key_sealed"), repeat=2):
        taken = f"(SELECT {source} FROM api_keys WHERE user_id = {other})"
        yield [f"UPDATE api_keys SET {field} = {taken} WHERE user_id = {one}"]
    wrapped = f"(SELECT key_sealed FROM data_keys WHERE user_id = {other})"
    yield [f"UPDATE data_keys SET key_sealed = {wrapped} WHERE user_id = {one}"]
    number = f"(SELECT data_key_id FROM api_keys WHERE user_id = {other})"
    yield [f"UPDATE api_keys SET data_key_id = {number} WHERE user_id = {one}"]
    yield [f"UPDATE api_keys SET user_id = {other}, label = 'x' WHERE user_id = {one}"]
    yield [  # everything of the other, under one's own name
        f"DELETE FROM api_keys WHERE user_id = {one}",
        f"DELETE FROM data_keys WHERE user_id = {one}",
        f"UPDATE api_keys SET user_id = {one} WHERE user_id = {other}",
        f"UPDATE data_keys SET user_id = {one} WHERE user_id = {other}",
    ]
    turned = "secret_sealed = api_key_sealed, api_key_sealed = secret_sealed"
    yield [f"UPDATE api_keys SET {turned} WHERE user_id = {one}"]


class Thief:
    """Writes into the database, and puts everything back."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute("PRAGMA foreign_keys=OFF")
        self._kept = {
            table: connection.execute(f"SELECT * FROM {table}").fetchall()
            for table in ("api_keys", "data_keys")
        }

    def swaps(self, statements: list[str]) -> None:
        with self._connection:
            self._connection.execute("UPDATE api_keys SET is_current = 0")
            for statement in statements:
                self._connection.execute(statement)

    def mends(self) -> None:
        with self._connection:
            for table, rows in self._kept.items():
                places = ", ".join("?" * len(rows[0]))
                self._connection.execute(f"DELETE FROM {table}")
                self._connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)


async def _foreign(storage: Storage, *people: int) -> int:
    """How many keys open with anything but what their owner stored."""
    found = 0
    async with storage.read() as unit:
        for user_id in people:
            for key in await unit.keys.accounts(user_id, "live"):
                try:
                    opened = await unit.keys.opened(key)
                except VaultError:
                    continue
                own = (f"{SECRET}key-{user_id}", f"{SECRET}{user_id}")
                found += (opened.api_key, opened.secret) != own
    return found


async def test_no_swapped_row_is_accepted(storage: Storage, database: Path) -> None:
    async with storage.begin() as unit:
        for user_id in range(1, 13):
            await connect(unit, user_id)
    rng, swaps = random.Random(1), 0
    with closing(sqlite3.connect(database, timeout=10)) as connection:
        thief = Thief(connection)
        for _ in range(12):
            one, other = rng.sample(range(1, 13), 2)
            for statements in _swaps(one, other):
                thief.swaps(statements)
                swaps += 1

                assert await _foreign(storage, one, other) == 0, statements
                thief.mends()

    assert swaps == 108
    assert await _foreign(storage, *range(1, 13)) == 0


async def test_an_older_version_of_a_row_is_not_accepted(storage: Storage, database: Path) -> None:
    async with storage.begin() as unit:
        before = await connect(unit, 1)
    async with storage.begin() as unit:
        await unit.sealed.renew(1)
    with closing(sqlite3.connect(database)) as thief, thief:
        thief.execute("UPDATE api_keys SET secret_sealed = ?", (before.secret_sealed,))

    async with storage.read() as unit:
        with pytest.raises(VaultError):
            await unit.keys.opened(before)
