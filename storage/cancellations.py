"""Orders that somebody wants gone: kept until it was told what became of each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, Text, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.repository import Repository, insert
from storage.tables import NUMBERED, Table, one_of

CancellationState = Literal["open", "done"]


class Cancellation(Table):
    """One wish of one person; `orders` is what each of them was known as.

    With `whole` all orders of their symbols were meant. `message_id` is the question that the
    answer takes the place of, if there was one.
    """

    __tablename__ = "cancellations"
    __table_args__ = (
        one_of("state", CancellationState),
        Index("ix_cancellations_environment_state", "environment", "state"),
        NUMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    chat_id: Mapped[int]
    message_id: Mapped[int | None]
    environment: Mapped[str]
    key_id: Mapped[int]
    orders: Mapped[list[Any]]
    whole: Mapped[bool]
    state: Mapped[CancellationState] = mapped_column(Text)
    asked_at: Mapped[datetime]


class Cancellations(Repository):
    async def ask(
        self,
        user_id: int,
        chat_id: int,
        environment: str,
        key_id: int,
        orders: Sequence[Any],
        *,
        whole: bool = False,
        message_id: int | None = None,
    ) -> Cancellation:
        """Write it down before anything is sent."""
        values = {
            "user_id": user_id,
            "chat_id": chat_id,
            "message_id": message_id,
            "environment": environment,
            "key_id": key_id,
            "orders": [*orders],
            "whole": whole,
            "state": "open",
            "asked_at": self._now(),
        }
        return await self._the(insert(Cancellation).values(values).returning(Cancellation))

    async def unfinished(self, environment: str) -> list[Cancellation]:
        """Those of which nobody has told yet what became of them, oldest first."""
        left = (Cancellation.environment == environment) & (Cancellation.state == "open")
        return await self._all(select(Cancellation).where(left).order_by(Cancellation.id))

    async def is_open(self, cancellation_id: int) -> bool:
        """Whether nobody has told yet what became of it."""
        open_ = (Cancellation.id == cancellation_id) & (Cancellation.state == "open")
        return await self._one(select(Cancellation).where(open_)) is not None

    async def finish(self, cancellation_id: int) -> bool:
        """It is about to be told; True for exactly one caller."""
        open_ = (Cancellation.id == cancellation_id) & (Cancellation.state == "open")
        return await self._changed(update(Cancellation).where(open_).values(state="done")) == 1

    async def purge(self, before: datetime) -> int:
        """Forget those that were asked for before then and are told; how many."""
        told = (Cancellation.state == "done") & (Cancellation.asked_at < before)
        return await self._changed(delete(Cancellation).where(told))
