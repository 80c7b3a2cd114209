"""What happens on cross margin accounts: fills, and orders that the exchange ended."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress

from binance.errors import NoSuchSymbol
from binance.models.events import ExecutionReport, ExecutionType
from binance.models.orders import OrderStatus
from binance.private import margin
from bot.accounts import Connected, uid
from bot.following import market_notices as notices
from bot.following.executions import of_margin_trade, of_report, progress_of
from bot.following.market_fills import MarketFills
from bot.following.slow_questions import SlowQuestions
from bot.notifications import Sender
from bot.portfolio import QUOTE
from bot.voice import voice
from storage import ApiKey, Storage

PAGE = 1000
_ENDED = (ExecutionType.EXPIRED, ExecutionType.REJECTED)


class CrossMargin:
    """Tells people of their cross margin accounts; where `listed` says what is traded there."""

    def __init__(
        self,
        storage: Storage,
        sender: Sender,
        fills: MarketFills,
        slow: SlowQuestions,
        *,
        listed: Callable[[], Awaitable[Collection[str]]],
    ) -> None:
        self._storage, self._sender, self._fills = storage, sender, fills
        self._slow, self._listed = slow, listed
        self._heard: defaultdict[int, set[str]] = defaultdict(set)

    async def happened(self, key: ApiKey, event: object) -> None:
        if not isinstance(event, ExecutionReport):
            return
        self._heard[key.user_id].add(event.symbol)
        if event.execution_type == ExecutionType.TRADE:
            await self._fills.happened(of_report(event, key), progress_of(event))
        elif event.execution_type in _ENDED:
            await self._ended(key, event)

    def forget(self, user_id: int) -> None:
        self._heard.pop(user_id, None)

    async def look(self, connected: Connected) -> None:
        """Record and tell the trades since the account was last asked."""
        for symbol in sorted(await self._symbols(connected)):
            with suppress(NoSuchSymbol):  # delisted since; the others are still to be read
                await self._missed(connected, symbol)

    async def _symbols(self, connected: Connected) -> set[str]:
        """Where this account may have traded."""
        key = connected.key
        async with self._storage.read() as unit:
            traded = await unit.fills.symbols(key.environment, uid(key), "margin")
        resting = await self._slow.send(connected, margin.OpenOrders())
        account = await self._slow.send(connected, margin.GetCrossAccount())
        touched = [one for one in account.user_assets if one.free or one.locked or one.borrowed]
        held = {one.asset + QUOTE for one in touched} & {*await self._listed()}
        return traded | self._heard[key.user_id] | {one.symbol for one in resting} | held

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

    async def _ended(self, key: ApiKey, report: ExecutionReport) -> None:
        rejected = report.status == OrderStatus.REJECTED
        ending = notices.Ending(
            "margin",
            report.side,
            report.symbol,
            report.order_id,
            qty=report.orig_qty,
            filled=report.executed_qty,
            rejected=rejected,
            reason=report.reject_reason if rejected else report.expiry_reason,
        )
        async with self._storage.begin() as unit:
            notice = notices.ended(await voice(unit, key.user_id), ending)
            await unit.outbox.put(
                chat_id=key.user_id,
                user_id=key.user_id,
                kind="notice",
                text=notice.text,
                key=f"margin:{key.environment}:{key.user_id}:{report.symbol}:{report.order_id}:ended",
            )
        self._sender.nudge()
