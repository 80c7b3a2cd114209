"""What moved the wallets of futures accounts: results, funding, commissions."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Index, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.fills import Market
from storage.repository import Repository, insert
from storage.tables import STRICT, Table, one_of
from storage.trades import Owner


class Income(Table):
    """One change of a wallet; Binance's number of it is unique among changes of one kind."""

    __tablename__ = "incomes"
    __table_args__ = (
        one_of("market", Market),
        Index("ix_incomes_environment_account_uid_at", "environment", "account_uid", "at"),
        STRICT,
    )

    environment: Mapped[str] = mapped_column(primary_key=True)
    account_uid: Mapped[int] = mapped_column(primary_key=True)
    market: Mapped[Market] = mapped_column(Text, primary_key=True)
    income_type: Mapped[str] = mapped_column(primary_key=True)
    tran_id: Mapped[int] = mapped_column(primary_key=True)
    symbol: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    asset: Mapped[str]
    income: Mapped[Decimal]


class Incomes(Repository):
    async def keep(self, rows: Sequence[Income]) -> None:
        """Write changes down; those that are there already stay as they are."""
        if rows:
            statement = insert(Income).on_conflict_do_nothing()
            await self._session.execute(statement, [asdict(row) for row in rows])

    async def symbols(self, owner: Owner, market: Market) -> list[str]:
        """Where something was earned or paid, the latest first."""
        mine = (
            Income.environment == owner.environment,
            Income.account_uid == owner.account_uid,
            Income.market == market,
            Income.symbol != "",
        )
        there = select(Income.symbol).where(*mine).group_by(Income.symbol)
        return await self._all(there.order_by(func.max(Income.at).desc()))

    async def since(self, owner: Owner, at: datetime, symbol: str | None) -> list[Income]:
        """Oldest first."""
        mine = (
            Income.environment == owner.environment,
            Income.account_uid == owner.account_uid,
            Income.at >= at,
        )
        chosen = select(Income).where(*mine)
        if symbol is not None:
            chosen = chosen.where(Income.symbol == symbol)
        return await self._all(chosen.order_by(Income.at))
