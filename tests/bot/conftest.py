"""The real storage, on a clock moved by hand or in virtual time, and an exchange of our own."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from alert_desk import Desk
from alert_tape import Tape

from storage import Storage, Vault

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PEOPLE = {1001: ("Alice", "en"), 1002: ("Bob", "tr")}


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def passes(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Nudged:
    """Where somebody says that there is something new to send."""

    def __init__(self) -> None:
        self.times = 0

    def nudge(self) -> None:
        self.times += 1


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def nudged() -> Nudged:
    return Nudged()


@pytest.fixture
def tape(clock: Clock) -> Tape:
    return Tape(clock)


@pytest.fixture
def new_tape() -> Callable[[], Tape]:
    """For tests that need many."""
    return Tape


@pytest.fixture
def vault() -> Vault:
    return Vault([Vault.new_key()])


@pytest.fixture
async def storage(
    migrated: Path, tmp_path: Path, vault: Vault, clock: Clock
) -> AsyncIterator[Storage]:
    """Open, and Alice, who reads English, and Bob, who reads Turkish, have met the bot."""
    shutil.copy(migrated, tmp_path / "bot.db")
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    async with Storage.open(url, vault, now=clock) as storage:
        async with storage.begin() as unit:
            for user_id, (name, language) in PEOPLE.items():
                await unit.users.meet(user_id, name=name, language=language, active=True)
        yield storage


@pytest.fixture
def new_desk(migrated: Path, tmp_path: Path) -> Callable[[], AbstractAsyncContextManager[Desk]]:
    """For tests that need many."""
    numbers = count()

    @asynccontextmanager
    async def begin() -> AsyncIterator[Desk]:
        path = tmp_path / f"desk{next(numbers)}.db"
        shutil.copy(migrated, path)
        desk = Desk(path)
        async with desk.storage.begin() as unit:
            for user_id, (name, language) in PEOPLE.items():
                await unit.users.meet(user_id, name=name, language=language, active=True)
        try:
            yield desk
        finally:
            await desk.leave()

    return begin


@pytest.fixture
async def desk(
    new_desk: Callable[[], AbstractAsyncContextManager[Desk]],
) -> AsyncIterator[Desk]:
    """For tests in virtual time: the alert engine, switched off, and all it deals with."""
    async with new_desk() as desk:
        yield desk
