"""What a sale earned: first in, first out over all trades of the symbol that are known."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.fills.progress import ZERO
from bot.ledger import Book, Fifo, Trade, movements
from storage import Fill, OrderTelling, Owner, Unit, Which
from storage import Trade as Row

MOST = 5_000  # trades that are gone through for one message


@dataclass(frozen=True)
class Pair:
    """The two assets of a symbol."""

    base: str
    quote: str


@dataclass(frozen=True)
class Profit:
    """What was earned; `whole` unless trades from before may be missing that make it another."""

    amount: Decimal
    asset: str
    whole: bool = True


async def realised(unit: Unit, told: OrderTelling, pair: Pair | None) -> Profit | None:
    """The profit of an order; None where there is none, or the cost is not known."""
    if told.market in ("usdm", "coinm"):
        return Profit(told.profit, told.profit_asset or "") if told.profit else None
    if pair is None:
        return None
    owner, which = Owner(told.environment, told.account_uid), Which("spot", told.symbol)
    if await unit.trades.count(owner, which) > MOST:
        return None
    rows: dict[int, Row | Fill] = {
        one.trade_id: one for one in await unit.fills.in_symbol(told.place)
    }
    rows |= {one.trade_id: one for one in await unit.trades.all(owner, which)}
    ordered = sorted(rows.values(), key=lambda one: (one.at, one.trade_id))
    earned = of_order(ordered, told.order_id, pair)
    if earned is None:
        return None
    whole = any(
        one.whole and (one.market, one.symbol) == ("spot", told.symbol)
        for one in await unit.trades.readings(owner)
    )
    return Profit(earned, pair.quote, whole)


def of_order(rows: Iterable[Row | Fill], order_id: int, pair: Pair) -> Decimal | None:
    """Replay trades in the order of time; None when the order sold what was never bought here."""
    book, earned = Book(pair.base, pair.quote, Fifo()), ZERO
    for row in rows:
        before = len(book.gains)
        for movement in movements(_trade(row, pair)):
            if movement.asset == pair.base:
                book.take(movement)
        if row.order_id == order_id:
            gains = book.gains[before:]
            if any(one.unknown for one in gains):
                return None
            earned += sum((one.realised for one in gains), ZERO)
    return earned


def _trade(row: Row | Fill, pair: Pair) -> Trade:
    return Trade(
        id=row.trade_id, at=row.at, symbol=row.symbol, base=pair.base, quote=pair.quote,
        buying=row.side == "BUY", qty=row.qty, quote_qty=row.quote_qty, fee=row.commission,
        fee_asset=row.commission_asset, fee_value=row.fee_value if isinstance(row, Row) else None,
    )  # fmt: skip
