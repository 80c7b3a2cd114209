"""SQLite in the calling thread, behind the interface of aiosqlite.

aiosqlite has a thread for each connection, whose answers come when they come: that is no part of
virtual time. Here a statement is carried out at once, or after a pause of virtual time.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, Self

_HASTE = "PRAGMA synchronous=OFF"  # nobody cuts the power

Pause = Callable[[str], Awaitable[None]]
"""What goes before each statement."""


class Cursor:
    def __init__(self, cursor: sqlite3.Cursor, connection: "Connection") -> None:
        self._cursor, self._connection = cursor, connection

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        await self._connection.go_on(sql)
        self._cursor.execute(_HASTE if "synchronous" in sql else sql, tuple(parameters))

    async def executemany(self, sql: str, rows: Iterable[Iterable[Any]]) -> None:
        await self._connection.go_on(sql)
        self._cursor.executemany(sql, [tuple(row) for row in rows])

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()

    def __getattr__(self, name: str) -> Any:
        """`description`, `rowcount`, `lastrowid`: as sqlite3 has them."""
        return getattr(self._cursor, name)


class Connection:
    """One connection; `sever` is the end of the process that holds it."""

    def __init__(self, path: Path, pause: Pause) -> None:
        self._connection: sqlite3.Connection | None = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False
        )
        self._pause, self._begin = pause, ""

    def begin_with(self, statement: str) -> None:
        self._begin = statement

    async def go_on(self, sql: str) -> None:
        """Before a statement: begin its transaction, if it is the first, and let others in."""
        begin, self._begin = self._begin, ""
        if begin:
            await self._pause(begin)
            self._open.execute(begin)
        await self._pause(sql)

    @property
    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise sqlite3.ProgrammingError("the process is gone")
        return self._connection

    def cursor(self) -> Cursor:
        return Cursor(self._open.cursor(), self)

    async def create_function(self, *args: Any, **more: Any) -> None:
        self._open.create_function(*args, **more)

    async def commit(self) -> None:
        await self._pause("COMMIT")
        self._open.commit()
        await self._pause("COMMITTED")

    async def rollback(self) -> None:
        self._open.rollback()

    async def close(self) -> None:
        self.sever()

    def stop(self) -> None:
        self.sever()

    def sever(self) -> None:
        """Drop what was not committed, and answer nothing any more."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
