import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from storage import Storage
from storage.transaction import to_the_end

ALICE = 1001


async def kept(storage: Storage) -> set[str]:
    async with storage.read() as unit:
        return {entry.action for entry in await unit.audit.of(ALICE, 10_000)}


async def test_leaving_commits(storage: Storage) -> None:
    async with storage.begin() as unit:
        await unit.audit.note(ALICE, "done")

    assert await kept(storage) == {"done"}


async def test_raising_rolls_back_everything(storage: Storage) -> None:
    async def fail() -> None:
        async with storage.begin() as unit:
            await unit.audit.note(ALICE, "half done")
            await unit.settings.set(ALICE, "half", "done")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert await kept(storage) == set()
    async with storage.begin() as unit:
        assert await unit.settings.get(ALICE, "half") is None


async def test_an_error_of_the_database_rolls_back_and_leaves_it_usable(storage: Storage) -> None:
    async def fail() -> None:
        async with storage.begin() as unit:
            await unit.audit.note(ALICE, "half done")
            await unit.tickets.issue(999, 999, "order", {}, datetime.now(UTC))

    with pytest.raises(IntegrityError):
        await fail()

    async with storage.begin() as unit:
        await unit.audit.note(ALICE, "done")
    assert await kept(storage) == {"done"}


async def test_errors_of_the_database_show_no_values(storage: Storage) -> None:
    with pytest.raises(IntegrityError) as failure:
        async with storage.begin() as unit:
            await unit.tickets.issue(999, 1, "buy", {"canary": "5f1c"}, datetime.now(UTC))

    assert "5f1c" not in str(failure.value)


async def test_what_is_read_is_of_one_moment(storage: Storage) -> None:
    async with storage.read() as unit:
        before = await unit.audit.of(ALICE, 10)
        async with storage.begin() as writing:
            await writing.audit.note(ALICE, "meanwhile")
        after = await unit.audit.of(ALICE, 10)

    assert before == after == []
    assert await kept(storage) == {"meanwhile"}


async def test_a_reader_cannot_write(storage: Storage) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        async with storage.read() as unit:
            await unit.audit.note(ALICE, "sneaked in")


async def test_changing_a_row_in_hand_changes_no_table(storage: Storage) -> None:
    async with storage.begin() as unit:
        user = await unit.users.get(ALICE)
        assert user is not None
        user.name = "Mallory"
        again = await unit.users.get(ALICE)

    assert again is not None
    assert again.name == "Alice"


async def test_writers_take_turns_and_none_is_lost(storage: Storage) -> None:
    async def count_up() -> None:
        async with storage.begin() as unit:
            count = await unit.settings.get(ALICE, "count", 0)
            await asyncio.sleep(0)
            await unit.settings.set(ALICE, "count", count + 1)

    await asyncio.gather(*(count_up() for _ in range(50)))

    async with storage.read() as unit:
        assert await unit.settings.get(ALICE, "count") == 50


async def test_a_transaction_inside_a_transaction_is_refused_instead_of_hanging(
    storage: Storage,
) -> None:
    async with storage.begin() as unit:
        with pytest.raises(RuntimeError, match="inside a transaction"):
            await two_notes(storage)
        await unit.audit.note(ALICE, "done")

    assert await kept(storage) == {"done"}


async def test_more_readers_than_connections_are_all_served(storage: Storage) -> None:
    async def look() -> int:
        async with storage.read() as unit:
            return await unit.users.count()

    assert await asyncio.gather(*(look() for _ in range(30))) == [2] * 30


async def two_notes(storage: Storage) -> None:
    async with storage.begin() as unit:
        await unit.audit.note(ALICE, "one")
        await unit.audit.note(ALICE, "two")


@pytest.mark.parametrize("statement", ["SELECT", "one", "two"])
async def test_cancelling_in_a_statement_takes_everything_back(
    storage: Storage, statement: str
) -> None:
    task = asyncio.create_task(two_notes(storage))

    @event.listens_for(storage._writer.sync_engine, "before_cursor_execute")
    def _cancel(_connection: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        if sql.startswith(statement) or statement in values:
            task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task

    event.remove(storage._writer.sync_engine, "before_cursor_execute", _cancel)
    assert await kept(storage) == set()
    await two_notes(storage)
    assert await kept(storage) == {"one", "two"}


async def test_cancelling_waits_for_the_commit_and_loses_nothing(storage: Storage) -> None:
    abandoned: list[Any] = []
    event.listen(storage._writer.sync_engine.pool, "close", lambda *_: abandoned.append(_))
    task = asyncio.create_task(two_notes(storage))

    @event.listens_for(storage._writer.sync_engine, "commit")
    def _cancel(_connection: Any) -> None:
        task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task

    assert abandoned == []
    assert await kept(storage) == {"one", "two"}


async def test_a_commit_that_fails_while_cancelled_says_so() -> None:
    async def commit() -> None:
        await asyncio.sleep(0)
        raise OSError("disk full")

    task = asyncio.create_task(to_the_end(commit()))
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(OSError, match="disk full"):
        await task


async def test_the_writer_is_set_up_to_keep_commits_and_forget_secrets(storage: Storage) -> None:
    asked = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}

    async with storage._writer.connect() as connection:
        found = {name: await connection.scalar(text(f"PRAGMA {name}")) for name in asked}

    assert found == asked
