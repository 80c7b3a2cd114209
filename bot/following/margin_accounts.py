"""What happens on margin accounts: fills, and orders that the exchange ended."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection
from contextlib import suppress
from typing import ClassVar, Literal

from binance.errors import NoSuchSymbol
from binance.models.events import ExecutionReport, ExecutionType
from binance.private import margin
from bot.accounts import Connected, uid
from bot.following.executions import of_margin_trade, of_report, progress_of
from bot.following.order_ends import ending_of_report
from bot.following.order_fills import OrderFills
from bot.following.slow_questions import SlowQuestions
from storage import ApiKey, Storage

PAGE = 1000


class MarginAccounts(ABC):
    """Tells people of their margin accounts of a kind."""

    market: ClassVar[Literal["margin", "isolated"]]

    def __init__(self, storage: Storage, fills: OrderFills, slow: SlowQuestions) -> None:
        self._storage, self._fills, self._slow = storage, fills, slow
        self._heard: defaultdict[int, set[str]] = defaultdict(set)

    async def happened(self, key: ApiKey, event: object) -> None:
        if not isinstance(event, ExecutionReport):
            return
        self._heard[key.id].add(event.symbol)
        if event.execution_type == ExecutionType.TRADE:
            await self._fills.happened(key, of_report(event, key, self.market), progress_of(event))
        elif (ending := ending_of_report(event, self.market)) is not None:
            await self._fills.ended(key, ending)

    def interrupted(self, key_id: int, gap: float | None) -> None:  # noqa: B027 - no hook
        """Trades are asked for by number: it does not matter for how long."""

    def forget(self, key_id: int) -> None:
        self._heard.pop(key_id, None)

    async def look(self, connected: Connected) -> None:
        """Record and tell the trades since the account was last asked."""
        key = connected.key
        async with self._storage.read() as unit:
            traded = await unit.fills.symbols(key.environment, uid(key), self.market)
        touched = await self._touched(connected)
        for symbol in sorted(traded | self._heard[key.id] | {*touched}):
            with suppress(NoSuchSymbol):  # delisted since; the others are still to be read
                await self._missed(connected, symbol)
        await self._fills.look(connected, self.market, self._slow.send)

    @abstractmethod
    async def _touched(self, connected: Connected) -> Collection[str]:
        """Ask where this account may have traded without our hearing of it."""

    async def _missed(self, connected: Connected, symbol: str) -> None:
        """Ask by number from the beginning: without one, Binance tells of a single day."""
        key = connected.key
        async with self._storage.read() as unit:
            last = await unit.fills.cursor(key.environment, uid(key), symbol, self.market)
        while True:
            request = margin.MyTrades(
                symbol=symbol,
                is_isolated=True if self.market == "isolated" else None,
                from_id=0 if last is None else last + 1,
                limit=PAGE,
            )
            trades = sorted(await self._slow.send(connected, request), key=lambda one: one.id)
            if not trades:
                return
            found = [of_margin_trade(one, key, self.market) for one in trades]
            await self._fills.found(key, found)
            last = trades[-1].id
