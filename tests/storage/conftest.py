import shutil
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import Storage, Vault

PEOPLE = {1001: "Alice", 1002: "Bob"}


@pytest.fixture
def times() -> list[datetime]:
    """What the clock says is last."""
    return [datetime(2026, 11, 20, 12, tzinfo=UTC)]


@pytest.fixture
def now(times: list[datetime]) -> Callable[[], datetime]:
    return lambda: times[-1]


@pytest.fixture
def wait(times: list[datetime]) -> Callable[[float], None]:
    """Let seconds pass on the clock."""
    return lambda seconds: times.append(times[-1] + timedelta(seconds=seconds))


@pytest.fixture
def later(now: Callable[[], datetime]) -> Callable[[float], datetime]:
    return lambda seconds: now() + timedelta(seconds=seconds)


@pytest.fixture
def vault() -> Vault:
    return Vault([Vault.new_key()])


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "data" / "bot.db"


@pytest.fixture
def url(database: Path) -> str:
    return f"sqlite+aiosqlite:///{database}"


@pytest.fixture
async def storage(
    migrated: Path, database: Path, url: str, vault: Vault, now: Callable[[], datetime]
) -> AsyncIterator[Storage]:
    """Open, and Alice and Bob have met the bot."""
    database.parent.mkdir(mode=0o700)
    shutil.copy(migrated, database)
    async with Storage.open(url, vault, now=now) as storage:
        async with storage.begin() as unit:
            for user_id, name in PEOPLE.items():
                await unit.users.meet(user_id, name=name, language="en", active=True)
        yield storage
