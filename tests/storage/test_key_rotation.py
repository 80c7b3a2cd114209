"""The encryption key is changed while people go on, and afterwards the old one opens nothing."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy import create_engine

from storage import Storage, StorageError, Unit, Vault, VaultError, rotate, rotate_backup, standing
from storage.migrations import configuration
from storage.rotation import rotate_in
from storage.tables import Table

OLD, NEW = Vault.new_key(), Vault.new_key()
PEOPLE = range(1, 101)
BEFORE_ENVELOPES = "0009"


async def connect(unit: Unit, user_id: int, *, account: int = 0) -> None:
    await unit.users.meet(user_id, name="N", language="en", active=True)
    await unit.keys.add(
        user_id, "live", "hmac", f"key-{user_id}", f"secret-{user_id}-{account}",
        account_uid=user_id * 100 + account, can_trade=True, ip_restricted=True,
    )  # fmt: skip


async def opened(storage: Storage, user_id: int) -> set[str]:
    async with storage.read() as unit:
        keys = await unit.keys.accounts(user_id, "live")
        return {(await unit.keys.opened(key)).secret for key in keys}


def tokens(database: Path) -> list[str]:
    """Everything sealed in a database or a copy of it, wherever it is."""
    found: list[str] = []
    with closing(sqlite3.connect(database)) as connection:
        for table in Table.metadata.sorted_tables:
            for column in table.columns:
                if column.name.endswith("_sealed"):
                    rows = connection.execute(f"SELECT {column.name} FROM {table.name}")
                    found += [token for (token,) in rows if token is not None]
    return found


def opens(key: str, database: Path) -> int:
    """How many tokens of a database a thief opens with a key, and with what that gives them."""
    thief, found = [Fernet(key)], 0
    for token in sorted(tokens(database), key=len, reverse=True) * 2:  # data keys come to light
        try:
            content = MultiFernet(thief).decrypt(token).decode()
        except Exception:  # noqa: BLE001  # whatever: it does not open
            continue
        found += 1
        secret = content.rpartition('"secret": "')[2].rstrip('"}')
        if len(secret) == len(key):
            thief.append(Fernet(secret))
    return found


def files_in(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}


@pytest.fixture
async def crowd(url: str) -> str:
    """A hundred people with a key each, some with a second factor, under the old key."""
    async with Storage.open(url, Vault([OLD])) as storage, storage.begin() as unit:
        for user_id in PEOPLE:
            await connect(unit, user_id)
        for user_id in PEOPLE[:10]:
            await unit.second_factors.begin(user_id, "TOTPSECRET")
    return url


async def test_a_rotation_under_load_with_crashes_loses_nobody_and_ends(
    crowd: str, database: Path, tmp_path: Path
) -> None:
    vault = Vault([NEW, OLD])
    async with Storage.open(crowd, vault) as bot:
        failures: list[BaseException] = []

        async def people_go_on() -> None:
            for user_id in range(1001, 1041):
                async with bot.begin() as unit:
                    await connect(unit, user_id)
                if await opened(bot, PEOPLE[user_id % 100]) != {
                    f"secret-{PEOPLE[user_id % 100]}-0"
                }:
                    failures.append(AssertionError(user_id))
                await asyncio.sleep(0)

        load = asyncio.create_task(people_go_on())
        runs = 0
        while True:
            runs += 1
            async with Storage.beside(crowd, vault) as other:
                rotating = asyncio.create_task(rotate_in(other))
                await asyncio.wait({rotating}, timeout=0.01 * runs)
                if rotating.done():
                    assert rotating.result().unopened == ()
                    break
                rotating.cancel()
                await asyncio.wait({rotating})
        await load
        assert not failures
        await bot.backup(tmp_path / "backup.db")

        assert [await opened(bot, one) for one in PEOPLE] == [{f"secret-{n}-0"} for n in PEOPLE]

    assert runs > 1  # it was interrupted
    assert opens(OLD, database) == opens(OLD, tmp_path / "backup.db") == 0
    assert await standing(crowd, Vault([NEW])) == {Vault([NEW]).newest: 150}


async def test_an_old_copy_and_the_old_key_open_nothing_that_came_later(
    crowd: str, database: Path, tmp_path: Path
) -> None:
    async with Storage.open(crowd, Vault([OLD])) as storage:
        await storage.backup(tmp_path / "stolen.db")
    assert opens(OLD, tmp_path / "stolen.db") > 0

    await rotate(crowd, Vault([NEW, OLD]))

    old_data_keys = [
        Vault([OLD]).open(user_id, "data_key", token, record=str(number))
        for user_id, number, token in _data_keys(tmp_path / "stolen.db")
    ]
    for token in tokens(database):
        with pytest.raises(VaultError):
            Vault([OLD, *old_data_keys]).rotate(token)


def _data_keys(database: Path) -> list[tuple[int, int, str]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT user_id, id, key_sealed FROM data_keys").fetchall()


async def test_a_backup_that_is_sealed_anew_opens_with_the_new_key_alone(
    crowd: str, tmp_path: Path
) -> None:
    backup = tmp_path / "backup of 100%?.db"
    async with Storage.open(crowd, Vault([OLD])) as storage:
        await storage.backup(backup)
    before = tokens(backup)

    assert (await rotate_backup(backup, Vault([NEW, OLD]))).secrets == 110

    assert opens(OLD, backup) == 0
    content = b"".join(files_in(tmp_path).values())
    assert not [token for token in before if token.encode() in content]
    shutil.copy(backup, tmp_path / "restored.db")
    restored = f"sqlite+aiosqlite:///{tmp_path}/restored.db"
    async with Storage.open(restored, Vault([NEW])) as storage:
        assert await opened(storage, 7) == {"secret-7-0"}


async def test_a_backup_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no backup at"):
        await rotate_backup(tmp_path / "backup.db", Vault([NEW]))

    assert not files_in(tmp_path)


async def test_a_second_rotation_has_nothing_to_do(crowd: str) -> None:
    vault = Vault([NEW, OLD])

    assert (await rotate(crowd, vault)).secrets == 110
    assert (await rotate(crowd, vault)).secrets == 0
    assert set(await standing(crowd, vault)) == {vault.newest}


async def test_what_was_tampered_with_is_left_and_holds_up_nobody(
    crowd: str, database: Path
) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE api_keys SET secret_sealed = 'x' WHERE user_id = 50")

    rotated = await rotate(crowd, Vault([NEW, OLD]))

    assert rotated.unopened == (50,)
    assert rotated.secrets == 109


async def test_a_second_factor_that_does_not_open_is_named_and_holds_up_no_other(
    crowd: str, database: Path
) -> None:
    _tampered(database, 5)

    rotated = await rotate(crowd, Vault([NEW, OLD]))

    assert rotated.unopened_others == ("second_factors 5",)
    assert rotated.unopened == ()
    assert rotated.secrets == 109
    assert opens(OLD, database) == 0


def _tampered(database: Path, user_id: int, token: str = "x") -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        change = "UPDATE second_factors SET secret_sealed = ? WHERE user_id = ?"
        connection.execute(change, (token, user_id))


async def _rotated_but_for_the_second_factors(url: str) -> None:
    """As a crash leaves it between the people's accounts and what they keep beside them."""
    async with Storage.open(url, Vault([NEW, OLD])) as storage, storage.begin() as unit:
        for user_id in PEOPLE:
            await unit.sealed.renew(user_id)


async def test_a_key_that_second_factors_still_need_is_missed_at_the_start(crowd: str) -> None:
    await _rotated_but_for_the_second_factors(crowd)

    for _ in range(2):  # a start that was refused has forgotten nothing
        with pytest.raises(VaultError, match=Vault([OLD]).newest) as refusal:
            async with Storage.open(crowd, Vault([NEW])):
                pass
        assert "second_factors 1, second_factors 2" in str(refusal.value)

    await rotate(crowd, Vault([NEW, OLD]))
    async with Storage.open(crowd, Vault([NEW])) as storage, storage.read() as unit:
        factor = await unit.second_factors.of(7)
        assert factor is not None
        assert unit.second_factors.secret(factor) == "TOTPSECRET"


@pytest.mark.parametrize("token", ["x", "ü"])
async def test_a_second_factor_that_was_tampered_with_stops_no_start_and_is_logged(
    crowd: str, database: Path, caplog: pytest.LogCaptureFixture, token: str
) -> None:
    _tampered(database, 5, token)

    async with Storage.open(crowd, Vault([NEW, OLD])) as storage, storage.read() as unit:
        assert await unit.sealed.unopened_others() == ["second_factors 5"]

    assert "second_factors 5" in caplog.text


async def test_a_running_bot_that_lacks_the_newest_key_is_not_locked_out(crowd: str) -> None:
    async with Storage.open(crowd, Vault([OLD])) as bot:
        with pytest.raises(StorageError, match="restart it, then rotate"):
            await rotate(crowd, Vault([NEW, OLD]))

        assert await opened(bot, 1) == {"secret-1-0"}


async def test_without_the_key_that_fits_the_database_does_not_open(crowd: str) -> None:
    with pytest.raises(VaultError, match=f"encryption key {Vault([OLD]).newest}"):
        async with Storage.open(crowd, Vault([NEW])):
            pass


def _of_an_older_version(database: Path, vault: Vault) -> None:
    """Rows as they were before people had data keys: sealed with the encryption key itself."""
    database.parent.mkdir(mode=0o700)
    database.touch(mode=0o600)
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        command.upgrade(configuration(connection), BEFORE_ENVELOPES)
    engine.dispose()
    with closing(sqlite3.connect(database)) as writing, writing:
        for number, state in ((1, "active"), (2, "suspended"), (3, "pending")):
            writing.execute(
                "INSERT INTO users (id, name, language, language_chosen, status, reachable, "
                f"joined_at, seen_at) VALUES ({number}, 'N', 'en', 0, 'active', 1, 0, 0)"
            )
            sealed: dict[str, Any] = {
                field: vault.seal(number, field, f"{field}-{number}", record=str(number))
                for field in ("secret", "api_key")
            }
            writing.execute(
                "INSERT INTO api_keys (id, user_id, environment, kind, state, api_key_sealed, "
                "secret_sealed, account_uid, can_trade, ip_restricted, created_at, expires_at) "
                "VALUES (?, ?, 'live', 'hmac', ?, ?, ?, ?, 1, 1, 0, ?)",
                (number, number, state, sealed["api_key"], sealed["secret"], number, 2**52),
            )


async def test_accounts_of_an_older_version_get_labels_and_data_keys_at_the_first_start(
    url: str, database: Path, now: Callable[[], datetime]
) -> None:
    _of_an_older_version(database, Vault([OLD]))

    async with Storage.open(url, Vault([NEW, OLD]), now=now) as storage, storage.read() as unit:
        active = await unit.keys.active(1, "live")
        (suspended,) = await unit.keys.accounts(2, "live")
        pending = await unit.keys.pending(3, "live")
        assert active is not None
        assert pending is not None
        keys = (active, suspended, pending)
        secrets = [(await unit.keys.opened(key)).secret for key in keys]

    assert secrets == ["secret-1", "secret-2", "secret-3"]
    assert [key.label for key in keys] == ["Account 1", "Account 1", ""]
    assert (suspended.suspended_for, active.is_current) == ("refused", True)
    assert opens(OLD, database) == 0


async def test_accounts_of_an_older_version_do_not_open_with_a_wrong_key(
    url: str, database: Path
) -> None:
    _of_an_older_version(database, Vault([OLD]))

    with pytest.raises(VaultError):
        async with Storage.open(url, Vault([NEW])):
            pass
    async with Storage.open(url, Vault([OLD])) as storage:  # and nothing was lost
        assert await opened(storage, 1) == {"secret-1"}
