import json
import sqlite3
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from storage import Alert, Storage, Vault, migrate
from storage.migrations import configuration
from storage.tables import Table


def schema(path: Path) -> dict[str, list[str]]:
    """Each table and index, and what it consists of, whatever the order it is written in."""
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        parts = {name: _parts(sql.replace('"', "")) for name, sql in found}
    connection.close()
    return {name: sql for name, sql in parts.items() if not name.startswith(("alembic", "sqlite"))}


def _parts(sql: str) -> list[str]:
    """What stands between the brackets, and apart what stands behind them."""
    inside, end, behind = sql.rpartition("\n)")
    return sorted(part.strip() for part in [*inside.split(","), end + behind])


async def test_migrations_lead_to_the_tables_of_the_code(url: str, database: Path) -> None:
    await migrate(url)

    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        differences: list[Any] = compare_metadata(
            MigrationContext.configure(connection), Table.metadata
        )
    engine.dispose()
    assert differences == []


async def test_migrations_write_the_same_constraints_as_the_code(
    url: str, database: Path, tmp_path: Path
) -> None:
    await migrate(url)
    made = tmp_path / "made.db"
    engine = create_engine(f"sqlite:///{made}")
    Table.metadata.create_all(engine)
    engine.dispose()

    assert schema(database) == schema(made)


async def test_migrating_twice_changes_nothing(url: str, database: Path) -> None:
    await migrate(url)
    before = schema(database)

    await migrate(url)

    assert schema(database) == before


async def test_tables_are_strict_and_states_are_checked(url: str, database: Path) -> None:
    await migrate(url)

    with sqlite3.connect(database) as connection:
        tables = connection.execute("PRAGMA table_list").fetchall()
    connection.close()
    ours = {name: strict for _, name, kind, _, _, strict in tables if name in Table.metadata.tables}
    assert ours == dict.fromkeys(Table.metadata.tables, 1)


def _at_revision(path: Path, revision: str) -> None:
    """A database as a revision leaves it, and who writes in it."""
    path.parent.mkdir(mode=0o700)
    path.touch(mode=0o600)
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        command.upgrade(configuration(connection), revision)
    engine.dispose()
    with sqlite3.connect(path) as writing:
        writing.execute(
            "INSERT INTO users (id, name, language, language_chosen, status, reachable, "
            "joined_at, seen_at) VALUES (1001, 'Alice', 'en', 0, 'active', 1, 0, 0)"
        )
    writing.close()


def _of_the_first_version(path: Path, armed_at: int) -> None:
    """A database as revision 0001 leaves it, with alerts in each state and two cursors."""
    _at_revision(path, "0001")
    fired = armed_at + 60_000_000
    rows = [
        (3, "BTCUSDT", "above", "70000.10", "armed", 100, None, None, None, None),
        (5, "ETHUSDT", "below", "3000", "fired", 200, fired + 1, 250, "2999.5", fired),
        (9, "BTCUSDT", "below", "1", "deleted", 300, None, None, None, None),
    ]
    with sqlite3.connect(path) as writing:
        writing.executemany(
            "INSERT INTO alerts (id, user_id, environment, symbol, direction, price, state, "
            "armed_trade_id, armed_at, fired_at, fired_trade_id, fired_price, crossed_at) "
            f"VALUES (?, 1001, 'live', ?, ?, ?, ?, ?, {armed_at}, ?, ?, ?, ?)",
            rows,
        )
        writing.executemany(
            "INSERT INTO alert_cursors VALUES ('live', ?, ?, ?)",
            [("BTCUSDT", 150, fired), ("ETHUSDT", 260, fired)],
        )
    writing.close()


async def test_alerts_of_the_first_version_mean_the_same_today(
    url: str, database: Path, vault: Vault, now: Callable[[], datetime]
) -> None:
    _of_the_first_version(database, armed_at=round(now().timestamp()) * 1_000_000)

    async with Storage.open(url, vault, now=now) as storage, storage.begin() as unit:
        armed, fired, deleted = await unit.alerts.some(range(10))
        (waiting,) = await unit.alerts.waiting("live")
        cursors = [(one.source, one.position) for one in await unit.alerts.cursors("live")]
        next_one = await unit.alerts.add(
            1001, "live", symbol="BTCUSDT", wish={}, source="", measure="", relation=">",
            level=Decimal(1), awaits="above", primed=True, position=0,
        )  # fmt: skip

    assert [armed.id, fired.id, deleted.id, next_one.id] == [3, 5, 9, 10]
    assert [armed.state, fired.state, deleted.state] == ["armed", "fired", "deleted"]
    assert _wished(armed) == ("BTCUSDT", ">", "70000.10")
    assert _wished(fired) == ("ETHUSDT", "<", "3000")
    assert waiting[:4] == (3, "trades:BTCUSDT", '{"kind":"price","symbol":"BTCUSDT"}', ">")
    assert waiting[4:] == (Decimal("70000.10"), "above", True, 100, None)
    assert (fired.awaits, fired.position, fired.fired_value) == ("below", 250, Decimal("2999.5"))
    assert (fired.times_fired, armed.times_fired, armed.armed_at) == (1, 0, now())
    assert (fired.crossed_at is not None, fired.fired_at is not None) == (True, True)
    assert cursors == [("trades:BTCUSDT", 150), ("trades:ETHUSDT", 260)]


def _before_isolated_margin(path: Path) -> None:
    """A database as revision 0014 leaves it, with a fill on each of three markets."""
    _at_revision(path, "0014")
    with sqlite3.connect(path) as writing:
        writing.executemany(
            "INSERT INTO fills VALUES ('live', 5, 'BTCUSDT', ?, 1001, 7, NULL, 'BUY', '1', '1', "
            "'1', '0', 'BNB', 0, ?)",
            enumerate(("spot", "margin", "usdm")),
        )
    writing.close()


async def test_what_was_traded_before_there_was_isolated_margin_is_still_there(
    url: str, database: Path, vault: Vault, now: Callable[[], datetime]
) -> None:
    _before_isolated_margin(database)

    async with Storage.open(url, vault, now=now) as storage, storage.begin() as unit:
        old = await unit.fills.of(1001, None, 10)
        symbols = await unit.fills.symbols("live", 5, "margin")
        await unit.fills.move_cursor("live", 5, "BTCUSDT", 9, "isolated")
        cursor = await unit.fills.cursor("live", 5, "BTCUSDT", "isolated")

    assert sorted((one.trade_id, one.market) for one in old) == [
        (0, "spot"), (1, "margin"), (2, "usdm"),
    ]  # fmt: skip
    assert (symbols, cursor) == ({"BTCUSDT"}, 9)


def _wished(alert: Alert) -> tuple[str, str, str]:
    (term,) = json.loads(json.dumps(alert.wish))["condition"]
    return term["measure"]["symbol"], term["relation"], term["level"]
