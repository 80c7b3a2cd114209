"""What the doctor finds of secrets that people keep beside their accounts."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from binance import Hosts
from bot.doctor import _database, _of
from bot.plan import Plan
from storage import Storage, Vault

ALICE = 1001
OLD, NEW = Vault.new_key(), Vault.new_key()


def plan(database: Path, *keys: str) -> Plan:
    return Plan(
        token="1:x", base_url="", file_url="", environment="sandbox", hosts=Hosts.sandbox(port=1),
        database_url=f"sqlite+aiosqlite:///{database}", vault=Vault(keys),
    )  # fmt: skip


@pytest.fixture
async def database(migrated: Path, tmp_path: Path) -> Path:
    """Alice has a second factor, and no account."""
    file = tmp_path / "bot.db"
    shutil.copy(migrated, file)
    old = plan(file, OLD)
    async with Storage.open(old.database_url, old.vault) as storage, storage.begin() as unit:
        await unit.users.meet(ALICE, name="A", language="en", active=True)
        await unit.second_factors.begin(ALICE, "TOTPSECRET")
    return file


async def test_a_second_factor_that_opens_is_nothing_to_tell(database: Path) -> None:
    finding = await _of("Database", _database, plan(database, NEW, OLD))

    assert finding.good is True


async def test_the_key_that_a_second_factor_needs_is_missed(database: Path) -> None:
    finding = await _of("Database", _database, plan(database, NEW))

    assert finding.good is False
    assert "second_factors 1001" in finding.tells
    assert Vault([OLD]).newest in finding.tells


async def test_a_second_factor_that_opens_with_no_key_is_named(database: Path) -> None:
    with closing(sqlite3.connect(database)) as tampering, tampering:
        tampering.execute("UPDATE second_factors SET secret_sealed = 'x'")

    finding = await _of("Database", _database, plan(database, OLD))

    assert finding.good is False
    assert "second_factors 1001" in finding.tells
