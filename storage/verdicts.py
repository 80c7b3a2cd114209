"""Orders that were open when their verdict was told: how they are since, and what told it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.fills import Market, OrderPlace
from storage.orders import FINAL, OrderIntent
from storage.repository import Repository, insert
from storage.tables import STRICT, Table, one_of


class VerdictLeg(Table):
    """One order of an intent, for as long as any order of that intent may go on.

    `conditional` is of those whose number is one of the store of conditional orders. `outbox_id` is
    the message that told the verdict anew, beside the one that was confirmed, if one did.
    """

    __tablename__ = "verdict_legs"
    __table_args__ = (
        one_of("market", Market),
        Index("ix_verdict_legs_order", "environment", "market", "symbol", "order_id"),
        STRICT,
    )

    client_order_id: Mapped[str] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    environment: Mapped[str]
    market: Mapped[Market] = mapped_column(Text)
    symbol: Mapped[str]
    conditional: Mapped[bool]
    outbox_id: Mapped[int | None]
    status: Mapped[str]
    executed: Mapped[Decimal] = mapped_column(default=Decimal(0))


class Verdicts(Repository):
    async def keep(self, leg: VerdictLeg) -> None:
        """Write down how an order is, instead of how it was before."""
        values = asdict(leg)
        keys = [column.name for column in VerdictLeg.__table__.primary_key]
        news = {name: value for name, value in values.items() if name not in keys}
        statement = insert(VerdictLeg).values(values)
        await self._run(statement.on_conflict_do_update(index_elements=keys, set_=news))

    async def at(self, place: OrderPlace, *, conditional: bool) -> Sequence[VerdictLeg]:
        """What tells of this order; several verdicts do where the order was changed."""
        there = (
            VerdictLeg.environment == place.environment,
            VerdictLeg.market == place.market,
            VerdictLeg.symbol == place.symbol,
            VerdictLeg.order_id == place.order_id,
            VerdictLeg.conditional == conditional,
        )
        return await self._all(select(VerdictLeg).where(*there))

    async def of(self, client_order_id: str) -> Sequence[VerdictLeg]:
        """The orders of an intent that were open when its verdict was told."""
        named = VerdictLeg.client_order_id == client_order_id
        return await self._all(select(VerdictLeg).where(named))

    async def waiting(
        self, key_id: int, market: Market, limit: int, *, conditional: bool = False
    ) -> Sequence[VerdictLeg]:
        """Orders of an account on a market that may be open still, the latest first."""
        chosen = (
            select(VerdictLeg)
            .join(OrderIntent, OrderIntent.client_order_id == VerdictLeg.client_order_id)
            .where(
                OrderIntent.key_id == key_id,
                VerdictLeg.market == market,
                VerdictLeg.conditional == conditional,
                VerdictLeg.status.not_in(FINAL),
            )
            .order_by(OrderIntent.created_at.desc())
        )
        return await self._all(chosen.limit(limit))

    async def purge(self, before: datetime) -> int:
        """Forget what was ordered before then, whatever became of it; how many."""
        old = select(OrderIntent.client_order_id).where(OrderIntent.created_at < before)
        return await self._changed(delete(VerdictLeg).where(VerdictLeg.client_order_id.in_(old)))

    async def settle(self, client_order_id: str) -> None:
        """Nothing of it goes on any more."""
        named = VerdictLeg.client_order_id == client_order_id
        await self._run(delete(VerdictLeg).where(named))
