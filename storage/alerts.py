"""Price alerts, and how far the trades of each symbol were looked at."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import ColumnElement, ForeignKey, Index, Text, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.repository import Repository, insert
from storage.tables import NUMBERED, STRICT, Table, one_of

AlertState = Literal["armed", "fired", "deleted"]
Direction = Literal["above", "below"]

ARMED: tuple[AlertState, ...] = ("armed",)


class Alert(Table):
    """Fires at the first trade after `armed_trade_id` whose price is beyond `price`."""

    __tablename__ = "alerts"
    __table_args__ = (
        one_of("direction", Direction),
        one_of("state", AlertState),
        Index("ix_alerts_environment_state", "environment", "state"),
        Index("ix_alerts_user_id_environment", "user_id", "environment"),
        NUMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    environment: Mapped[str]
    symbol: Mapped[str]
    direction: Mapped[Direction] = mapped_column(Text)
    price: Mapped[Decimal]
    state: Mapped[AlertState] = mapped_column(Text)
    armed_trade_id: Mapped[int]
    armed_at: Mapped[datetime]
    fired_at: Mapped[datetime | None]
    fired_trade_id: Mapped[int | None]
    fired_price: Mapped[Decimal | None]
    crossed_at: Mapped[datetime | None]


class AlertCursor(Table):
    """All trades of the symbol up to `trade_id` were compared with its alerts."""

    __tablename__ = "alert_cursors"
    __table_args__ = (STRICT,)

    environment: Mapped[str] = mapped_column(primary_key=True)
    symbol: Mapped[str] = mapped_column(primary_key=True)
    trade_id: Mapped[int]
    at: Mapped[datetime]


class Alerts(Repository):
    async def add(
        self,
        user_id: int,
        environment: str,
        symbol: str,
        direction: Direction,
        price: Decimal,
        *,
        armed_trade_id: int,
    ) -> Alert:
        values = {
            "user_id": user_id,
            "environment": environment,
            "symbol": symbol,
            "direction": direction,
            "price": price,
            "state": "armed",
            "armed_trade_id": armed_trade_id,
            "armed_at": self._now(),
        }
        return await self._the(insert(Alert).values(values).returning(Alert))

    async def armed(self, environment: str) -> list[Alert]:
        """Everybody's alerts that wait for their price."""
        waiting = (Alert.environment == environment) & (Alert.state == "armed")
        return await self._all(select(Alert).where(waiting).order_by(Alert.id))

    async def mine(
        self, user_id: int, environment: str, states: Iterable[AlertState] = ARMED
    ) -> list[Alert]:
        own = (Alert.user_id == user_id) & (Alert.environment == environment)
        return await self._all(
            select(Alert).where(own, Alert.state.in_(tuple(states))).order_by(Alert.id)
        )

    async def count_armed(self, user_id: int, environment: str) -> int:
        own = (Alert.user_id == user_id) & (Alert.environment == environment)
        counted = select(func.count()).select_from(Alert).where(own, Alert.state == "armed")
        return await self._the(counted)

    async def trigger(
        self, alert_id: int, *, trade_id: int, price: Decimal, crossed_at: datetime
    ) -> bool:
        """Mark an alert as fired; True for exactly one caller.

        The UPDATE is the lock: two engines may see the same trade, one wins.
        """
        waiting = (Alert.id == alert_id) & (Alert.state == "armed")
        values = {
            "state": "fired",
            "fired_at": self._now(),
            "fired_trade_id": trade_id,
            "fired_price": price,
            "crossed_at": crossed_at,
        }
        return await self._changed(update(Alert).where(waiting).values(values)) == 1

    async def delete(self, user_id: int, alert_id: int) -> Alert | None:
        """Take it back for its owner; None when it is not theirs or gone already."""
        own = (Alert.id == alert_id) & (Alert.user_id == user_id) & (Alert.state != "deleted")
        return await self._one(update(Alert).where(own).values(state="deleted").returning(Alert))

    async def rearm(self, user_id: int, alert_id: int, armed_trade_id: int) -> Alert | None:
        """Let a fired alert wait again, from this trade on."""
        own = (Alert.id == alert_id) & (Alert.user_id == user_id) & (Alert.state == "fired")
        values = {
            "state": "armed",
            "armed_trade_id": armed_trade_id,
            "armed_at": self._now(),
            "fired_at": None,
            "fired_trade_id": None,
            "fired_price": None,
            "crossed_at": None,
        }
        return await self._one(update(Alert).where(own).values(values).returning(Alert))

    async def cursor(self, environment: str, symbol: str) -> AlertCursor | None:
        return await self._one(select(AlertCursor).where(*_at(environment, symbol)))

    async def cursors(self, environment: str) -> list[AlertCursor]:
        chosen = select(AlertCursor).where(AlertCursor.environment == environment)
        return await self._all(chosen.order_by(AlertCursor.symbol))

    async def move_cursor(self, environment: str, symbol: str, trade_id: int, at: datetime) -> None:
        """Forward only: a late caller does not make trades be looked at twice."""
        place = {"environment": environment, "symbol": symbol}
        reached = {"trade_id": trade_id, "at": at}
        statement = insert(AlertCursor).values({**place, **reached})
        await self._run(
            statement.on_conflict_do_update(
                index_elements=list(place),
                set_=reached,
                where=AlertCursor.trade_id < trade_id,
            )
        )

    async def drop_cursor(self, environment: str, symbol: str) -> None:
        """Nobody waits for this symbol any more."""
        await self._changed(delete(AlertCursor).where(*_at(environment, symbol)))


def _at(environment: str, symbol: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return AlertCursor.environment == environment, AlertCursor.symbol == symbol
