"""aiosqlite's connection with one trip to its thread for a statement, in place of four.

A cursor made, run, emptied and closed one after another makes a statement four times as slow as
SQLite is: https://github.com/omnilib/aiosqlite has no call that does it at once and tells what
SQLAlchemy asks for. So a statement brings its rows along, and nothing of it stays open; the first
one of a transaction takes BEGIN with it.
"""

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from functools import partial
from typing import Any, Literal, NamedTuple, Self

import aiosqlite

_CHUNK = 64  # rows of aiosqlite's own cursors, of which none is made


_How = Literal["execute", "executemany"]


class _Outcome(NamedTuple):
    """What a statement came to; of nothing, as before the first."""

    rows: Sequence[Any] = ()
    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None


class Cursor:
    """What SQLAlchemy asks of a cursor of aiosqlite."""

    arraysize = 1

    def __init__(self, connection: "Connection") -> None:
        self._connection, self._outcome = connection, _Outcome()

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        self._outcome = await self._connection.carry_out("execute", sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> None:
        self._outcome = await self._connection.carry_out("executemany", sql, parameters)

    @property
    def description(self) -> Any:
        return self._outcome.description

    @property
    def rowcount(self) -> int:
        return self._outcome.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._outcome.lastrowid

    async def fetchall(self) -> Sequence[Any]:
        return self._outcome.rows

    async def close(self) -> None:
        """Let go of the rows."""
        self._outcome = self._outcome._replace(rows=())


class Connection(aiosqlite.Connection):
    """A connection that opens when it is awaited."""

    def __init__(self, path: str, **options: Any) -> None:
        super().__init__(partial(sqlite3.connect, path, **options), _CHUNK)
        self._thread.daemon = True  # as SQLAlchemy does it: an open one keeps no process alive
        self._begin = ""

    def begin_with(self, statement: str) -> None:
        """Let the next statement be the first of a transaction, which this one begins."""
        self._begin = statement

    def cursor(self) -> Cursor:  # type: ignore[override] # made without its thread
        return Cursor(self)

    async def carry_out(self, how: _How, sql: str, parameters: Any) -> _Outcome:
        if not self._running:
            raise ValueError("Connection closed")  # aiosqlite's words, which SQLAlchemy knows
        begin, self._begin = self._begin, ""
        work = partial(_carried_out, self._conn, begin, how, sql, parameters)
        trip: asyncio.Future[_Outcome] = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((trip, work))
        return await _ended(trip)


async def _ended(trip: asyncio.Future[_Outcome]) -> _Outcome:
    """Wait for the end even when cancelled: SQLite's lock is let go of with the connection.

    SQLAlchemy closes a connection whose statement was cancelled, and what still runs would hold
    the lock until the garbage collector comes.
    """
    try:
        return await asyncio.shield(trip)
    except asyncio.CancelledError:
        while not trip.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([trip])
        trip.exception()  # nobody is there to hear it
        raise


def _carried_out(
    connection: sqlite3.Connection, begin: str, how: _How, sql: str, parameters: Any
) -> _Outcome:
    with closing(connection.cursor()) as cursor:
        if begin:
            cursor.execute(begin)
        getattr(cursor, how)(sql, parameters)
        rows = cursor.fetchall() if cursor.description else []
        return _Outcome(rows, cursor.description, cursor.rowcount, cursor.lastrowid)
