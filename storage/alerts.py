"""Alerts of all kinds, and how far the events they wait for were looked at."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, Index, Text, case, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.repository import Repository, insert
from storage.tables import NUMBERED, STRICT, Table, one_of

AlertState = Literal["armed", "paused", "snoozed", "fired", "expired", "deleted"]
Awaits = Literal["above", "below", "either"]

KEPT: tuple[AlertState, ...] = ("armed", "paused", "snoozed", "fired", "expired")


class Alert(Table):
    """What somebody wants to be told of (`wish`), and what it waits for now.

    `source` names the events it is judged by: `measure` is compared with `level`, and events up to
    `position` do not count. It waits for a value on one side of the level; the next such value
    fires it if it is `primed`, and otherwise shows that the value was on the other side. An alert
    that fires again and again does so not before `quiet_until`, and none after `expires_at`.
    `deleted_as` is the state that a deleted one was in, `update_id` what somebody said to make it.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        one_of("state", AlertState),
        one_of("awaits", Awaits),
        Index("ix_alerts_environment_state_source", "environment", "state", "source"),
        Index("ix_alerts_user_id_environment", "user_id", "environment"),
        NUMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    environment: Mapped[str]
    symbol: Mapped[str]
    wish: Mapped[dict[str, Any]]
    state: Mapped[AlertState] = mapped_column(Text)
    source: Mapped[str]
    measure: Mapped[str]
    relation: Mapped[str]
    level: Mapped[Decimal]
    awaits: Mapped[Awaits] = mapped_column(Text)
    primed: Mapped[bool]
    position: Mapped[int]
    armed_at: Mapped[datetime]
    quiet_until: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    wakes_at: Mapped[datetime | None]
    fired_at: Mapped[datetime | None]
    fired_value: Mapped[Decimal | None]
    crossed_at: Mapped[datetime | None]
    times_fired: Mapped[int]
    deleted_as: Mapped[AlertState | None] = mapped_column(Text, default=None)
    update_id: Mapped[int | None] = mapped_column(default=None)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def over_at(self) -> datetime | None:
        """When one that fired or expired did so."""
        return self.fired_at if self.state == "fired" else self.expires_at

    @property
    def is_postponed(self) -> bool:
        """Whether it begins as soon as it can; whoever snoozes one, lets it sleep for a while."""
        return (
            self.state == "snoozed" and self.wakes_at is not None and self.wakes_at <= self.armed_at
        )


_OVER_AT = case((Alert.state == "fired", Alert.fired_at), else_=Alert.expires_at)


class Waiting(NamedTuple):
    """What an index needs to know of an armed alert."""

    id: int
    source: str
    measure: str
    relation: str
    level: Decimal
    awaits: Awaits
    primed: bool
    position: int
    quiet_until: datetime | None


class AlertCursor(Table):
    """All events of a source up to `position` were compared with the alerts that wait on it."""

    __tablename__ = "alert_cursors"
    __table_args__ = (STRICT,)

    environment: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    at: Mapped[datetime]


class Alerts(Repository):
    async def add(
        self,
        user_id: int,
        environment: str,
        *,
        symbol: str,
        wish: dict[str, Any],
        source: str,
        measure: str,
        relation: str,
        level: Decimal,
        awaits: Awaits,
        primed: bool,
        position: int,
        expires_at: datetime | None = None,
        update_id: int | None = None,
        postponed: bool = False,
    ) -> Alert:
        """Let it wait from now on, or `postponed` until it can be known where it begins."""
        now = self._now()
        values = {
            "user_id": user_id,
            "environment": environment,
            "symbol": symbol,
            "wish": wish,
            "state": "snoozed" if postponed else "armed",
            "source": source,
            "measure": measure,
            "relation": relation,
            "level": level,
            "awaits": awaits,
            "primed": primed,
            "position": position,
            "armed_at": now,
            "wakes_at": now if postponed else None,
            "expires_at": expires_at,
            "update_id": update_id,
            "times_fired": 0,
        }
        return await self._the(insert(Alert).values(values).returning(Alert))

    async def get(self, alert_id: int) -> Alert | None:
        return await self._one(select(Alert).where(Alert.id == alert_id))

    async def some(self, alert_ids: Iterable[int]) -> list[Alert]:
        chosen = select(Alert).where(Alert.id.in_(tuple(alert_ids)))
        return await self._all(chosen.order_by(Alert.id))

    async def of_source(self, environment: str, source: str) -> list[Alert]:
        """Every armed alert that is judged by a source."""
        armed = (Alert.environment == environment) & (Alert.state == "armed")
        chosen = select(Alert).where(armed, Alert.source == source)
        return await self._all(chosen.order_by(Alert.id))

    async def begin_anew(self, environment: str, source: str) -> None:
        """Let all events of a source count again for those who wait on it."""
        waiting = (Alert.environment == environment) & (Alert.source == source)
        armed = update(Alert).where(waiting, Alert.state == "armed").values(position=0)
        await self._changed(armed)
        await self.drop_cursor(environment, source)

    async def own(self, user_id: int, alert_id: int) -> Alert | None:
        """Look up an alert for its owner; None for everybody else, and when it was deleted."""
        own = (Alert.id == alert_id) & (Alert.user_id == user_id) & (Alert.state != "deleted")
        return await self._one(select(Alert).where(own))

    async def made_by(self, user_id: int, update_id: int) -> Alert | None:
        """Look up what became of an update that is repeated."""
        own = (Alert.user_id == user_id) & (Alert.update_id == update_id)
        return await self._one(select(Alert).where(own, Alert.state != "deleted"))

    async def mine(
        self, user_id: int, environment: str, states: Iterable[AlertState] = ("armed",)
    ) -> list[Alert]:
        own = (Alert.user_id == user_id) & (Alert.environment == environment)
        return await self._all(
            select(Alert).where(own, Alert.state.in_(tuple(states))).order_by(Alert.id)
        )

    async def over(self, user_id: int, environment: str, most: int) -> list[Alert]:
        """What fired or expired last, the latest first."""
        own = (Alert.user_id == user_id) & (Alert.environment == environment)
        chosen = select(Alert).where(own, Alert.state.in_(("fired", "expired")))
        return await self._all(chosen.order_by(_OVER_AT.desc(), Alert.id.desc()).limit(most))

    async def armed_since(self, user_id: int, environment: str, moment: datetime) -> list[Alert]:
        """What began to wait after a moment and is not deleted, whatever became of it."""
        own = (Alert.user_id == user_id) & (Alert.environment == environment)
        chosen = select(Alert).where(own, Alert.state.in_(KEPT), Alert.armed_at > moment)
        return await self._all(chosen.order_by(Alert.id))

    async def purge(self, before: datetime) -> int:
        """Forget what fired, expired or was deleted before then."""
        over = Alert.state.in_(("fired", "expired")) & (before > _OVER_AT)
        gone = (Alert.state == "deleted") & (Alert.deleted_at < before)
        return await self._changed(delete(Alert).where(over | gone))

    async def count(self, user_id: int, environment: str) -> int:
        """How many alerts of a person wait, or would if they were not paused."""
        own = (Alert.user_id == user_id) & (Alert.environment == environment)
        waiting = Alert.state.in_(("armed", "paused", "snoozed"))
        return await self._the(select(func.count()).select_from(Alert).where(own, waiting))

    async def waiting(self, environment: str) -> Sequence[Waiting]:
        """Everybody's armed alerts, for the index: a hundred thousand are read in a second."""
        armed = (Alert.environment == environment) & (Alert.state == "armed")
        columns = select(
            Alert.id,
            Alert.source,
            Alert.measure,
            Alert.relation,
            Alert.level,
            Alert.awaits,
            Alert.primed,
            Alert.position,
            Alert.quiet_until,
        )
        rows = await self._session.execute(columns.where(armed).order_by(Alert.id))
        return [Waiting(*row) for row in rows]

    async def turn(self, alert_id: int, *, awaits: Awaits, primed: bool, position: int) -> bool:
        """The value was seen on a side: from here on it waits for another."""
        values = {"awaits": awaits, "primed": primed, "position": position}
        return await self._advance(alert_id, position, values)

    async def fire(
        self, alert_id: int, *, position: int, value: Decimal | None, crossed_at: datetime
    ) -> bool:
        """Mark an alert as fired, for good; True for exactly one caller.

        The UPDATE is the lock: two engines may see the same event, one wins.
        """
        return await self._advance(
            alert_id, position, {"state": "fired", **self._fired(position, value, crossed_at)}
        )

    async def fire_again(
        self,
        alert_id: int,
        *,
        position: int,
        value: Decimal | None,
        crossed_at: datetime,
        awaits: Awaits,
        primed: bool,
        quiet_until: datetime,
    ) -> bool:
        """Mark an alert as fired and let it wait on; True for exactly one caller."""
        waits = {"awaits": awaits, "primed": primed, "quiet_until": quiet_until}
        return await self._advance(
            alert_id, position, {**waits, **self._fired(position, value, crossed_at)}
        )

    def _fired(self, position: int, value: Decimal | None, crossed_at: datetime) -> dict[str, Any]:
        return {
            "position": position,
            "fired_at": self._now(),
            "fired_value": value,
            "crossed_at": crossed_at,
            "times_fired": Alert.times_fired + 1,
        }

    async def _advance(self, alert_id: int, position: int, values: dict[str, Any]) -> bool:
        waiting = (Alert.id == alert_id) & (Alert.state == "armed") & (Alert.position < position)
        return await self._changed(update(Alert).where(waiting).values(values)) == 1

    async def rearm(
        self,
        user_id: int,
        alert_id: int,
        *,
        awaits: Awaits,
        primed: bool,
        position: int,
        waking: bool = False,
    ) -> Alert | None:
        """Let one's own alert wait anew, whatever it did before; None when it is gone or armed.

        When `waking`, only if its snooze is over: it may have been paused, or snoozed for longer.
        """
        own = (Alert.id == alert_id) & (Alert.user_id == user_id)
        idle: ColumnElement[bool] = Alert.state.in_(("paused", "snoozed", "fired", "expired"))
        if waking:
            idle = self._awake()
        values = {
            "state": "armed",
            "awaits": awaits,
            "primed": primed,
            "position": position,
            "armed_at": self._now(),
            "quiet_until": None,
            "wakes_at": None,
        }
        return await self._one(update(Alert).where(own, idle).values(values).returning(Alert))

    async def rest(
        self, user_id: int, alert_id: int, state: AlertState, *, wakes_at: datetime | None = None
    ) -> Alert | None:
        """Pause, snooze, expire or delete one's own alert; None when it is not theirs or gone."""
        gone = ("deleted",) if state == "deleted" else ("deleted", "expired")
        own = (Alert.id == alert_id) & (Alert.user_id == user_id) & Alert.state.not_in(gone)
        values: dict[str, Any] = {"state": state, "wakes_at": wakes_at}
        if state == "deleted":
            values = {"state": state, "deleted_as": Alert.state, "deleted_at": self._now()}
        return await self._one(update(Alert).where(own).values(values).returning(Alert))

    async def restore(self, user_id: int, alert_id: int) -> Alert | None:
        """Take back that one's own alert was deleted; None if somebody else did so first.

        One that was armed has to be armed at a new position: see `revive`.
        """
        resting = Alert.deleted_as.in_(("paused", "snoozed", "fired", "expired"))
        values = {"state": Alert.deleted_as, "deleted_as": None}
        return await self._revive(user_id, alert_id, resting, values)

    async def revive(self, user_id: int, alert_id: int, position: int) -> Alert | None:
        """As `restore` for one that was armed: it waits for the same, but from a position on."""
        armed = Alert.deleted_as.is_(None) | (Alert.deleted_as == "armed")
        values = {
            "state": "armed", "deleted_as": None, "wakes_at": None,
            "position": position, "armed_at": self._now(),
        }  # fmt: skip
        return await self._revive(user_id, alert_id, armed, values)

    async def postpone(self, user_id: int, alert_id: int) -> Alert | None:
        """As `revive` where the position is to be known later."""
        armed = Alert.deleted_as.is_(None) | (Alert.deleted_as == "armed")
        now = self._now()
        values = {"state": "snoozed", "deleted_as": None, "wakes_at": now, "armed_at": now}
        return await self._revive(user_id, alert_id, armed, values)

    async def _revive(
        self, user_id: int, alert_id: int, was: ColumnElement[bool], values: dict[str, Any]
    ) -> Alert | None:
        own = (Alert.id == alert_id) & (Alert.user_id == user_id) & (Alert.state == "deleted")
        back = update(Alert).where(own, was).values(**values, deleted_at=None)
        return await self._one(back.returning(Alert))

    async def reword(self, user_id: int, alert_id: int, wish: dict[str, Any]) -> Alert | None:
        """Let one's own alert fire in another manner, without touching what it waits for."""
        own = (Alert.id == alert_id) & (Alert.user_id == user_id) & (Alert.state != "deleted")
        return await self._one(update(Alert).where(own).values(wish=wish).returning(Alert))

    async def waking(self, environment: str) -> list[Alert]:
        """Alerts whose snooze is over."""
        chosen = select(Alert).where(Alert.environment == environment, self._awake())
        return await self._all(chosen.order_by(Alert.id))

    def _awake(self) -> ColumnElement[bool]:
        return (Alert.state == "snoozed") & (Alert.wakes_at <= self._now())

    async def overdue(self, environment: str) -> list[Alert]:
        """Alerts that were to wait until a moment that has passed."""
        idle = Alert.state.in_(("armed", "paused", "snoozed"))
        chosen = select(Alert).where(Alert.environment == environment, idle)
        return await self._all(chosen.where(Alert.expires_at <= self._now()).order_by(Alert.id))

    async def cursor(self, environment: str, source: str) -> AlertCursor | None:
        here = (AlertCursor.environment == environment) & (AlertCursor.source == source)
        return await self._one(select(AlertCursor).where(here))

    async def cursors(self, environment: str) -> list[AlertCursor]:
        chosen = select(AlertCursor).where(AlertCursor.environment == environment)
        return await self._all(chosen.order_by(AlertCursor.source))

    async def move_cursor(self, environment: str, source: str, position: int, at: datetime) -> None:
        """Forward only: a late caller does not make events be looked at twice."""
        place = {"environment": environment, "source": source}
        reached = {"position": position, "at": at}
        statement = insert(AlertCursor).values({**place, **reached})
        await self._run(
            statement.on_conflict_do_update(
                index_elements=list(place),
                set_=reached,
                where=AlertCursor.position < position,
            )
        )

    async def drop_cursor(self, environment: str, source: str) -> None:
        """Nobody waits for these events any more."""
        here = (AlertCursor.environment == environment) & (AlertCursor.source == source)
        await self._changed(delete(AlertCursor).where(here))
