"""What all repositories have in common: statements go through, rows come back detached."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import BindParameter, CursorResult, Executable

# PostgreSQL's insert has the same on_conflict methods; changing the database changes this line.
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.selectable import TypedReturnsRows

__all__ = ["Clock", "Repository", "Value", "insert", "utc_now"]

Clock = Callable[[], datetime]
Row = TypeVar("Row")
T = TypeVar("T")

Value: TypeAlias = T | BindParameter[T]
"""What a column is compared with: now, or each time a statement that was made once is run."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class Repository:
    """Speaks inside a transaction somebody else opened; commits nothing."""

    shredded = False  # secrets left the tables: their traces must leave the log as well

    def __init__(self, session: AsyncSession, now: Clock) -> None:
        self._session, self._now = session, now

    async def _all(self, statement: TypedReturnsRows[Row], **values: Any) -> list[Row]:
        """Every row, as a value: no later change of it is written, no later query rewrites it.

        `values` fill the `bindparam`s of a statement that was made once, which is the dearer part.
        """
        rows = list(await self._session.scalars(statement, values))
        self._session.expunge_all()
        return rows

    async def _one(self, statement: TypedReturnsRows[Row], **values: Any) -> Row | None:
        rows = await self._all(statement, **values)
        return rows[0] if rows else None

    async def _the(self, statement: TypedReturnsRows[Row], **values: Any) -> Row:
        """Fetch the one row that a plain INSERT or a count always answers."""
        (row,) = await self._all(statement, **values)
        return row

    async def _changed(self, statement: Executable) -> int:
        """How many rows an UPDATE or DELETE touched."""
        result = await self._session.execute(
            statement, execution_options={"synchronize_session": False}
        )
        assert isinstance(result, CursorResult)
        return result.rowcount

    async def _run(self, statement: Executable, **values: Any) -> None:
        await self._session.execute(statement, values)
