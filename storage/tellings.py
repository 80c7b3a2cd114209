"""What people were told of orders: one message an order, which grows with each of its fills."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.fills import Market, OrderPlace
from storage.orders import FINAL
from storage.repository import Repository, insert
from storage.tables import STRICT, Table, one_of


class OrderTelling(Table):
    """How far an order is as one person was told, and where.

    The message is `outbox_id`, or `edits`: the one in which the person confirmed the order that we
    named `client_order_id`. `average` is the price of what was `executed`, `missed` the part of it
    that was found afterwards; `profit` is what Binance told of the fills that are kept.
    """

    __tablename__ = "order_tellings"
    __table_args__ = (
        one_of("market", Market),
        Index("ix_order_tellings_account", "environment", "account_uid", "market", "status"),
        Index("ix_order_tellings_client_order_id", "client_order_id"),
        STRICT,
    )

    environment: Mapped[str] = mapped_column(primary_key=True)
    account_uid: Mapped[int] = mapped_column(primary_key=True)
    market: Mapped[Market] = mapped_column(Text, primary_key=True)
    symbol: Mapped[str] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    chat_id: Mapped[int]
    side: Mapped[str]
    sounded_at: Mapped[datetime]
    outbox_id: Mapped[int | None] = mapped_column(default=None)
    edits: Mapped[int | None] = mapped_column(default=None)
    client_order_id: Mapped[str | None] = mapped_column(default=None)
    position: Mapped[str] = mapped_column(default="")
    closing: Mapped[str | None] = mapped_column(default=None)
    total: Mapped[Decimal | None] = mapped_column(default=None)
    executed: Mapped[Decimal] = mapped_column(default=Decimal(0))
    average: Mapped[Decimal] = mapped_column(default=Decimal(0))
    status: Mapped[str | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    profit: Mapped[Decimal] = mapped_column(default=Decimal(0))
    profit_asset: Mapped[str | None] = mapped_column(default=None)
    missed: Mapped[Decimal] = mapped_column(default=Decimal(0))
    missed_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def is_nowhere(self) -> bool:
        """Whether there is no message of it so far."""
        return self.outbox_id is None and self.edits is None

    @property
    def place(self) -> OrderPlace:
        return OrderPlace(
            self.environment, self.account_uid, self.market, self.symbol, self.order_id
        )

    @property
    def is_over(self) -> bool:
        return self.status in FINAL


class Tellings(Repository):
    async def find(self, place: OrderPlace, user_id: int) -> OrderTelling | None:
        mine = OrderTelling.user_id == user_id
        return await self._one(select(OrderTelling).where(*_at(place), mine))

    async def numbered(
        self, user_id: int, environment: str, market: Market, symbol: str, order_id: int
    ) -> OrderTelling | None:
        """What a person was told of an order, whichever of their accounts has it."""
        there = (
            OrderTelling.user_id == user_id,
            OrderTelling.environment == environment,
            OrderTelling.market == market,
            OrderTelling.symbol == symbol,
            OrderTelling.order_id == order_id,
        )
        return await self._one(select(OrderTelling).where(*there).limit(1))

    async def of_intent(self, client_order_id: str) -> OrderTelling | None:
        """What is told of an order that somebody confirmed here."""
        named = OrderTelling.client_order_id == client_order_id
        return await self._one(select(OrderTelling).where(named))

    async def keep(self, telling: OrderTelling) -> None:
        """Write down what was told, instead of what had been told before."""
        values = asdict(telling)
        keys = [column.name for column in OrderTelling.__table__.primary_key]
        news = {name: value for name, value in values.items() if name not in keys}
        statement = insert(OrderTelling).values(values)
        await self._run(statement.on_conflict_do_update(index_elements=keys, set_=news))

    async def unfinished(
        self, environment: str, account_uid: int, market: Market, limit: int
    ) -> Sequence[OrderPlace]:
        """Orders that were told of and may have gone on since, the latest first."""
        there = (
            OrderTelling.environment == environment,
            OrderTelling.account_uid == account_uid,
            OrderTelling.market == market,
            OrderTelling.status.is_(None) | OrderTelling.status.not_in(FINAL),
        )
        chosen = select(OrderTelling).where(*there).order_by(OrderTelling.sounded_at.desc())
        rows = await self._all(chosen.limit(limit))
        return list(dict.fromkeys(row.place for row in rows))


def _at(place: OrderPlace) -> tuple[ColumnElement[bool], ...]:
    return (
        OrderTelling.environment == place.environment,
        OrderTelling.account_uid == place.account_uid,
        OrderTelling.market == place.market,
        OrderTelling.symbol == place.symbol,
        OrderTelling.order_id == place.order_id,
    )
