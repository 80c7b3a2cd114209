"""Connections to SQLite, set up so that a commit is kept and a deleted secret is gone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.files import DRIVER

BUSY_TIMEOUT = "PRAGMA busy_timeout=5000"  # milliseconds
DURABLE = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # with NORMAL a power cut may take commits back
    BUSY_TIMEOUT,
    "PRAGMA secure_delete=ON",
)
WRITER = (*DURABLE, "PRAGMA foreign_keys=ON")
READER = (*DURABLE, "PRAGMA query_only=ON")


def connect(path: Path, pragmas: Sequence[str], *, connections: int) -> AsyncEngine:
    """Make a pool where transactions begin when we say BEGIN, and errors show no values."""
    engine = create_async_engine(
        URL.create(DRIVER, database=str(path)),
        connect_args={"isolation_level": None},  # sqlite3 would begin on its own, and too late
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

    return engine
