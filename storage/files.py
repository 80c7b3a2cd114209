"""The database as files: where it lies, who may read it, and that one process has it."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import AlreadyRunning, StorageError

DRIVER = "sqlite+aiosqlite"
OWNER_ONLY = 0o600
OTHERS = 0o077
COMPANIONS = ("", "-wal", "-shm")


def path_of(url: str) -> Path:
    """Find the database file of a `sqlite+aiosqlite:///` address."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.drivername != DRIVER or parsed.database in (None, "", ":memory:"):
        raise StorageError(f"DATABASE_URL must look like {DRIVER}:///data/bot.db")
    return Path(str(parsed.database))


def prepare(path: Path) -> None:
    """Make an empty database file, or check that the one there is its owner's alone.

    SQLite gives the -wal and -shm files the mode of the database file, whatever the umask.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for companion in COMPANIONS:
        _refuse_wider(path.with_name(path.name + companion))
    os.close(_private(path, os.O_RDWR))


@contextmanager
def sole_owner(path: Path) -> Iterator[None]:
    """Hold the lock file beside the database; the system lets go of it however we end."""
    descriptor = _private(path.with_name(path.name + ".lock"), os.O_RDWR)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"Another process is running on {path}; stop it first") from None
        yield
    finally:
        os.close(descriptor)


def new_private(path: Path) -> None:
    """Make an empty file for its owner alone; refuse to touch one that exists."""
    try:
        os.close(_private(path, os.O_WRONLY | os.O_EXCL))
    except FileExistsError:
        raise exists_already(path) from None


def finish(unfinished: Path, path: Path) -> None:
    """Give a file that is whole its name, which nothing has; both are on disk afterwards."""
    _sync(unfinished)
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise exists_already(path) from None
    unfinished.unlink()
    _sync(path.parent)


def exists_already(path: Path) -> StorageError:
    return StorageError(f"{path} exists already and is not overwritten")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _private(path: Path, flags: int) -> int:
    return os.open(path, flags | os.O_CREAT, OWNER_ONLY)


def _refuse_wider(path: Path) -> None:
    if not path.exists():
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & OTHERS:
        raise StorageError(f"{path} is open to others (mode {mode:o}): chmod 600 {path}")
