"""What happens on futures accounts: fills, liquidations, margin calls, orders that ended."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from binance.models.events.contract_account import MarginCall
from binance.models.events.contract_orders import (
    AlgoUpdate,
    ConditionalOrderTriggerReject,
    ContractExecutionType,
    OrderTradeUpdate,
    OrderUpdate,
)
from binance.models.futures.terms import AlgoStatus, PositionSide
from binance.models.orders import OrderStatus, Side
from bot.accounts import Connected
from bot.following import market_notices as notices
from bot.following.contract_history import ContractHistory
from bot.following.executions import of_order, progress_of
from bot.following.market_fills import MarketFills
from bot.i18n import Say
from bot.notices import Notice
from bot.notifications import Sender
from bot.voice import voice
from storage import ApiKey, Storage

ContractMarket = Literal["usdm", "coinm"]
SizeOf = Callable[[str], Awaitable[int]]
Tell = Callable[[Say], Notice]

CALLED = timedelta(minutes=10)  # for which the same margin call is no news
_FILLS = (ContractExecutionType.TRADE, ContractExecutionType.CALCULATED)
_ENDED = (OrderStatus.EXPIRED, OrderStatus.EXPIRED_IN_MATCH, OrderStatus.REJECTED)
_FAILED = (AlgoStatus.EXPIRED, AlgoStatus.REJECTED)


class Contracts:
    """Tells people of their accounts on USD-M or on COIN-M.

    `size_of` says how many dollars a contract of COIN-M is worth.
    """

    def __init__(
        self,
        market: ContractMarket,
        storage: Storage,
        sender: Sender,
        fills: MarketFills,
        history: ContractHistory,
        *,
        size_of: SizeOf,
        now: Callable[[], datetime],
    ) -> None:
        self._market: ContractMarket = market
        self._storage, self._sender, self._now = storage, sender, now
        self._fills, self._history, self._size_of = fills, history, size_of

    async def look(self, connected: Connected) -> None:
        """Ask for what was missed."""
        await self._history.look(connected)

    def forget(self, user_id: int) -> None:
        self._history.forget(user_id)

    async def happened(self, key: ApiKey, event: object) -> None:
        match event:
            case OrderTradeUpdate(order=order):
                self._history.heard(key.user_id, order.symbol)
                await self._changed(key, order)
            case MarginCall() as call:
                await self._called(key, call)
            case AlgoUpdate(order=algo) if algo.algo_status in _FAILED:
                await self._failed(
                    key, algo.algo_id, algo.side, algo.symbol, algo.reject_reason or ""
                )
            case ConditionalOrderTriggerReject(order=order):
                await self._failed(key, order.order_id, None, order.symbol, order.reason)
            case _:
                pass  # `TradeLite` says again what an update of the order says better

    async def _changed(self, key: ApiKey, order: OrderUpdate) -> None:
        if order.execution_type in _FILLS and order.last_executed_qty > 0:
            quote = await self._worth(order)
            execution = of_order(order, key, self._market, quote)
            await self._fills.happened(execution, progress_of(order))
        elif order.status in _ENDED:
            ending = self._ending(order)
            await self._tell(
                key,
                f"{order.symbol}:{order.order_id}:{order.status}",
                lambda say: notices.ended(say, ending),
            )

    async def _worth(self, order: OrderUpdate) -> Decimal:
        """What the latest trade of an order is worth in the quote currency."""
        if self._market == "usdm":
            return order.last_executed_qty * order.last_executed_price
        return order.last_executed_qty * await self._size_of(order.symbol)

    def _ending(self, order: OrderUpdate) -> notices.Ending:
        return notices.Ending(
            self._market,
            order.side,
            order.symbol,
            order.order_id,
            qty=order.orig_qty,
            filled=order.executed_qty,
            rejected=order.status == OrderStatus.REJECTED,
            reason=order.expiry_reason,
            position="" if order.position_side is PositionSide.BOTH else str(order.position_side),
        )

    async def _called(self, key: ApiKey, call: MarginCall) -> None:
        symbols = ",".join(sorted(one.symbol for one in call.positions))
        span = int(self._now().timestamp() // CALLED.total_seconds())
        await self._tell(
            key,
            f"margin:{symbols}:{span}",
            lambda say: notices.margin_call(say, self._market, call),
        )

    async def _failed(
        self, key: ApiKey, order_id: int, side: Side | None, symbol: str, reason: str
    ) -> None:
        await self._tell(
            key,
            f"{symbol}:{order_id}:conditional",
            lambda say: notices.trigger_refused(say, self._market, side, symbol, reason),
        )

    async def _tell(self, key: ApiKey, what: str, tell: Tell) -> None:
        """Tell a thing once, however often it is heard."""
        async with self._storage.begin() as unit:
            notice = tell(await voice(unit, key.user_id))
            await unit.outbox.put(
                chat_id=key.user_id,
                user_id=key.user_id,
                kind="notice",
                text=notice.text,
                key=f"{self._market}:{key.environment}:{key.user_id}:{what}",
            )
        self._sender.nudge()
