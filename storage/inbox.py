"""Updates from Telegram that were taken up, so that a repeated one does nothing."""

from datetime import datetime

from sqlalchemy import Index, delete
from sqlalchemy.orm import Mapped, mapped_column

from storage.repository import Repository, insert
from storage.tables import STRICT, Table


class Update(Table):
    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_at", "at"), STRICT)

    update_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int]
    at: Mapped[datetime]


class Inbox(Repository):
    async def take(self, update_id: int, user_id: int) -> bool:
        """Take it up, in the transaction of what it leads to; True for the first who asks."""
        taken = await self._one(_TAKE, update_id=update_id, user_id=user_id, at=self._now())
        return taken is not None

    async def purge(self, before: datetime) -> int:
        """Forget what Telegram no longer repeats: it keeps updates for a day."""
        return await self._changed(delete(Update).where(Update.at < before))


_TAKE = insert(Update).on_conflict_do_nothing().returning(Update.update_id)
