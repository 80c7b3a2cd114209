"""Connections to SQLite, set up so that a commit is kept and a deleted secret is gone."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import one_trip
from storage.files import DRIVER

# Milliseconds; another process may be in a commit for which the disk takes its time.
BUSY_TIMEOUT = "PRAGMA busy_timeout=30000"
DURABLE = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # with NORMAL a power cut may take commits back
    BUSY_TIMEOUT,
    "PRAGMA secure_delete=ON",
)
WRITER = (*DURABLE, "PRAGMA foreign_keys=ON")
READER = (*DURABLE, "PRAGMA query_only=ON")


Opener = Callable[..., Awaitable[Any]]
"""Opens a connection with the interface of aiosqlite's; a test may do without its thread."""


def connect(
    path: Path, pragmas: Sequence[str], *, connections: int, opener: Opener = one_trip.Connection
) -> AsyncEngine:
    """Make a pool where transactions begin when we say BEGIN, and errors show no values."""
    engine = create_async_engine(
        URL.create(DRIVER, database=str(path)),
        # sqlite3 would begin a transaction too late by itself
        connect_args={"isolation_level": None, "async_creator_fn": opener},
        pool_size=connections,
        max_overflow=0,
        pool_reset_on_return=None,  # a session closes its transaction itself
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        if begin := connection.get_execution_options().get("begin"):
            there: Any = connection.connection.driver_connection
            there.begin_with(begin)

    return engine
