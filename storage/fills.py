"""Executed trades of people's accounts, each known by Binance's trade id, told once."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from sqlalchemy import ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.repository import Repository, insert
from storage.tables import STRICT, Table, one_of

Market = Literal["spot", "margin", "isolated", "usdm", "coinm"]
"""Where a trade took place; the numbers of trades mean something there only."""


class OrderPlace(NamedTuple):
    """One order of one account: numbers of orders mean something in their symbol only."""

    environment: str
    account_uid: int
    market: Market
    symbol: str
    order_id: int


class Fill(Table):
    """One trade of one account; the key of the table is what makes it unique at Binance."""

    __tablename__ = "fills"
    __table_args__ = (
        one_of("market", Market),
        Index("ix_fills_user_id_at", "user_id", "at"),
        Index("ix_fills_order", "environment", "account_uid", "market", "symbol", "order_id"),
        STRICT,
    )

    environment: Mapped[str] = mapped_column(primary_key=True)
    account_uid: Mapped[int] = mapped_column(primary_key=True)
    symbol: Mapped[str] = mapped_column(primary_key=True)
    trade_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    order_id: Mapped[int]
    client_order_id: Mapped[str | None]
    side: Mapped[str]
    price: Mapped[Decimal]
    qty: Mapped[Decimal]
    quote_qty: Mapped[Decimal]
    commission: Mapped[Decimal]
    commission_asset: Mapped[str | None]
    at: Mapped[datetime]
    market: Mapped[Market] = mapped_column(Text, primary_key=True, default="spot")

    @property
    def place(self) -> OrderPlace:
        """The order that it is a part of."""
        return OrderPlace(
            self.environment, self.account_uid, self.market, self.symbol, self.order_id
        )


class FillCursor(Table):
    """Binance was asked for all trades of the account in this symbol up to `trade_id`.

    The newest fill would not do: the stream may bring one beyond a gap that is yet to be filled.
    """

    __tablename__ = "fill_cursors"
    __table_args__ = (one_of("market", Market), STRICT)

    environment: Mapped[str] = mapped_column(primary_key=True)
    account_uid: Mapped[int] = mapped_column(primary_key=True)
    symbol: Mapped[str] = mapped_column(primary_key=True)
    trade_id: Mapped[int]
    market: Mapped[Market] = mapped_column(Text, primary_key=True, default="spot")


class Fills(Repository):
    async def record(self, fill: Fill) -> bool:
        """Keep a fill; True when it is new and its owner should hear of it."""
        statement = insert(Fill).values(asdict(fill)).on_conflict_do_nothing()
        return await self._one(statement.returning(Fill.trade_id)) is not None

    async def symbols(
        self,
        environment: str,
        account_uid: int,
        market: Market = "spot",
        *,
        since: datetime | None = None,
    ) -> set[str]:
        """Everything the account traded on a market as far as we know, ever or since then."""
        traded = select(Fill.symbol).where(
            Fill.environment == environment,
            Fill.account_uid == account_uid,
            Fill.market == market,
        )
        if since is not None:
            traded = traded.where(Fill.at >= since)
        return set(await self._all(traded.distinct()))

    async def of_order(self, place: OrderPlace) -> list[Fill]:
        """What is kept of one order's trades, oldest first."""
        there = (
            Fill.environment == place.environment,
            Fill.account_uid == place.account_uid,
            Fill.market == place.market,
            Fill.symbol == place.symbol,
            Fill.order_id == place.order_id,
        )
        return await self._all(select(Fill).where(*there).order_by(Fill.trade_id))

    async def in_symbol(self, place: OrderPlace) -> list[Fill]:
        """What is kept of all trades of the account where an order was placed."""
        there = (
            Fill.environment == place.environment,
            Fill.account_uid == place.account_uid,
            Fill.market == place.market,
            Fill.symbol == place.symbol,
        )
        return await self._all(select(Fill).where(*there))

    async def of(self, user_id: int, symbol: str | None, limit: int) -> list[Fill]:
        """List a person's fills, newest first, of one symbol or of all."""
        mine = select(Fill).where(Fill.user_id == user_id)
        if symbol is not None:
            mine = mine.where(Fill.symbol == symbol)
        return await self._all(mine.order_by(Fill.at.desc(), Fill.trade_id.desc()).limit(limit))

    async def cursor(
        self, environment: str, account_uid: int, symbol: str, market: Market = "spot"
    ) -> int | None:
        there = (
            FillCursor.environment == environment,
            FillCursor.account_uid == account_uid,
            FillCursor.market == market,
            FillCursor.symbol == symbol,
        )
        return await self._one(select(FillCursor.trade_id).where(*there))

    async def made_at(
        self, environment: str, account_uid: int, symbol: str, trade_id: int, market: Market
    ) -> datetime | None:
        """When a trade took place; None if it is not kept."""
        there = (
            Fill.environment == environment,
            Fill.account_uid == account_uid,
            Fill.market == market,
            Fill.symbol == symbol,
            Fill.trade_id == trade_id,
        )
        return await self._one(select(Fill.at).where(*there))

    async def move_cursor(
        self,
        environment: str,
        account_uid: int,
        symbol: str,
        trade_id: int,
        market: Market = "spot",
    ) -> None:
        """Forward only."""
        place = {
            "environment": environment,
            "account_uid": account_uid,
            "market": market,
            "symbol": symbol,
        }
        statement = insert(FillCursor).values({**place, "trade_id": trade_id})
        await self._run(
            statement.on_conflict_do_update(
                index_elements=list(place),
                set_={"trade_id": trade_id},
                where=FillCursor.trade_id < trade_id,
            )
        )
