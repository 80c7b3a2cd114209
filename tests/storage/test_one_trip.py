"""A statement is one trip to SQLite's thread, and is over when whoever asked for it goes on."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.one_trip import Connection

SLOW = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) "
    "INSERT INTO names SELECT max(i) FROM n"
)


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[Connection]:
    opened = await Connection(str(tmp_path / "a.db"), isolation_level=None)
    await opened.cursor().execute("CREATE TABLE names (name)")
    yield opened
    await opened.close()


def other(tmp_path: Path) -> sqlite3.Connection:
    """Somebody who does not wait for locks."""
    return sqlite3.connect(tmp_path / "a.db", timeout=0, isolation_level=None)


async def test_a_statement_brings_along_what_is_asked_of_it(file: Connection) -> None:
    cursor = file.cursor()
    assert (cursor.description, cursor.rowcount, cursor.lastrowid) == (None, -1, None)

    await cursor.execute("INSERT INTO names VALUES (?), (?) RETURNING name", ("Alice", "Bob"))

    assert await cursor.fetchall() == [("Alice",), ("Bob",)]
    assert cursor.description[0][0] == "name"
    assert (cursor.rowcount, cursor.lastrowid) == (2, 2)
    await cursor.close()
    assert await cursor.fetchall() == ()
    assert cursor.description[0][0] == "name"


async def test_many_rows_are_written_at_once(file: Connection) -> None:
    cursor = file.cursor()
    await cursor.executemany("INSERT INTO names VALUES (?)", [("Alice",), ("Bob",)])
    assert cursor.rowcount == 2

    await cursor.execute("SELECT name FROM names")
    assert await cursor.fetchall() == [("Alice",), ("Bob",)]


async def test_a_transaction_begins_with_its_first_statement_and_only_there(
    file: Connection, tmp_path: Path
) -> None:
    file.begin_with("BEGIN IMMEDIATE")
    assert not file.in_transaction

    await file.cursor().execute("INSERT INTO names VALUES ('Alice')")
    await file.cursor().execute("INSERT INTO names VALUES ('Bob')")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        other(tmp_path).execute("BEGIN IMMEDIATE")
    await file.rollback()

    await file.cursor().execute("INSERT INTO names VALUES ('Carol')")
    assert not file.in_transaction
    assert other(tmp_path).execute("SELECT name FROM names").fetchall() == [("Carol",)]


async def test_what_cannot_be_done_is_said_and_leaves_the_connection_usable(
    file: Connection,
) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await file.cursor().execute("SELECT * FROM nowhere")

    await file.cursor().execute("SELECT * FROM names")


async def test_a_cancelled_statement_is_over_before_the_cancellation_goes_on(
    file: Connection, tmp_path: Path
) -> None:
    asked = asyncio.ensure_future(file.cursor().execute(SLOW))
    await asyncio.sleep(0)
    asked.cancel()
    await asyncio.sleep(0)
    asked.cancel()  # whoever is impatient twice waits no less

    with pytest.raises(asyncio.CancelledError):
        await asked

    assert other(tmp_path).execute("SELECT name FROM names").fetchall() == [(300000,)]


async def test_a_cancelled_statement_that_fails_is_not_missed_by_anybody(file: Connection) -> None:
    asked = asyncio.ensure_future(file.cursor().execute("SELECT * FROM nowhere"))
    await asyncio.sleep(0)
    asked.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asked


async def test_after_the_end_nothing_is_waited_for(tmp_path: Path) -> None:
    opened = await Connection(str(tmp_path / "a.db"))
    await opened.close()

    with pytest.raises(ValueError, match="Connection closed"):
        await opened.cursor().execute("SELECT 1")
