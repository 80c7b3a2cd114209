"""What was done in whose name: written once, never changed, each entry holding the one before."""

import hashlib
import json
from collections.abc import AsyncIterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import DDL, CheckConstraint, Index, event, select, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.actions import Action, Origin
from storage.repository import Repository, insert
from storage.tables import NUMBERED, Table, one_of
from storage.types import EPOCH, MICROSECOND

BEGINNING = ""  # what the first entry follows
AT_ONCE = 500  # entries read together while the chain is followed

origin: ContextVar[Origin] = ContextVar("origin", default="bot")
"""By what the deed under way was asked for; whoever takes an update in sets it for its task."""


class Entry(Table):
    """A deed of `user_id`; `about_id` is whom it was done to, if that is somebody else.

    `hash` is over the entry before and this one. `origin` is None where it was not kept yet.
    """

    __tablename__ = "audit"
    __table_args__ = (
        one_of("origin", Origin),
        CheckConstraint("length(hash) = 64", name="hash"),
        Index("ix_audit_user_id", "user_id"),
        Index("ix_audit_about_id", "about_id"),
        NUMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int]
    action: Mapped[str]
    detail: Mapped[dict[str, Any]]
    about_id: Mapped[int | None]
    origin: Mapped[str | None]
    hash: Mapped[str]


UNCHANGED = """CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END"""
KEPT = """CREATE TRIGGER audit_kept BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'nothing leaves the audit'); END"""
# INSERT OR REPLACE deletes without asking the trigger against DELETE: hence this one.
APPENDED = """CREATE TRIGGER audit_appended BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE id >= NEW.id)
BEGIN SELECT RAISE(ABORT, 'the audit is only appended to'); END"""
for _trigger in (UNCHANGED, KEPT, APPENDED):
    _ddl = DDL(_trigger)  # type: ignore[no-untyped-call]  # of SQLAlchemy
    event.listen(Entry.__table__, "after_create", _ddl.execute_if(dialect="sqlite"))


@dataclass(frozen=True)
class Chain:
    """The chain as it was found; `broken` is the first entry that is not as it was written."""

    entries: int
    head: str
    broken: int | None


class Audit(Repository):
    async def note(
        self, user_id: int, action: Action, *, about: int | None = None, **detail: Any
    ) -> None:
        """Append; details are JSON and never secrets, `about` is whom it is done to.

        Writers take turns, so nobody appends between reading the last entry and following it.
        """
        number, head = (await self._session.execute(_LAST)).first() or (0, BEGINNING)
        entry = {
            "id": number + 1,
            "at": self._now(),
            "user_id": user_id,
            "action": action,
            "detail": detail,
            "about_id": about,
            "origin": origin.get(),
        }
        await self._run(_APPEND, **entry, hash=followed(head, entry))

    async def of(self, user_id: int, limit: int, *, skip: int = 0) -> list[Entry]:
        """What somebody did and what was done to them, newest first."""
        mine = select(Entry).where((Entry.user_id == user_id) | (Entry.about_id == user_id))
        return await self._all(mine.order_by(Entry.id.desc()).limit(limit).offset(skip))

    async def chain(self) -> Chain:
        """Follow the chain from the first entry to the last, or to the first that breaks it."""
        number, count, head = 0, 0, BEGINNING
        async for entry in self._in_order():
            if followed(head, {name: getattr(entry, name) for name in HASHED}) != entry.hash:
                return Chain(count, head, entry.id)
            number, count, head = entry.id, count + 1, entry.hash
        ever = await self._highest_ever()
        return Chain(count, head, number + 1 if ever > number else None)

    async def _in_order(self) -> AsyncIterator[Entry]:
        number = 0
        chosen = select(Entry).order_by(Entry.id).limit(AT_ONCE)
        while entries := await self._all(chosen.where(Entry.id > number)):
            for entry in entries:
                yield entry
            number = entries[-1].id

    async def _highest_ever(self) -> int:
        """SQLite remembers the highest number it gave, so that a cut tail shows; others do not."""
        if self._session.get_bind().dialect.name != "sqlite":
            return 0
        kept = text("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")
        return await self._session.scalar(kept) or 0


HASHED = ("id", "at", "user_id", "action", "detail", "about_id", "origin")


def followed(head: str, entry: dict[str, Any]) -> str:
    """Link an entry to the one whose hash is `head`: SHA-256 over that hash and the content."""
    content = entry | {"at": (entry["at"] - EPOCH) // MICROSECOND}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(f"{head}\n{canonical}".encode()).hexdigest()


_APPEND = insert(Entry)
_LAST = select(Entry.id, Entry.hash).order_by(Entry.id.desc()).limit(1)
