"""All rows of a database, what changed among them, and putting them back."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from authority.people import EVERYBODY

Row = tuple[Any, ...]
Rows = Mapping[str, frozenset[Row]]
Change = tuple[str, int]
"""A table, and the person about whom a row of it is new, gone or different."""

_UNSEEN = frozenset({"alembic_version", "alert_cursors"})
_OF_NO_CONSEQUENCE = {"users": frozenset({"seen_at"})}
_OWNERS = ("user_id", "account_uid")


class Database:
    """Looks at the file of a bot that rests, beside its own connections."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._columns = {name: self._read(name) for name in self._tables()}
        self._kept: list[tuple[sqlite3.Connection, Rows]] = []
        self._version = -1  # of the file, when it was as kept
        self.uids: dict[int, int] = {}  # people by the uid of their account at the exchange

    def execute(self, sql: str, *values: Any) -> list[Row]:
        return self._file.execute(sql, values).fetchall()

    def keep(self) -> None:
        """Remember everything as it is now, until `forget`."""
        copy = sqlite3.connect(":memory:")
        self._file.backup(copy)
        self._kept.append((copy, self._now()))
        self._version = self._data_version()

    def put_back(self) -> None:
        """Everything is as it was when it was kept last."""
        self._kept[-1][0].backup(self._file)
        self._version = self._data_version()

    def forget(self) -> None:
        """Go back to what was kept before."""
        self._kept.pop()[0].close()
        self.put_back()

    def changes(self) -> set[Change]:
        """What is different from what was kept."""
        if self._data_version() == self._version:
            return set()
        now, kept = self._now(), self._kept[-1][1]
        return {
            (table, self._owner(table, row))
            for table, rows in now.items()
            for row in rows ^ kept[table]
        }

    def close(self) -> None:
        self._file.close()
        for copy, _ in self._kept:
            copy.close()

    def _tables(self) -> list[str]:
        listed = self._file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [name for (name,) in listed]
        return [one for one in names if one not in _UNSEEN and not one.startswith("sqlite_")]

    def _read(self, table: str) -> list[str]:
        found = self._file.execute(f"PRAGMA table_info({table})").fetchall()
        return [row[1] for row in found if row[1] not in _OF_NO_CONSEQUENCE.get(table, ())]

    def _data_version(self) -> int:
        """Differs as soon as another connection has committed something."""
        return int(self._file.execute("PRAGMA data_version").fetchone()[0])

    def _now(self) -> Rows:
        return {
            table: frozenset(self._file.execute(f"SELECT {', '.join(columns)} FROM {table}"))
            for table, columns in self._columns.items()
        }

    def _owner(self, table: str, row: Row) -> int:
        values = dict(zip(self._columns[table], row, strict=True))
        if table == "users":
            return int(values["id"])
        name = next((one for one in _OWNERS if one in values), None)
        if name is None:
            return EVERYBODY
        return self.uids[values[name]] if name == "account_uid" else int(values[name])
