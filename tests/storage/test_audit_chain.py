"""The audit is only ever appended to, and shows where somebody changed it all the same."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import create_engine

from storage import Chain, Storage, StorageError, Vault, audited, migrate, origin
from storage.migrations import configuration

ALICE, BOB, ADMIN = 1001, 1002, 9
UNNUMBERED = "at, user_id, action, detail, about_id, origin, hash"
COLUMNS = f"id, {UNNUMBERED}"


async def noted(storage: Storage, *numbers: int) -> None:
    for number in numbers:
        async with storage.begin() as unit:
            await unit.audit.note(ALICE, "alert.armed", symbol="BTCUSDT", id=number)


async def failing(storage: Storage) -> None:
    async with storage.begin() as unit:
        await unit.audit.note(ALICE, "panic")
        raise ZeroDivisionError


def forge(database: Path, *statements: str) -> None:
    """Write past the triggers, as somebody with the file does."""
    with closing(sqlite3.connect(database)) as connection, connection:
        for name in ("unchanged", "kept", "appended"):
            connection.execute(f"DROP TRIGGER audit_{name}")
        for statement in statements:
            connection.execute(statement)


async def test_every_entry_follows_the_one_before(storage: Storage, url: str) -> None:
    await noted(storage, 1, 2, 3)

    chain = await audited(url)

    assert (chain.entries, chain.broken) == (3, None)
    async with storage.read() as unit:
        assert chain.head == (await unit.audit.of(ALICE, 1))[0].hash


async def test_an_empty_audit_is_sound(storage: Storage, url: str) -> None:
    assert await audited(url) == Chain(0, "", None)


async def test_a_long_chain_is_followed_page_by_page(
    storage: Storage, url: str, database: Path
) -> None:
    async with storage.begin() as unit:
        for number in range(1050):
            await unit.audit.note(ALICE, "alert.armed", id=number)
    assert (await audited(url)).entries == 1050

    forge(database, "UPDATE audit SET action = 'panic' WHERE id = 1033")

    assert (await audited(url)).broken == 1033


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET detail = '{}' WHERE id = 2",
        "UPDATE audit SET at = at + 1 WHERE id = 2",
        "UPDATE audit SET user_id = 1002 WHERE id = 2",
        "UPDATE audit SET about_id = 1002 WHERE id = 2",
        "UPDATE audit SET origin = 'form' WHERE id = 2",
        "UPDATE audit SET action = 'panic' WHERE id = 2",
        "UPDATE audit SET hash = (SELECT hash FROM audit WHERE id = 1) WHERE id = 2",
        "DELETE FROM audit WHERE id = 1",
    ],
)
async def test_the_first_entry_that_is_not_as_it_was_written_is_named(
    storage: Storage, url: str, database: Path, statement: str
) -> None:
    await noted(storage, 1, 2, 3, 4)

    forge(database, statement)

    assert (await audited(url)).broken == 2


async def test_a_tail_that_was_cut_off_is_missed(
    storage: Storage, url: str, database: Path
) -> None:
    await noted(storage, 1, 2, 3, 4)

    forge(database, "DELETE FROM audit WHERE id > 2")

    assert (await audited(url)).broken == 3


async def test_what_follows_a_cut_does_not_hide_it(
    storage: Storage, url: str, database: Path
) -> None:
    await noted(storage, 1, 2, 3, 4)
    forge(database, "DELETE FROM audit WHERE id > 1")

    await noted(storage, 5)

    assert (await audited(url)).broken == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET action = 'panic'",
        "DELETE FROM audit",
        f"INSERT OR REPLACE INTO audit ({COLUMNS}) SELECT {COLUMNS} FROM audit WHERE id = 1",
        f"INSERT OR REPLACE INTO audit ({UNNUMBERED}) SELECT {UNNUMBERED} FROM audit WHERE id = 1",
        "INSERT INTO audit SELECT * FROM audit WHERE true ON CONFLICT (id) DO UPDATE SET at = 0",
    ],
)
async def test_the_database_refuses_to_change_an_entry(
    storage: Storage, url: str, database: Path, statement: str
) -> None:
    await noted(storage, 1, 2)

    with (
        closing(sqlite3.connect(database)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="audit"),
    ):
        connection.execute(statement)

    assert (await audited(url)).broken is None


async def test_an_entry_goes_with_the_deed_or_not_at_all(storage: Storage, url: str) -> None:
    await noted(storage, 1)
    with pytest.raises(ZeroDivisionError):
        await failing(storage)

    await noted(storage, 2)

    chain = await audited(url)
    assert (chain.entries, chain.broken) == (2, None)


async def test_deeds_at_the_same_time_stand_one_after_the_other(storage: Storage, url: str) -> None:
    await asyncio.gather(*(noted(storage, number) for number in range(30)))

    chain = await audited(url)
    assert (chain.entries, chain.broken) == (30, None)


async def test_an_entry_knows_what_was_touched(storage: Storage) -> None:
    before = origin.set("button")
    await noted(storage, 1)
    origin.reset(before)
    await noted(storage, 2)

    async with storage.read() as unit:
        by_itself, tapped = await unit.audit.of(ALICE, 10)
    assert (tapped.origin, by_itself.origin) == ("button", "bot")


async def test_a_person_sees_what_was_done_to_them(storage: Storage) -> None:
    async with storage.begin() as unit:
        await unit.audit.note(ADMIN, "user.admitted", about=BOB)
        await unit.audit.note(ADMIN, "user.blocked", about=ALICE)
        await unit.audit.note(BOB, "panic")

    async with storage.read() as unit:
        assert [one.action for one in await unit.audit.of(BOB, 10)] == ["panic", "user.admitted"]
        assert [one.action for one in await unit.audit.of(BOB, 10, skip=1)] == ["user.admitted"]
        assert len(await unit.audit.of(ADMIN, 10)) == 2


async def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no database"):
        await audited(f"sqlite+aiosqlite:///{tmp_path}/none.db")

    assert not list(tmp_path.iterdir())  # noqa: ASYNC240  # a look at an empty folder


async def test_a_database_without_the_chain_is_told(tmp_path: Path) -> None:
    (tmp_path / "bot.db").touch(0o600)

    with pytest.raises(StorageError, match="cannot be read"):
        await audited(f"sqlite+aiosqlite:///{tmp_path}/bot.db")


def _of_an_earlier_version(database: Path, rows: list[tuple[Any, ...]]) -> None:
    database.parent.mkdir(mode=0o700)
    database.touch(mode=0o600)
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "0003")
    engine.dispose()
    with closing(sqlite3.connect(database)) as writing, writing:
        writing.executemany("INSERT INTO audit VALUES (?, ?, ?, ?, ?)", rows)


async def test_entries_of_earlier_versions_are_chained(
    url: str, database: Path, vault: Vault
) -> None:
    rows = [
        (1, 1_700_000_000_000_000, ALICE, "key.connected", '{"kind":"hmac"}'),
        (3, 1_700_000_000_000_001, ADMIN, "user.blocked", json.dumps({"user": BOB})),
        (4, 1_700_000_000_000_002, ALICE, "order.confirmed", '{"symbol":"BTCÜSDT","id":"x"}'),
    ]
    _of_an_earlier_version(database, rows)

    await migrate(url)

    chain = await audited(url)
    assert (chain.entries, chain.broken) == (3, None)
    async with Storage.open(url, vault) as storage:
        async with storage.begin() as unit:
            await unit.audit.note(ALICE, "key.deleted")
        async with storage.read() as unit:
            (blocked,) = await unit.audit.of(BOB, 10)
            deleted, confirmed, _ = await unit.audit.of(ALICE, 10)
    assert (blocked.user_id, blocked.about_id, blocked.origin) == (ADMIN, BOB, None)
    assert (deleted.id, confirmed.detail) == (5, {"symbol": "BTCÜSDT", "id": "x"})
    assert (await audited(url)).broken is None
