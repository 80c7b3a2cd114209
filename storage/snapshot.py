"""Copies of a database in use. Never copy the file itself: what is in its log would be missing."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from storage.errors import StorageError
from storage.files import new_private


def snapshot(source: Path, target: Path) -> None:
    """Write one moment of the database into a new file, safely on disk when this returns."""
    if not source.exists():
        raise StorageError(f"There is no database at {source} to back up")
    new_private(target)
    try:
        _copy(source, target)
    except BaseException:
        target.unlink()  # half a backup would pass for one
        raise


def _copy(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(source)) as database:
            database.execute("VACUUM INTO ?", (str(target),))
        with closing(sqlite3.connect(target)) as copied:
            (verdict,) = copied.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        raise StorageError(f"{source} could not be backed up: {error}") from error
    if verdict != "ok":
        raise StorageError(f"The backup of {source} is damaged: {verdict}")
    with target.open("rb") as written:
        os.fsync(written.fileno())
