"""How much each person has set in motion: what limits of a day and of a minute are counted by."""

from datetime import datetime
from decimal import Decimal

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
from storage.tables import NUMBERED, Table


class Turnover(Table):
    """One request that moves something: `notional` in USDT at worst, `orders` how many it places.

    `name` is the client order id that we gave it, where it has one.
    """

    __tablename__ = "turnovers"
    __table_args__ = (
        Index("ix_turnovers_user_id_at", "user_id", "at"),
        Index("ix_turnovers_name", "name"),
        NUMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    environment: Mapped[str]
    name: Mapped[str | None]
    notional: Mapped[Decimal]
    orders: Mapped[int]
    at: Mapped[datetime]


class Turnovers(Repository):
    async def note(
        self,
        user_id: int,
        environment: str,
        *,
        name: str | None,
        notional: Decimal,
        orders: int,
        at: datetime,
    ) -> None:
        """Count a request before it is sent."""
        values = {
            "user_id": user_id,
            "environment": environment,
            "name": name,
            "notional": notional,
            "orders": orders,
            "at": at,
        }
        await self._run(_NOTE, **values)

    async def noted(self, user_id: int, environment: str, name: str) -> Turnover | None:
        """Find what was counted under a name."""
        return await self._one(_NOTED, user_id=user_id, environment=environment, name=name)

    async def since(self, user_id: int, environment: str, then: datetime) -> list[Turnover]:
        """Everything counted after a moment, oldest first."""
        return await self._all(_SINCE, user_id=user_id, environment=environment, then=then)

    async def release(self, user_id: int, environment: str, name: str) -> None:
        """Give the money back of what was certainly not carried out; it was tried all the same."""
        mine = _named(user_id, environment, name)
        await self._changed(update(Turnover).where(*mine).values(notional=Decimal(0)))

    async def purge(self, before: datetime) -> int:
        """Forget what no limit looks at any more; how many."""
        return await self._changed(delete(Turnover).where(Turnover.at < before))


def _named(
    user_id: Value[int], environment: Value[str], name: Value[str]
) -> tuple[ColumnElement[bool], ...]:
    return (
        Turnover.user_id == user_id,
        Turnover.environment == environment,
        Turnover.name == name,
    )


_NOTE = insert(Turnover)
_USER, _PLACE = bindparam("user_id", type_=Integer), bindparam("environment", type_=Text)
_NOTED = select(Turnover).where(*_named(_USER, _PLACE, bindparam("name", type_=Text))).limit(1)
_MINE = (Turnover.user_id == _USER) & (Turnover.environment == _PLACE)
_SINCE = select(Turnover).where(_MINE, Turnover.at > bindparam("then"))
_SINCE = _SINCE.order_by(Turnover.at, Turnover.id)
