"""Trades by the page: of what was kept, after reading on where that was asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.accounts import Accounts
from bot.statements.asking import Budget
from bot.statements.spans import Period
from bot.statements.trade_reader import TradeReader
from storage import Market, Reading, Storage, Trade, Which

REQUESTS = 15  # that one look may cost: a contract takes 13, one for each week
SHOWN = 10


@dataclass(frozen=True)
class Traded:
    """One page of trades, newest first; `left` are symbols that were not read to the end."""

    rows: tuple[Trade, ...]
    count: int
    page: int
    pages: int
    readings: tuple[Reading, ...]
    left: tuple[tuple[Market, str], ...]


class TradeHistory:
    """Shows trades of an account."""

    def __init__(
        self,
        storage: Storage,
        accounts: Accounts,
        reader: TradeReader,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._storage, self._accounts = storage, accounts
        self._reader, self._now = reader, now

    async def page(
        self,
        user_id: int,
        *,
        market: Market | None,
        symbol: str | None,
        side: str | None,
        period: Period,
        page: int,
        more: bool,
    ) -> Traded:
        """One page; unless `more`, nothing is asked of Binance that is not known."""
        connected = await self._accounts.of(user_id)
        read = await self._reader.read(
            connected, Budget(REQUESTS if more else 0), only=symbol if market is None else None
        )
        which = Which(market, symbol, side, period.begins(self._now()))
        async with self._storage.read() as unit:
            count = await unit.trades.count(read.owner, which)
            pages = max(1, -(-count // SHOWN))
            page = min(page, pages - 1)
            rows = await unit.trades.page(read.owner, which, limit=SHOWN, offset=page * SHOWN)
        readings = tuple(one for one in read.readings.values() if one.symbol)
        return Traded(tuple(rows), count, page, pages, readings, read.left)

    async def knows(self, user_id: int, symbol: str) -> bool:
        """Whether the account has traded there, or may have."""
        connected = await self._accounts.of(user_id)
        read = await self._reader.read(connected, Budget(0))
        places = [*read.where.symbols.items()]
        return any(symbol in names for _, names in places)
