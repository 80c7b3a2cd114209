"""Copies of a database in use. Never copy the file itself: what is in its log would be missing."""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.errors import StorageError
from storage.files import exists_already, finish, new_private


def snapshot(source: Path, target: Path) -> None:
    """Write one moment of the database into a new file, safely on disk when this returns.

    It has its name once it is whole: half a backup, which a crash leaves as `.part`, would pass
    for one.
    """
    if not source.exists():
        raise StorageError(f"There is no database at {source} to back up")
    if target.exists():
        raise exists_already(target)
    unfinished = target.with_name(f"{target.name}.part")
    new_private(unfinished)
    try:
        _copy(source, unfinished)
        finish(unfinished, target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
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
