import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import ApiKey, Storage, Unit, Vault
from storage.data_keys import WrappedKey

ALICE = 1001
API_KEY, SECRET = "canary-of-the-api-key", "canary-of-the-secret"


async def added(unit: Unit, *, account_uid: int = 5) -> ApiKey:
    return await unit.keys.add(
        ALICE, "live", "hmac", API_KEY, SECRET,
        account_uid=account_uid, can_trade=True, ip_restricted=True,
    )  # fmt: skip


def on_disk(directory: Path, *traces: str | None) -> bool:
    """Whether a trace is in the database, its log or anything beside them."""
    content = b"".join(path.read_bytes() for path in directory.rglob("*") if path.is_file())
    return any(trace is not None and trace.encode() in content for trace in traces)


async def test_a_deleted_key_leaves_no_trace(storage: Storage, database: Path) -> None:
    async with storage.begin() as unit:
        key = await added(unit)
    assert on_disk(database.parent, key.secret_sealed)  # the scan can find it

    async with storage.begin() as unit:
        await unit.keys.delete(ALICE, "live")

    assert not on_disk(database.parent, key.secret_sealed, key.api_key_sealed)


async def test_a_replaced_key_leaves_no_trace(storage: Storage, database: Path) -> None:
    async with storage.begin() as unit:
        old = await added(unit)
    async with storage.begin() as unit:
        new = await added(unit)

    assert not on_disk(database.parent, old.secret_sealed, old.api_key_sealed)
    assert on_disk(database.parent, new.secret_sealed)


async def test_a_rotated_key_leaves_no_trace_of_its_old_form(
    storage: Storage, database: Path
) -> None:
    async with storage.begin() as unit:
        key = await added(unit)
    async with storage.begin() as unit:
        assert await unit.sealed.renew(ALICE) == 1

    assert not on_disk(database.parent, key.secret_sealed, key.api_key_sealed)


async def test_with_the_last_account_the_data_key_is_shredded_and_not_before(
    storage: Storage, database: Path
) -> None:
    async with storage.begin() as unit:
        first = await added(unit)
        second = await added(unit, account_uid=6)
        (wrapped,) = await unit.keys._all(select(WrappedKey))

    async with storage.begin() as unit:
        await unit.keys.remove(ALICE, first.id)
    assert on_disk(database.parent, wrapped.key_sealed)
    async with storage.begin() as unit:
        await unit.keys.remove(ALICE, second.id)

    assert not on_disk(database.parent, wrapped.key_sealed)


async def test_an_expired_pair_leaves_no_trace(
    storage: Storage, database: Path, later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        pair = await unit.keys.begin_pair(
            ALICE,
            "live",
            private_pem=SECRET,
            public_pem="PUBLIC",
            fingerprint="ab:cd",
            expires_at=later(60),
        )
    async with storage.begin() as unit:
        await unit.keys.purge_expired(later(60))

    assert not on_disk(database.parent, pair.secret_sealed)


async def test_a_reader_in_the_way_delays_the_wiping_until_the_next_transaction(
    storage: Storage, database: Path
) -> None:
    async with storage.begin() as unit:
        key = await added(unit)
    async with storage.read() as reading:
        await reading.users.count()
        async with storage.begin() as unit:
            await unit.keys.delete(ALICE, "live")

    async with storage.begin() as unit:
        await unit.inbox.take(1, ALICE)

    assert not on_disk(database.parent, key.secret_sealed, key.api_key_sealed)


async def test_closing_wipes_what_could_not_be_wiped_before(
    url: str, database: Path, vault: Vault
) -> None:
    async with Storage.open(url, vault) as storage:
        someone_else = sqlite3.connect(database)  # or SQLite itself would remove the log
        async with storage.begin() as unit:
            await unit.users.meet(ALICE, name="Alice", language="en", active=True)
            key = await added(unit)
        async with storage.read() as reading:
            await reading.users.count()
            async with storage.begin() as unit:
                await unit.keys.delete(ALICE, "live")
        someone_else.execute("SELECT count(*) FROM users").fetchone()

    assert not on_disk(database.parent, key.secret_sealed, key.api_key_sealed)
    someone_else.close()


async def test_no_secret_is_ever_on_disk_or_in_a_log(
    storage: Storage, database: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with storage.begin() as unit:
        key = await added(unit)
        await unit.keys.opened(key)
        await unit.keys.suspend(ALICE, key.id, "rights", "may withdraw")
    await storage.backup(tmp_path / "backup.db")

    assert not on_disk(tmp_path, API_KEY, SECRET)
    assert API_KEY not in caplog.text
    assert SECRET not in caplog.text
