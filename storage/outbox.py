"""Messages on their way to Telegram: put beside the deed they tell of, sent by one sender."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Index,
    Select,
    Text,
    bindparam,
    delete,
    false,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from storage.repository import Repository, insert
from storage.tables import NUMBERED, Table, one_of
from storage.users import User
from storage.verdicts import VerdictLeg

MessageKind = Literal["answer", "alert", "fill", "order", "notice"]
MessageState = Literal["pending", "sending", "sent", "dead"]

# Written into the statement: SQLite uses an index of some rows only if it sees which are meant.
UNFINISHED: BindParameter[Any] = bindparam(
    "unfinished", ("pending", "sending"), expanding=True, literal_execute=True
)


class Message(Table):
    """One message; `repeated` says that it may have arrived before.

    `edits` is the message to change, by Telegram's number; or by ours, as a negative number, while
    nobody knew the other one: then it waits until that message was sent.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("kind", MessageKind),
        one_of("state", MessageState),
        Index(
            "ix_outbox_unfinished",
            "chat_id",
            "edits",
            "id",
            sqlite_where=text("state IN ('pending', 'sending')"),
            postgresql_where=text("state IN ('pending', 'sending')"),
        ),
        Index("ix_outbox_merge_key", "merge_key"),
        NUMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int]
    user_id: Mapped[int]
    kind: Mapped[MessageKind] = mapped_column(Text)
    text: Mapped[str]
    keyboard: Mapped[list[Any] | None]
    edits: Mapped[int | None]
    silent: Mapped[bool]
    key: Mapped[str | None] = mapped_column(unique=True)
    merge_key: Mapped[str | None]
    state: Mapped[MessageState] = mapped_column(Text)
    attempts: Mapped[int]
    repeated: Mapped[bool]
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[int | None]
    reason: Mapped[str | None]

    @property
    def only_in_place(self) -> bool:
        """Whether it is nothing where what it changes is gone: a verdict kept true, in silence."""
        return self.kind == "order" and self.silent and self.edits is not None


class Outbox(Repository):
    async def put(
        self,
        *,
        chat_id: int,
        user_id: int,
        kind: MessageKind,
        text: str,
        keyboard: list[Any] | None = None,
        edits: int | None = None,
        silent: bool = False,
        key: str | None = None,
        merge_key: str | None = None,
        not_before: datetime | None = None,
    ) -> Message | None:
        """Queue a message; None when one with this `key` was put before."""
        now = self._now()
        values = {
            "chat_id": chat_id,
            "user_id": user_id,
            "kind": kind,
            "text": text,
            "keyboard": keyboard,
            "edits": edits,
            "silent": silent,
            "key": key,
            "merge_key": merge_key,
            "state": "pending",
            "attempts": 0,
            "repeated": False,
            "created_at": now,
            "not_before": not_before or now,
        }
        statement = insert(Message).values(values).on_conflict_do_nothing(index_elements=["key"])
        return await self._one(statement.returning(Message))

    async def merge(
        self,
        merge_key: str,
        *,
        chat_id: int,
        user_id: int,
        kind: MessageKind,
        text: str,
        keyboard: list[Any] | None = None,
        edits: int | None = None,
        silent: bool = False,
        not_before: datetime | None = None,
    ) -> Message:
        """Let the newest word replace one that still waits; otherwise queue it.

        It goes when the one it replaces would have gone, so that news in a row do not hold it up.
        One that may have arrived already keeps its words: it is going to be called a repeat. So
        does one behind which another change of its message waits, which would take the newest back.
        """
        later = aliased(Message)
        behind = (later.chat_id == chat_id) & (later.edits == edits) & (later.id > Message.id)
        waiting = select(func.max(Message.id)).where(
            Message.merge_key == merge_key,
            Message.user_id == user_id,
            Message.chat_id == chat_id,
            Message.state == "pending",
            Message.repeated.is_(False),
            ~select(later.id).where(behind).exists(),
        )
        values = {"text": text, "keyboard": keyboard, "edits": edits, "silent": silent}
        statement = update(Message).where(Message.id == waiting.scalar_subquery())
        merged = await self._one(statement.values(kind=kind, **values).returning(Message))
        if merged is not None:
            return merged
        message = await self.put(
            chat_id=chat_id,
            user_id=user_id,
            kind=kind,
            text=text,
            keyboard=keyboard,
            edits=edits,
            silent=silent,
            merge_key=merge_key,
            not_before=not_before,
        )
        assert message is not None, "only a dedupe key could refuse it"
        return message

    async def get(self, message_id: int) -> Message | None:
        return await self._one(select(Message).where(Message.id == message_id))

    async def newest(self, keys: Collection[str]) -> Message | None:
        """The last that was put with one of these keys, unless it is too old to be kept."""
        known = select(Message).where(Message.key.in_(keys))
        return await self._one(known.order_by(Message.id.desc()).limit(1))

    async def reword(self, message_id: int, text: str, keyboard: list[Any] | None) -> bool:
        """Change what still waits; False once it may be in somebody's chat."""
        waiting = (Message.id == message_id) & (Message.state == "pending")
        statement = update(Message).where(waiting, Message.repeated.is_(False))
        return await self._changed(statement.values(text=text, keyboard=keyboard)) == 1

    async def moved(self, message_id: int, telegram_id: int) -> None:
        """It is in another place of the chat now: what was there could not be changed any more."""
        statement = update(Message).where(Message.id == message_id)
        await self._changed(statement.values(message_id=telegram_id))

    async def due(self, now: datetime, limit: int) -> list[Message]:
        """Choose what may be sent now, oldest first: one new message a chat keeps their order."""
        return await self._all(_DUE, now=now, limit=limit)

    async def queue(self, head: Message, limit: int) -> list[Message]:
        """The first new messages of a chat that are not finished, from `head` on, in order."""
        there = (Message.chat_id == head.chat_id) & (Message.id >= head.id)
        plain = Message.edits.is_(None) & Message.state.in_(UNFINISHED)
        chosen = select(Message).where(there, plain)
        return await self._all(chosen.order_by(Message.id).limit(limit))

    async def backlog(self, chat_id: int, most: int) -> int:
        """How many new messages of a chat are not finished; counted no further than `most`."""
        plain = Message.edits.is_(None) & Message.state.in_(UNFINISHED)
        first = select(Message.id).where(Message.chat_id == chat_id, plain).limit(most)
        return await self._the(select(func.count()).select_from(first.subquery()))

    async def next_due_at(self) -> datetime | None:
        """When there will be something to send, if nothing new is put."""
        first = await self._one(_NEXT)
        return None if first is None else first.not_before

    async def claim(self, message_id: int) -> bool:
        """Take it for sending; True for exactly one caller."""
        attempts = Message.attempts + 1
        return await self._shift(message_id, "pending", "sending", attempts=attempts)

    async def sent(self, message_id: int, telegram_id: int) -> bool:
        """Telegram has it, as this message."""
        known = {"message_id": telegram_id, "sent_at": self._now()}
        return await self._shift(message_id, "sending", "sent", **known)

    async def retry(self, message_id: int, not_before: datetime, *, ambiguous: bool) -> bool:
        """Back into the queue; `ambiguous` when it may have arrived. An edit does no harm twice."""
        repeated = Message.repeated | (Message.edits.is_(None) if ambiguous else false())
        later = {"not_before": not_before, "repeated": repeated}
        return await self._shift(message_id, "sending", "pending", **later)

    async def bury(self, message_id: int, reason: str) -> bool:
        """Telegram will never take it."""
        unfinished = (Message.id == message_id) & Message.state.in_(UNFINISHED)
        statement = update(Message).where(unfinished).values(state="dead", reason=reason)
        return await self._changed(statement) == 1

    async def recover(self) -> int:
        """At start: whatever was being sent when the process died goes again, marked; how many."""
        repeated = Message.repeated | Message.edits.is_(None)
        statement = update(Message).where(Message.state == "sending")
        return await self._changed(statement.values(state="pending", repeated=repeated))

    async def counts(self) -> dict[str, int]:
        """How many messages are in each state that has any."""
        number = func.count().label("number")
        grouped = select(Message.state, number).group_by(Message.state)
        return {row.state: row.number for row in await self._session.execute(grouped)}

    async def purge(self, before: datetime) -> int:
        """Forget finished messages put before then, and with them their dedupe keys.

        One that told the verdict on an order is still to be changed while that goes on.
        """
        finished = Message.state.not_in(UNFINISHED) & (Message.created_at < before)
        needed = select(VerdictLeg.outbox_id).where(VerdictLeg.outbox_id.is_not(None))
        return await self._changed(delete(Message).where(finished, Message.id.not_in(needed)))

    async def _shift(
        self, message: int, from_state: MessageState, to: MessageState, **values: Any
    ) -> bool:
        there = (Message.id == message) & (Message.state == from_state)
        return await self._changed(update(Message).where(there).values(state=to, **values)) == 1


def _heads() -> Select[Message]:
    """Choose each chat's first unfinished message, if it waits and somebody is there to read.

    Changes of a message that is there already wait for one another, but not behind new ones.
    """
    oldest = select(func.min(Message.id)).where(Message.state.in_(UNFINISHED))
    first = Message.id.in_(oldest.group_by(Message.chat_id, Message.edits))
    ready = (Message.state == "pending") & ~_deaf() & ~_too_early()
    return select(Message).where(first, ready)


def _too_early() -> ColumnElement[bool]:
    """Whether what it is to change was not sent yet."""
    changed = aliased(Message)
    waits = (changed.id == -Message.edits) & changed.state.in_(UNFINISHED)
    return select(changed.id).where(Message.edits < 0, waits).exists()


def _deaf() -> ColumnElement[bool]:
    gone = (User.id == Message.user_id) & User.reachable.is_(False)
    return select(User.id).where(gone).exists()


_READY = _heads().where(Message.not_before <= bindparam("now"))
_DUE = _READY.order_by(Message.id).limit(bindparam("limit"))
_NEXT = _heads().order_by(Message.not_before).limit(1)
