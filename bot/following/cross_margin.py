"""What happens on cross margin accounts: fills, and orders that the exchange ended."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress

from binance.errors import NoSuchSymbol
from binance.models.events import ExecutionReport, ExecutionType
from binance.private import margin
from bot.accounts import Connected, uid
from bot.following.executions import of_margin_trade, of_report, progress_of
from bot.following.order_ends import ending_of_report
from bot.following.order_fills import OrderFills
from bot.following.slow_questions import SlowQuestions
from bot.portfolio import QUOTE
from storage import ApiKey, Storage

PAGE = 1000


class CrossMargin:
    """Tells people of their cross margin accounts; where `listed` says what is traded there."""

    def __init__(
        self,
        storage: Storage,
        fills: OrderFills,
        slow: SlowQuestions,
        *,
        listed: Callable[[], Awaitable[Collection[str]]],
    ) -> None:
        self._storage, self._fills = storage, fills
        self._slow, self._listed = slow, listed
        self._heard: defaultdict[int, set[str]] = defaultdict(set)

    async def happened(self, key: ApiKey, event: object) -> None:
        if not isinstance(event, ExecutionReport):
            return
        self._heard[key.id].add(event.symbol)
        if event.execution_type == ExecutionType.TRADE:
            await self._fills.happened(key, of_report(event, key, "margin"), progress_of(event))
        elif (ending := ending_of_report(event, "margin")) is not None:
            await self._fills.ended(key, ending)

    def forget(self, key_id: int) -> None:
        self._heard.pop(key_id, None)

    async def look(self, connected: Connected) -> None:
        """Record and tell the trades since the account was last asked."""
        for symbol in sorted(await self._symbols(connected)):
            with suppress(NoSuchSymbol):  # delisted since; the others are still to be read
                await self._missed(connected, symbol)
        await self._fills.look(connected, "margin", self._slow.send)

    async def _symbols(self, connected: Connected) -> set[str]:
        """Where this account may have traded."""
        key = connected.key
        async with self._storage.read() as unit:
            traded = await unit.fills.symbols(key.environment, uid(key), "margin")
        resting = await self._slow.send(connected, margin.OpenOrders())
        account = await self._slow.send(connected, margin.GetCrossAccount())
        touched = [one for one in account.user_assets if one.free or one.locked or one.borrowed]
        held = {one.asset + QUOTE for one in touched} & {*await self._listed()}
        return traded | self._heard[key.id] | {one.symbol for one in resting} | held

    async def _missed(self, connected: Connected, symbol: str) -> None:
        """Ask by number from the beginning: without one, Binance tells of a single day."""
        key = connected.key
        async with self._storage.read() as unit:
            last = await unit.fills.cursor(key.environment, uid(key), symbol, "margin")
        while True:
            first = 0 if last is None else last + 1
            request = margin.MyTrades(symbol=symbol, from_id=first, limit=PAGE)
            trades = sorted(await self._slow.send(connected, request), key=lambda one: one.id)
            if not trades:
                return
            await self._fills.found(key, [of_margin_trade(one, key) for one in trades])
            last = trades[-1].id
