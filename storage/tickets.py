"""Questions that wait for a tap: what a button stands for is kept here, never in the button."""

import secrets
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Text,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.repository import Repository, Value, insert
from storage.tables import STRICT, Table, one_of

TicketState = Literal["open", "used", "cancelled"]


class Ticket(Table):
    """One question to one person in one chat, good for one answer."""

    __tablename__ = "tickets"
    __table_args__ = (
        one_of("state", TicketState),
        Index("ix_tickets_expires_at", "expires_at"),
        STRICT,
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    chat_id: Mapped[int]
    message_id: Mapped[int | None]
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    state: Mapped[TicketState] = mapped_column(Text)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    def is_good_for(self, user_id: int, chat_id: int, now: datetime) -> bool:
        """Whether it could be used now; only `Tickets.use` tells for exactly one caller."""
        mine = (self.user_id, self.chat_id) == (user_id, chat_id)
        return mine and self.state == "open" and self.expires_at > now


class Tickets(Repository):
    async def issue(
        self, user_id: int, chat_id: int, kind: str, payload: dict[str, Any], expires_at: datetime
    ) -> Ticket:
        values = {
            "id": secrets.token_urlsafe(16),
            "user_id": user_id,
            "chat_id": chat_id,
            "kind": kind,
            "payload": payload,
            "state": "open",
            "created_at": self._now(),
            "expires_at": expires_at,
        }
        return await self._the(insert(Ticket).values(values).returning(Ticket))

    async def find(self, ticket_id: str) -> Ticket | None:
        """Whosever it is: to tell "not yours" from "expired". Only `use` entitles to act."""
        return await self._one(_FOUND, id=ticket_id)

    async def place(self, ticket_id: str, message_id: int) -> None:
        """Note as which message the question was sent."""
        statement = update(Ticket).where(Ticket.id == ticket_id).values(message_id=message_id)
        await self._changed(statement)

    async def use(self, ticket_id: str, user_id: int, chat_id: int, now: datetime) -> Ticket | None:
        """Tear it off: the ticket for exactly one caller, its owner, in its chat and in time."""
        where = {"ticket_id": ticket_id, "owner_id": user_id, "in_chat": chat_id, "now": now}
        return await self._one(_USE, **where)

    async def cancel(self, ticket_id: str, user_id: int, chat_id: int) -> Ticket | None:
        """Close it because its owner said no; None when it was answered before."""
        own = _open(ticket_id, user_id, chat_id)
        statement = update(Ticket).where(*own).values(state="cancelled")
        return await self._one(statement.returning(Ticket))

    async def newest(self, user_id: int, chat_id: int, kind: str, now: datetime) -> Ticket | None:
        """Find the open question of a kind that was asked last, unless it has expired."""
        waiting = (*_asked(user_id, chat_id, kind), Ticket.expires_at > now)
        newest_first = select(Ticket).where(*waiting).order_by(Ticket.created_at.desc())
        return await self._one(newest_first.limit(1))

    async def cancel_all(self, user_id: int, chat_id: int, kind: str) -> int:
        """Close what was asked of a kind, because something newer takes its place; how many."""
        asked = update(Ticket).where(*_asked(user_id, chat_id, kind))
        return await self._changed(asked.values(state="cancelled"))

    async def purge(self, before: datetime) -> int:
        """Forget those that expired before then, answered or not; how many."""
        return await self._changed(delete(Ticket).where(Ticket.expires_at < before))


def _asked(user_id: int, chat_id: int, kind: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Ticket.user_id == user_id,
        Ticket.chat_id == chat_id,
        Ticket.kind == kind,
        Ticket.state == "open",
    )


def _open(
    ticket_id: Value[str], user_id: Value[int], chat_id: Value[int]
) -> tuple[ColumnElement[bool], ...]:
    return (
        Ticket.id == ticket_id,
        Ticket.user_id == user_id,
        Ticket.chat_id == chat_id,
        Ticket.state == "open",
    )


_FOUND = select(Ticket).where(Ticket.id == bindparam("id"))
_GOOD = (
    *_open(
        bindparam("ticket_id", type_=Text),
        bindparam("owner_id", type_=Integer),
        bindparam("in_chat", type_=Integer),
    ),
    Ticket.expires_at > bindparam("now"),
)
_USE = update(Ticket).where(*_GOOD).values(state="used").returning(Ticket)
