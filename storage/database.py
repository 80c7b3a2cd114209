"""The one door to what is remembered: `begin` to change it, `read` to look at it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import files
from storage.engine import BUSY_TIMEOUT, READER, WRITER, connect
from storage.errors import StorageError
from storage.repository import Clock, utc_now
from storage.settings import EVERYBODY
from storage.snapshot import snapshot
from storage.transaction import to_the_end, transaction
from storage.unit import Unit
from storage.unlocking import envelop
from storage.upgrade import upgraded
from storage.vault import Vault

log = logging.getLogger(__name__)

READERS = 4


class Storage:
    """One writer and a few readers on one SQLite file. Use `Storage.open`."""

    def __init__(
        self, path: Path, writer: AsyncEngine, readers: AsyncEngine, vault: Vault, now: Clock
    ) -> None:
        self._path, self._writer, self._readers = path, writer, readers
        self._changing = writer.execution_options(begin="BEGIN IMMEDIATE")
        self._looking = readers.execution_options(begin="BEGIN")
        self._vault, self._now = vault, now
        self._writing = asyncio.Lock()
        self._holder: asyncio.Task[object] | None = None
        self._traces = False  # the write-ahead log may still hold secrets that were deleted

    @classmethod
    @asynccontextmanager
    async def open(
        cls, url: str, vault: Vault, *, now: Clock = utc_now
    ) -> AsyncIterator["Storage"]:
        """Migrate, open, and close in order. `StorageError` says what stands in the way."""
        path = files.path_of(url)
        async with upgraded(path), cls._connected(path, vault, now) as storage:
            await envelop(storage, vault)
            yield storage

    @classmethod
    @asynccontextmanager
    async def beside(
        cls, url: str, vault: Vault, *, now: Clock = utc_now
    ) -> AsyncIterator["Storage"]:
        """Open what a running bot has open too; for short transactions among its own."""
        async with cls._connected(files.path_of(url), vault, now) as storage:
            yield storage

    @classmethod
    @asynccontextmanager
    async def _connected(cls, path: Path, vault: Vault, now: Clock) -> AsyncIterator["Storage"]:
        writer = connect(path, WRITER, connections=1)
        readers = connect(path, READER, connections=READERS)
        storage = cls(path, writer, readers, vault, now)
        try:
            yield storage
        finally:
            await to_the_end(storage._close())

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Unit]:
        """Change something: leaving commits, raising rolls back. Never wait for a network in it.

        Writers take turns, and each locks the file before it reads: a transaction that read first
        would fail with SQLITE_BUSY_SNAPSHOT as soon as another process wrote.
        """
        async with self._turn():
            async with transaction(self._changing) as session:
                unit = Unit(session, self._vault, self._now)
                yield unit
            self._traces |= unit.shredded
            if self._traces:
                await to_the_end(self._wipe())

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Unit]:
        """Look at one moment of the database; writers go on meanwhile, writing here fails."""
        async with transaction(self._looking) as session:
            yield Unit(session, self._vault, self._now)

    async def check(self) -> None:
        """`StorageError` unless the file is sound and takes a commit."""
        try:
            async with self._readers.connect() as connection:
                verdict = await connection.scalar(text("PRAGMA quick_check"))
            async with self.begin() as unit:
                await unit.settings.set(EVERYBODY, "storage.checked_at", self._now().isoformat())
        except DBAPIError as error:
            raise StorageError(f"{self._path} does not work: {error.orig}") from error
        if verdict != "ok":
            raise StorageError(f"{self._path} is damaged ({verdict}): restore a backup")

    async def backup(self, path: Path) -> None:
        """Copy this moment whole, for the owner's eyes alone; never over an existing file."""
        await asyncio.to_thread(snapshot, self._path, path)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        task = asyncio.current_task()
        if self._holder is task:
            raise RuntimeError("A transaction inside a transaction would wait for itself for ever")
        async with self._writing:
            self._holder = task
            try:
                yield
            finally:
                self._holder = None

    async def _wipe(self) -> None:
        """Empty the write-ahead log, which keeps deleted rows until then.

        A reader may be in the way: then the next transaction tries again, or closing does.
        """
        try:
            async with self._writer.connect() as connection:
                await connection.execute(text("PRAGMA busy_timeout=50"))
                busy = await connection.scalar(text("PRAGMA wal_checkpoint(TRUNCATE)"))
                await connection.execute(text(BUSY_TIMEOUT))
            self._traces = bool(busy)
        except DBAPIError:  # the transaction is committed, its caller must not hear otherwise
            log.exception("The write-ahead log could not be emptied; it is tried again")

    async def _close(self) -> None:
        await self._readers.dispose()
        await self._wipe()
        await self._writer.dispose()


async def migrate(url: str) -> None:
    """Bring the tables up to date without opening the database for use."""
    async with upgraded(files.path_of(url)):
        pass


async def backup(url: str, path: Path) -> None:
    """As `Storage.backup`, of a database that the running bot may have open."""
    await asyncio.to_thread(snapshot, files.path_of(url), path)
