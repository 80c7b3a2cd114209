"""Messages that ask something: what each shows once nobody has answered in time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.repository import Repository, insert
from storage.tables import STRICT, Table


class Question(Table):
    """One message in a chat, as long as it asks; its tickets are what its answers stand for.

    `message_id` is Telegram's number; or that of the outbox, as a negative number, where the
    message goes through it. `over` is the text and the keyboard that end it. `closed` says that
    the tickets are good no more, and only the message does not say so yet.
    """

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_expires_at", "expires_at"), STRICT)

    chat_id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    tickets: Mapped[list[Any]]
    over: Mapped[dict[str, Any]]
    closed: Mapped[bool]
    expires_at: Mapped[datetime]


class Questions(Repository):
    async def ask(
        self,
        user_id: int,
        chat_id: int,
        message_id: int,
        *,
        tickets: Sequence[str],
        over: dict[str, Any],
        expires_at: datetime,
    ) -> None:
        """Note what a message asks, in place of what it asked before."""
        values = {
            "user_id": user_id,
            "tickets": [*tickets],
            "over": over,
            "closed": False,
            "expires_at": expires_at,
        }
        statement = insert(Question).values(chat_id=chat_id, message_id=message_id, **values)
        anew = statement.on_conflict_do_update(
            index_elements=["chat_id", "message_id"], set_=values,
            where=Question.user_id == user_id,
        )  # fmt: skip
        await self._run(anew)

    async def find(self, chat_id: int, message_id: int) -> Question | None:
        return await self._one(select(Question).where(*_at(chat_id, message_id)))

    async def overdue(self, now: datetime, *, since: datetime, limit: int) -> list[Question]:
        """Those that have expired since then, newest first: an old one is the least missed."""
        expired = (Question.expires_at <= now) & (Question.expires_at > since)
        newest_first = select(Question).where(expired).order_by(Question.expires_at.desc())
        return await self._all(newest_first.limit(limit))

    async def next_end(self, now: datetime) -> datetime | None:
        """When the next one expires."""
        ahead = select(Question).where(Question.expires_at > now)
        first = await self._one(ahead.order_by(Question.expires_at).limit(1))
        return None if first is None else first.expires_at

    async def close(self, chat_id: int, message_id: int) -> None:
        """Its tickets are good no more."""
        await self._changed(update(Question).where(*_at(chat_id, message_id)).values(closed=True))

    async def forget(self, chat_id: int, message_id: int) -> None:
        """The message does not ask this any more."""
        await self._changed(delete(Question).where(*_at(chat_id, message_id)))

    async def purge(self, before: datetime) -> int:
        """Forget those that expired before then; how many."""
        return await self._changed(delete(Question).where(Question.expires_at < before))


def _at(chat_id: int, message_id: int) -> tuple[ColumnElement[bool], ...]:
    return (Question.chat_id == chat_id, Question.message_id == message_id)
