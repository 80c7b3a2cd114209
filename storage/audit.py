"""What was done in whose name: written once, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.repository import Repository, insert
from storage.tables import NUMBERED, Table


class Entry(Table):
    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_user_id", "user_id"), NUMBERED)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int]
    action: Mapped[str]
    detail: Mapped[dict[str, Any]]


class Audit(Repository):
    async def note(self, user_id: int, action: str, **detail: Any) -> None:
        """Details are JSON and never secrets."""
        values = {"at": self._now(), "user_id": user_id, "action": action, "detail": detail}
        await self._run(insert(Entry).values(values))

    async def of(self, user_id: int, limit: int) -> list[Entry]:
        """Newest first."""
        mine = select(Entry).where(Entry.user_id == user_id)
        return await self._all(mine.order_by(Entry.id.desc()).limit(limit))
