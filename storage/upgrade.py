"""Taking possession of a database file and bringing its tables up to date."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import files
from storage.engine import DURABLE, connect
from storage.errors import StorageError
from storage.transaction import transaction

OLDEST_SQLITE = (3, 37)  # the first with STRICT tables


@asynccontextmanager
async def upgraded(path: Path) -> AsyncIterator[None]:
    """Hold the file: private, ours alone, and with today's tables."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StorageError(f"SQLite 3.37 or newer is needed; this is {sqlite3.sqlite_version}")
    files.prepare(path)
    with files.sole_owner(path):
        try:
            await _upgrade(path)
        except DBAPIError as error:
            raise StorageError(f"{path} cannot be used: {error.orig}") from error
        yield


async def _upgrade(path: Path) -> None:
    from storage.migrations import upgrade  # alembic is large and needed at start only

    engine = connect(path, DURABLE, connections=1)
    try:
        async with transaction(engine.execution_options(begin="BEGIN IMMEDIATE")) as session:
            connection = await session.connection()
            await connection.run_sync(upgrade)
            await _refuse_orphans(connection)
    finally:
        await engine.dispose()


async def _refuse_orphans(connection: AsyncConnection) -> None:
    """Look for rows that a step left behind: it makes tables anew with foreign keys off."""
    orphan = (await connection.execute(text("PRAGMA foreign_key_check"))).first()
    if orphan is not None:
        raise StorageError(f"A row of {orphan[0]} refers to nothing: restore a backup")
