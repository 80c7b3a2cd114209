"""What the doctor finds in the audit, also while the bot has the database."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from binance import Hosts
from bot.doctor import _audit
from bot.plan import Plan
from storage import Storage, Vault

ALICE = 1001


@pytest.fixture
async def plan(migrated: Path, tmp_path: Path) -> AsyncIterator[Plan]:
    """A bot that runs, with three entries in its audit."""
    shutil.copy(migrated, tmp_path / "bot.db")
    plan = Plan(
        token="1:x", base_url="", file_url="", environment="sandbox", hosts=Hosts.sandbox(port=1),
        database_url=f"sqlite+aiosqlite:///{tmp_path}/bot.db", vault=Vault([Vault.new_key()]),
    )  # fmt: skip
    async with Storage.open(plan.database_url, plan.vault) as storage:
        async with storage.begin() as unit:
            for number in range(3):
                await unit.audit.note(ALICE, "alert.armed", id=number)
        yield plan


async def test_a_sound_audit_is_told_with_its_end(plan: Plan) -> None:
    finding = await _audit(plan)

    assert finding.good is True
    assert finding.tells.startswith("3 entries, none changed, ends in ")


async def test_the_first_broken_entry_is_named(plan: Plan, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "bot.db")) as forging, forging:
        forging.execute("DROP TRIGGER audit_unchanged")
        forging.execute("UPDATE audit SET user_id = 1002 WHERE id = 2")

    finding = await _audit(plan)

    assert finding.good is False
    assert "entry 2 " in finding.tells
