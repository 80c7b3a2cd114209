import sqlite3
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from storage import migrate
from storage.tables import Table


def schema(path: Path) -> dict[str, list[str]]:
    """Each table and index, and what it consists of, whatever the order it is written in."""
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        parts = {name: sorted(part.strip() for part in sql.split(",")) for name, sql in found}
    connection.close()
    return {name: sql for name, sql in parts.items() if not name.startswith(("alembic", "sqlite"))}


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
