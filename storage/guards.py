"""What each person lets the bot do at most: what holds now, and what is to be loosened later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    ForeignKey,
    Index,
    Integer,
    Text,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.repository import Repository, Value, insert
from storage.settings import EVERYBODY, Setting
from storage.stops import Stop
from storage.tables import NUMBERED, STRICT, Table, one_of
from storage.types import Json

RaiseState = Literal["waiting", "effective", "withdrawn"]


class GuardChoice(Table):
    """One guard of one person; `value` is JSON, and what is not here has its default."""

    __tablename__ = "guard_choices"
    __table_args__ = (STRICT,)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    environment: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(Json, nullable=True)


class GuardRaise(Table):
    """A guard that is loosened once `due_at` has come, unless that is withdrawn before."""

    __tablename__ = "guard_raises"
    __table_args__ = (
        one_of("state", RaiseState),
        Index("ix_guard_raises_user_id", "user_id"),
        Index("ix_guard_raises_state_due_at", "state", "due_at"),
        NUMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    environment: Mapped[str]
    name: Mapped[str]
    value: Mapped[Any] = mapped_column(Json, nullable=True)
    state: Mapped[RaiseState] = mapped_column(Text)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]


@dataclass(frozen=True)
class Standing:
    """What holds for one person at one moment.

    `stopped_by` are the people whose stop it is, everybody's first; `settings` those asked for.
    """

    chosen: Mapping[str, Any]
    stopped_by: tuple[int, ...]
    settings: Mapping[str, Any]


class Guards(Repository):
    async def of(self, user_id: int, environment: str) -> Mapping[str, Any]:
        """What a person has chosen, by the guard's name; a raise holds from the moment it is due.

        So nobody has to be awake for it: `ripen` only writes down what is true already.
        """
        return (await self.standing(user_id, environment, ())).chosen

    async def standing(self, user_id: int, environment: str, settings: Sequence[str]) -> Standing:
        """What holds for a person: one statement, for it is asked often before an order leaves."""
        asked = {"user_id": user_id, "environment": environment, "now": self._now()}
        rows = await self._session.execute(_STANDING, asked | {"settings": settings})
        found: dict[str, dict[str, Any]] = {"chosen": {}, "due": {}, "stop": {}, "setting": {}}
        for kind, name, value in rows:
            found[kind][name] = value
        stopped_by = sorted(map(int, found["stop"]))  # EVERYBODY is 0
        return Standing(found["chosen"] | found["due"], tuple(stopped_by), found["setting"])

    async def waiting(self, user_id: int, environment: str) -> list[GuardRaise]:
        """The raises that have not been written down as effective, the first that is due first."""
        return await self._all(
            select(GuardRaise)
            .where(*_waiting(user_id, environment))
            .order_by(GuardRaise.due_at, GuardRaise.id)
        )

    async def choose(self, user_id: int, environment: str, name: str, value: Any) -> None:
        """Let it hold from now on; a raise of the same guard that still waits is withdrawn."""
        await self._withdraw(user_id, environment, name)
        await self._write(user_id, environment, name, value)

    async def raise_later(
        self, user_id: int, environment: str, name: str, value: Any, due_at: datetime
    ) -> GuardRaise:
        """Let it hold from then on, in place of any other raise of the same guard."""
        await self._withdraw(user_id, environment, name)
        values = {
            "user_id": user_id,
            "environment": environment,
            "name": name,
            "value": value,
            "state": "waiting",
            "asked_at": self._now(),
            "due_at": due_at,
        }
        return await self._the(insert(GuardRaise).values(values).returning(GuardRaise))

    async def withdraw(self, user_id: int, raise_id: int) -> GuardRaise | None:
        """Think better of a raise; None when it is not the person's, or is effective already."""
        own = (GuardRaise.id == raise_id) & (GuardRaise.user_id == user_id)
        early = (GuardRaise.state == "waiting") & (GuardRaise.due_at > self._now())
        statement = update(GuardRaise).where(own, early).values(state="withdrawn")
        return await self._one(statement.returning(GuardRaise))

    async def ripen(self, environment: str) -> list[GuardRaise]:
        """Write down as chosen what is due; each is returned once, to be told."""
        due = (GuardRaise.state == "waiting") & (GuardRaise.due_at <= self._now())
        statement = (
            update(GuardRaise)
            .where(GuardRaise.environment == environment, due)
            .values(state="effective")
        )
        ripe = await self._all(statement.returning(GuardRaise))
        for one in sorted(ripe, key=lambda each: each.id):
            await self._write(one.user_id, environment, one.name, one.value)
        return ripe

    async def next_due(self, environment: str) -> datetime | None:
        """When the next raise takes effect."""
        waits = (GuardRaise.environment == environment) & (GuardRaise.state == "waiting")
        return await self._one(select(func.min(GuardRaise.due_at)).where(waits))

    async def _withdraw(self, user_id: int, environment: str, name: str) -> None:
        same = (*_waiting(user_id, environment), GuardRaise.name == name)
        await self._changed(update(GuardRaise).where(*same).values(state="withdrawn"))

    async def _write(self, user_id: int, environment: str, name: str, value: Any) -> None:
        place = {"user_id": user_id, "environment": environment, "name": name}
        statement = insert(GuardChoice).values(**place, value=value)
        await self._run(
            statement.on_conflict_do_update(index_elements=[*place], set_={"value": value})
        )


def _waiting(user_id: Value[int], environment: Value[str]) -> tuple[ColumnElement[bool], ...]:
    return (
        GuardRaise.user_id == user_id,
        GuardRaise.environment == environment,
        GuardRaise.state == "waiting",
    )


def _standing() -> CompoundSelect[str, str, Any]:
    user, place = bindparam("user_id", type_=Integer), bindparam("environment", type_=Text)
    names: BindParameter[Any] = bindparam("settings", expanding=True)
    mine = (GuardChoice.user_id == user) & (GuardChoice.environment == place)
    due = (*_waiting(user, place), GuardRaise.due_at <= bindparam("now"))
    stops = Stop.user_id.in_((EVERYBODY, user)) & (Stop.environment == place)
    kept = (Setting.user_id == user) & Setting.name.in_(names)
    return union_all(
        select(literal("chosen"), GuardChoice.name, GuardChoice.value).where(mine),
        select(literal("due"), GuardRaise.name, GuardRaise.value).where(*due),
        select(literal("stop"), cast(Stop.user_id, Text), null()).where(stops),
        select(literal("setting"), Setting.name, Setting.value).where(kept),
    )


_STANDING = _standing()
