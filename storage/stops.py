"""Trading that was stopped, and the sweeping away of what is open that belongs to it."""

from datetime import datetime
from typing import Literal, TypedDict, Unpack

from sqlalchemy import ColumnElement, ForeignKey, Index, Text, case, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.repository import Repository, insert
from storage.tables import NUMBERED, STRICT, Table, one_of

SweepState = Literal["open", "cleared", "done"]


class Stop(Table):
    """While the row is here nobody it names trades: a person, or everybody (user 0)."""

    __tablename__ = "stops"
    __table_args__ = (STRICT,)

    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    environment: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[int]
    at: Mapped[datetime]


class Sweep(Table):
    """All of a person's orders are to be cancelled, and with `closing` all positions closed.

    `cleared` is nothing found open; `done` is the same once nothing can be on its way any more.
    """

    __tablename__ = "sweeps"
    __table_args__ = (
        one_of("state", SweepState),
        Index("ix_sweeps_environment_state", "environment", "state"),
        NUMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    environment: Mapped[str]
    closing: Mapped[bool]
    state: Mapped[SweepState] = mapped_column(Text)
    orders: Mapped[int]
    positions: Mapped[int]
    asked_at: Mapped[datetime]


class Progress(TypedDict, total=False):
    """What changes in a sweep as it goes on."""

    state: SweepState
    orders: int
    positions: int


class Stops(Repository):
    async def stop(self, user_id: int, environment: str, *, by: int) -> bool:
        """Stop a person, or everybody; True when that is news."""
        values = {"user_id": user_id, "environment": environment, "by": by, "at": self._now()}
        statement = insert(Stop).values(values).on_conflict_do_nothing()
        return await self._changed(statement) == 1

    async def resume(self, user_id: int, environment: str) -> bool:
        """Let a person, or everybody, trade again, and sweep no more; True when that is news."""
        await self._changed(update(Sweep).where(*_unfinished(user_id, environment)).values(_DONE))
        return await self._changed(delete(Stop).where(*_stopped(user_id, environment))) == 1

    async def sweep(self, user_id: int, environment: str, *, closing: bool) -> Sweep:
        """Order a sweep; one that is under way begins anew, and may now close positions too.

        What it had done is counted on while it is open; once it was told, that is past.
        """
        under_way, is_open = _unfinished(user_id, environment), Sweep.state == "open"
        anew = {
            "state": "open",
            "asked_at": self._now(),
            "orders": case((is_open, Sweep.orders), else_=0),
            "positions": case((is_open, Sweep.positions), else_=0),
        } | ({"closing": True} if closing else {})
        found = await self._one(update(Sweep).where(*under_way).values(anew).returning(Sweep))
        if found is not None:
            return found
        values = {
            "user_id": user_id,
            "environment": environment,
            "closing": closing,
            "state": "open",
            "orders": 0,
            "positions": 0,
            "asked_at": self._now(),
        }
        return await self._the(insert(Sweep).values(values).returning(Sweep))

    async def unfinished(self, environment: str) -> list[Sweep]:
        """Sweeps that still have something to do, oldest first."""
        left = (Sweep.environment == environment) & (Sweep.state != "done")
        return await self._all(select(Sweep).where(left).order_by(Sweep.asked_at, Sweep.id))

    async def progress(self, swept: Sweep, **news: Unpack[Progress]) -> Sweep | None:
        """Note how far a sweep is; None when it began anew or was ended meanwhile."""
        same = (
            (Sweep.id == swept.id)
            & (Sweep.state == swept.state)
            & (Sweep.asked_at == swept.asked_at)
            & (Sweep.closing == swept.closing)
        )
        return await self._one(update(Sweep).where(same).values(news).returning(Sweep))


_DONE: Progress = {"state": "done"}


def _stopped(user_id: int, environment: str) -> tuple[ColumnElement[bool], ...]:
    return Stop.user_id == user_id, Stop.environment == environment


def _unfinished(user_id: int, environment: str) -> tuple[ColumnElement[bool], ...]:
    mine = (Sweep.user_id == user_id) & (Sweep.environment == environment)
    return mine, Sweep.state != "done"
