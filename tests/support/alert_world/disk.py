"""The database of a schedule: a migrated file of its own, which outlives the processes."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from alert_world.prompt_sqlite import Connection
from alert_world.steps import Steps
from storage import Storage, Vault
from storage.engine import READER, WRITER, connect
from storage.repository import Clock

_MEMORY = Path("/dev/shm")
_TURNS = ("BEGIN", "COMMIT")  # where others may come in between, and the process may end


class Disk:
    """One file at a time; SQLAlchemy's engines, with the statements they know, serve them all."""

    def __init__(self, blank: Path, folder: Path) -> None:
        self._blank, self._path = blank, folder / "bot.db"
        self._connections: list[Connection] = []
        self._steps, self._rng, self._slowness = Steps(), Random(), 0.0
        self._vault = Vault([Vault.new_key()])
        self._engines = (
            connect(self._path, WRITER, connections=1, opener=self._open),
            connect(self._path, READER, connections=4, opener=self._open),
        )

        self.blank()
        asyncio.run(self._get_to_know())

    async def _get_to_know(self) -> None:
        """Let SQLAlchemy ask what it asks of a database once, lest the first schedule differs."""
        for engine in self._engines:
            async with engine.connect():
                pass
        self.forget()

    def blank(self) -> None:
        """Begin a schedule."""
        self.forget()
        for left in self._path.parent.glob(f"{self._path.name}*"):
            left.unlink()
        shutil.copy(self._blank, self._path)

    def storage(
        self, now: Clock, steps: Steps, rng: Random, *, slowness: float, door: type[Storage]
    ) -> Storage:
        """Open the file for a process; `slowness` is how long a commit may take, in seconds."""
        self._steps, self._rng, self._slowness = steps, rng, slowness
        return door(self._path, *self._engines, self._vault, now)

    def alerts(self) -> dict[int, tuple[str, float]]:
        """What is written of the alerts, by their number: the state, and when they were armed."""
        with closing(sqlite3.connect(self._path)) as file:
            rows = file.execute("SELECT id, state, armed_at FROM alerts").fetchall()
        return {number: (state, at / 1_000_000) for number, state, at in rows}

    def sever(self) -> None:
        """End a process: nothing of it reaches the file from now on."""
        for connection in self._connections:
            connection.sever()

    def forget(self) -> None:
        """Drop the pools of a process that is gone."""
        self.sever()
        self._connections.clear()
        for engine in self._engines:
            engine.sync_engine.dispose(close=False)

    async def _open(self, *_args: Any, **_more: Any) -> Connection:
        connection = Connection(self._path, self._pause)
        self._connections.append(connection)
        return connection

    async def _pause(self, sql: str) -> None:
        if sql.startswith(_TURNS):
            await self._steps.take(sql.rsplit(maxsplit=1)[-1], self._rng.uniform(0, self._slowness))
        elif self._slowness and self._rng.random() < 0.3:
            await asyncio.sleep(0)


@contextmanager
def disk(migrated: Path) -> Iterator[Disk]:
    """A disk in memory, where there is such a thing; `migrated` is an empty database."""
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        made = Disk(migrated, Path(folder))
        try:
            yield made
        finally:
            made.forget()
