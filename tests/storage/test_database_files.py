import asyncio
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage import EVERYBODY, AlreadyRunning, Storage, StorageError, Vault, backup, migrate

ROOT = Path(__file__).parents[2]
SECOND_BOT = """
import asyncio, sys
from storage import AlreadyRunning, Storage, Vault

async def main():
    try:
        async with Storage.open(sys.argv[1], Vault([Vault.new_key()])):
            print("opened")
    except AlreadyRunning as refused:
        print("refused:", refused)

asyncio.run(main())
"""
# The system kills whoever writes a larger file: in the midst of the copy.
KILLED_BACKUP = """
import asyncio, resource, signal, sys
from pathlib import Path
from storage import backup

signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
asyncio.run(backup(sys.argv[1], Path(sys.argv[2])))
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def write_nonsense(database: Path) -> None:
    database.parent.mkdir()
    database.write_text("certainly not a database, whatever its name says" * 100)
    database.chmod(0o600)


def damage(database: Path) -> None:
    with database.open("r+b") as file:
        file.seek(-3 * 4096, os.SEEK_END)
        file.write(b"\xff" * 8192)


def change(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute(statement)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
async def test_every_file_belongs_to_its_owner_alone(
    url: str, database: Path, vault: Vault, umask: int
) -> None:
    before = os.umask(umask)
    try:
        async with Storage.open(url, vault) as storage:
            async with storage.begin() as unit:
                await unit.inbox.take(1, 1)
            modes = {path.name: mode(path) for path in database.parent.iterdir()}
    finally:
        os.umask(before)

    assert modes == dict.fromkeys(["bot.db", "bot.db-wal", "bot.db-shm", "bot.db.lock"], 0o600)
    assert mode(database.parent) == 0o700


@pytest.mark.parametrize("name", ["bot.db", "bot.db-wal"])
async def test_a_file_that_others_may_read_is_refused(
    url: str, database: Path, vault: Vault, name: str
) -> None:
    database.parent.mkdir()
    open_to_all = database.with_name(name)
    open_to_all.touch()
    open_to_all.chmod(0o644)

    with pytest.raises(StorageError, match=r"open to others \(mode 644\): chmod 600"):
        async with Storage.open(url, vault):
            pass


async def test_a_second_process_refuses_to_start(url: str, storage: Storage) -> None:
    second = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", SECOND_BOT, url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert second.stdout.startswith("refused: Another process is running")


async def test_the_same_process_cannot_open_it_twice_but_may_open_it_again(
    url: str, vault: Vault
) -> None:
    async with Storage.open(url, vault):
        with pytest.raises(AlreadyRunning):
            async with Storage.open(url, vault):
                pass

    async with Storage.open(url, vault) as storage:
        await storage.check()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///:memory:",
        "sqlite:///bot.db",
        "postgresql+psycopg://x/y",
    ],
)
async def test_another_kind_of_address_is_refused_in_one_sentence(url: str, vault: Vault) -> None:
    with pytest.raises(StorageError, match="DATABASE_URL must look like"):
        async with Storage.open(url, vault):
            pass


async def test_a_file_that_is_no_database_is_refused(
    url: str, database: Path, vault: Vault
) -> None:
    write_nonsense(database)

    with pytest.raises(StorageError, match="cannot be used"):
        async with Storage.open(url, vault):
            pass


async def test_a_database_of_a_newer_version_is_refused(
    url: str, database: Path, vault: Vault
) -> None:
    await migrate(url)
    change(database, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StorageError, match="not of this version"):
        async with Storage.open(url, vault):
            pass


async def test_a_row_that_refers_to_nothing_is_reported_at_once(
    url: str, database: Path, vault: Vault
) -> None:
    await migrate(url)
    change(database, "INSERT INTO tickets VALUES ('t', 999, 1, NULL, 'order', '{}', 'open', 0, 0)")

    with pytest.raises(StorageError, match="row of tickets refers to nothing"):
        async with Storage.open(url, vault):
            pass


async def test_a_damaged_database_does_not_pass_the_check(
    url: str, database: Path, storage: Storage
) -> None:
    async with storage.begin() as unit:
        for number in range(500):
            await unit.audit.note(1, "something", number=number)
    change(database, "PRAGMA wal_checkpoint(TRUNCATE)")
    damage(database)

    with pytest.raises(StorageError, match="bot"):
        await storage.check()


async def test_a_sound_database_passes_the_check(storage: Storage) -> None:
    await storage.check()

    async with storage.read() as unit:
        assert await unit.settings.get(EVERYBODY, "storage.checked_at") is not None


async def test_a_backup_opens_and_holds_everything(
    storage: Storage, vault: Vault, tmp_path: Path
) -> None:
    async with storage.begin() as unit:
        await unit.settings.set(0, "colour", "blue")
    copy = tmp_path / "copy.db"

    await storage.backup(copy)

    assert mode(copy) == 0o600
    async with (
        Storage.open(f"sqlite+aiosqlite:///{copy}", vault) as restored,
        restored.read() as unit,
    ):
        assert await unit.settings.get(0, "colour") == "blue"
        assert await unit.users.count() == 2


async def test_a_running_bot_can_be_backed_up_from_outside(
    url: str, storage: Storage, tmp_path: Path
) -> None:
    await backup(url, tmp_path / "copy.db")

    assert (tmp_path / "copy.db").stat().st_size > 0


async def test_a_backup_overwrites_nothing(storage: Storage, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("precious")

    with pytest.raises(StorageError, match="exists already"):
        await storage.backup(precious)

    assert precious.read_text() == "precious"


async def test_a_backup_that_is_killed_does_not_pass_for_one(
    url: str, storage: Storage, tmp_path: Path
) -> None:
    copy, unfinished = tmp_path / "copy.db", tmp_path / "copy.db.part"

    killed = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", KILLED_BACKUP, url, copy], cwd=ROOT, check=False
    )

    assert killed.returncode == -signal.SIGXFSZ
    assert not copy.exists()
    assert unfinished.stat().st_size > 0
    assert mode(unfinished) == 0o600
    with pytest.raises(StorageError, match=r"copy\.db\.part exists already"):
        await storage.backup(copy)


async def test_a_backup_leaves_nothing_beside_it(storage: Storage, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()

    await storage.backup(folder / "copy.db")

    assert [path.name for path in folder.iterdir()] == ["copy.db"]


async def test_half_a_backup_is_not_left_behind(url: str, database: Path, tmp_path: Path) -> None:
    write_nonsense(database)

    with pytest.raises(StorageError, match="could not be backed up"):
        await backup(url, tmp_path / "copy.db")

    assert not (tmp_path / "copy.db").exists()
    assert not (tmp_path / "copy.db.part").exists()
