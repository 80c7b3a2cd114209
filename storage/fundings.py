"""Funding that people were told of, so that what was missed can be told, and nothing twice."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.fills import Market
from storage.repository import Repository, insert
from storage.tables import STRICT, Table, one_of
from storage.trades import Owner


class FundingPaid(Table):
    """One payment; `tran_id` is known only of those that were found afterwards.

    The symbol is empty where the stream did not tell it.
    """

    __tablename__ = "fundings"
    __table_args__ = (one_of("market", Market), STRICT)

    environment: Mapped[str] = mapped_column(primary_key=True)
    account_uid: Mapped[int] = mapped_column(primary_key=True)
    market: Mapped[Market] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    symbol: Mapped[str] = mapped_column(primary_key=True)
    asset: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[Decimal] = mapped_column(primary_key=True)
    tran_id: Mapped[int | None]


class FundingCursor(Table):
    """From when on payments may be untold: those before are known, or were nobody's news."""

    __tablename__ = "funding_cursors"
    __table_args__ = (one_of("market", Market), STRICT)

    environment: Mapped[str] = mapped_column(primary_key=True)
    account_uid: Mapped[int] = mapped_column(primary_key=True)
    market: Mapped[Market] = mapped_column(Text, primary_key=True)
    since: Mapped[datetime]


class Fundings(Repository):
    async def note(self, paid: FundingPaid) -> bool:
        """Keep a payment; True when it is new."""
        statement = insert(FundingPaid).values(asdict(paid)).on_conflict_do_nothing()
        return await self._one(statement.returning(FundingPaid.at)) is not None

    async def since(self, owner: Owner, market: Market, at: datetime) -> Sequence[FundingPaid]:
        """What is known to have been paid from a time on, oldest first."""
        there = (
            FundingPaid.environment == owner.environment,
            FundingPaid.account_uid == owner.account_uid,
            FundingPaid.market == market,
            FundingPaid.at >= at,
        )
        return await self._all(select(FundingPaid).where(*there).order_by(FundingPaid.at))

    async def cursor(self, owner: Owner, market: Market) -> datetime | None:
        there = (
            FundingCursor.environment == owner.environment,
            FundingCursor.account_uid == owner.account_uid,
            FundingCursor.market == market,
        )
        return await self._one(select(FundingCursor.since).where(*there))

    async def move_cursor(
        self, owner: Owner, market: Market, since: datetime, *, forget: datetime
    ) -> None:
        """Forward only; what was paid before `forget` is never asked for again."""
        place = {"environment": owner.environment, "account_uid": owner.account_uid}
        statement = insert(FundingCursor).values(**place, market=market, since=since)
        await self._run(
            statement.on_conflict_do_update(
                index_elements=["environment", "account_uid", "market"],
                set_={"since": since},
                where=FundingCursor.since < since,
            )
        )
        old = (
            FundingPaid.environment == owner.environment,
            FundingPaid.account_uid == owner.account_uid,
            FundingPaid.market == market,
            FundingPaid.at < forget,
        )
        await self._run(delete(FundingPaid).where(*old))
