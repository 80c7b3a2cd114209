"""All trades of an account as Binance tells them when asked: what the books are made of.

Fills are what people are told of, once; these are read at leisure, and reading one takes no news
away from anybody.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Index, Text, func, null, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.fills import Fill, Market
from storage.repository import Repository, insert
from storage.tables import STRICT, Table, one_of


class Trade(Table):
    """One trade; `fee_value` is its fee's worth in the quote currency, once that was found out."""

    __tablename__ = "trades"
    __table_args__ = (
        one_of("market", Market),
        Index("ix_trades_environment_account_uid_at", "environment", "account_uid", "at"),
        STRICT,
    )

    environment: Mapped[str] = mapped_column(primary_key=True)
    account_uid: Mapped[int] = mapped_column(primary_key=True)
    market: Mapped[Market] = mapped_column(Text, primary_key=True)
    symbol: Mapped[str] = mapped_column(primary_key=True)
    trade_id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int]
    side: Mapped[str]
    price: Mapped[Decimal]
    qty: Mapped[Decimal]
    quote_qty: Mapped[Decimal]
    commission: Mapped[Decimal]
    commission_asset: Mapped[str | None]
    maker: Mapped[bool | None]
    at: Mapped[datetime]
    fee_value: Mapped[Decimal | None] = mapped_column(default=None)


class Reading(Table):
    """How far an account's past was read on a market, symbol by symbol.

    `next_id` is the trade to ask from; contracts are asked week by week, and were read `until` some
    time. The past begins at `since`, or with the account where that is None; `whole` says that
    nothing was left when it was `asked_at`. Without a symbol it is the wallet's history.
    """

    __tablename__ = "readings"
    __table_args__ = (one_of("market", Market), STRICT)

    environment: Mapped[str] = mapped_column(primary_key=True)
    account_uid: Mapped[int] = mapped_column(primary_key=True)
    market: Mapped[Market] = mapped_column(Text, primary_key=True)
    symbol: Mapped[str] = mapped_column(primary_key=True)
    next_id: Mapped[int | None]
    until: Mapped[datetime | None]
    since: Mapped[datetime | None]
    whole: Mapped[bool]
    asked_at: Mapped[datetime]


class Owner(NamedTuple):
    """Whose: an account of Binance in an environment."""

    environment: str
    account_uid: int


@dataclass(frozen=True)
class Which:
    """Which trades of an account: None means any."""

    market: Market | None = None
    symbol: str | None = None
    side: str | None = None
    since: datetime | None = None


class Trades(Repository):
    async def keep(self, rows: Sequence[Trade]) -> None:
        """Write trades down, those that are there already with what was not known of them."""
        if not rows:
            return
        statement = insert(Trade)
        statement = statement.on_conflict_do_update(
            index_elements=[column.name for column in Trade.__table__.primary_key],
            set_={"maker": statement.excluded.maker},
            where=Trade.maker.is_(None),
        )
        await self._session.execute(statement, [asdict(row) for row in rows])

    async def adopt(self, owner: Owner) -> None:
        """Take over the fills that were heard of and not read yet."""
        kept = (
            Fill.environment, Fill.account_uid, Fill.market, Fill.symbol, Fill.trade_id,
            Fill.order_id, Fill.side, Fill.price, Fill.qty, Fill.quote_qty, Fill.commission,
            Fill.commission_asset, Fill.at,
        )  # fmt: skip
        names = [column.key for column in kept]
        chosen = select(*kept, null().label("maker")).where(*_of(Fill, owner))
        await self._run(
            insert(Trade).from_select([*names, "maker"], chosen).on_conflict_do_nothing()
        )

    async def page(self, owner: Owner, which: Which, *, limit: int, offset: int) -> list[Trade]:
        """Newest first."""
        chosen = select(Trade).where(*_chosen(owner, which))
        order = Trade.at.desc(), Trade.trade_id.desc()
        return await self._all(chosen.order_by(*order).limit(limit).offset(offset))

    async def count(self, owner: Owner, which: Which) -> int:
        chosen = select(func.count()).select_from(Trade).where(*_chosen(owner, which))
        return await self._the(chosen)

    async def all(self, owner: Owner, which: Which) -> list[Trade]:
        """Oldest first."""
        chosen = select(Trade).where(*_chosen(owner, which))
        return await self._all(chosen.order_by(Trade.at, Trade.symbol, Trade.trade_id))

    async def symbols(self, owner: Owner, market: Market) -> list[str]:
        """Where the account traded, the latest first."""
        there = select(Trade.symbol).where(*_of(Trade, owner), Trade.market == market)
        latest = there.group_by(Trade.symbol).order_by(func.max(Trade.at).desc())
        return await self._all(latest)

    async def value_fees(
        self, owner: Owner, market: Market, values: Mapping[tuple[str, int], Decimal]
    ) -> None:
        """Note what fees were worth, by symbol and number of the trade."""
        for (symbol, trade_id), value in values.items():
            there = (Trade.market == market) & (Trade.symbol == symbol)
            mine = (*_of(Trade, owner), there, Trade.trade_id == trade_id)
            await self._changed(update(Trade).where(*mine).values(fee_value=value))

    async def readings(self, owner: Owner) -> list[Reading]:
        return await self._all(select(Reading).where(*_of(Reading, owner)))

    async def read(self, reading: Reading) -> None:
        """Note how far the past was read."""
        values = asdict(reading)
        keys = [column.name for column in Reading.__table__.primary_key]
        news = {name: value for name, value in values.items() if name not in keys}
        statement = insert(Reading).values(values)
        await self._run(statement.on_conflict_do_update(index_elements=keys, set_=news))


def _of(table: Any, owner: Owner) -> tuple[ColumnElement[bool], ...]:
    return table.environment == owner.environment, table.account_uid == owner.account_uid


def _chosen(owner: Owner, which: Which) -> Collection[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [*_of(Trade, owner)]
    if which.market is not None:
        wanted.append(Trade.market == which.market)
    if which.symbol is not None:
        wanted.append(Trade.symbol == which.symbol)
    if which.side is not None:
        wanted.append(Trade.side == which.side)
    if which.since is not None:
        wanted.append(Trade.at >= which.since)
    return wanted
