"""What happens on futures accounts: fills, liquidations, margin calls, funding, ends of orders."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from binance.models.events.contract_account import AccountUpdate, MarginCall
from binance.models.events.contract_orders import (
    AlgoOrderUpdate,
    AlgoUpdate,
    ConditionalOrderTriggerReject,
    ContractExecutionType,
    OrderTradeUpdate,
    OrderUpdate,
)
from binance.models.futures.terms import AlgoStatus
from binance.models.orders import Side
from bot.accounts import Connected, uid
from bot.deeds import Leg
from bot.following import market_notices as notices
from bot.following.contract_history import ContractHistory
from bot.following.executions import of_order, progress_of
from bot.following.funding import Fundings
from bot.following.leftover_watch import LeftoverWatch
from bot.following.liquidation import LiquidationWatch
from bot.following.order_ends import ending_of_update
from bot.following.order_fills import OrderFills
from bot.following.pushing import Pushing
from bot.i18n import Say
from bot.notices import Notice
from storage import ApiKey, OrderPlace

ContractMarket = Literal["usdm", "coinm"]
Hear = Callable[[int, str, Leg | None], None]
SizeOf = Callable[[str], Awaitable[int]]

CALLED = timedelta(minutes=10)  # for which the same margin call is no news
_FILLS = (ContractExecutionType.TRADE, ContractExecutionType.CALCULATED)
_FAILED = (AlgoStatus.EXPIRED, AlgoStatus.REJECTED)


class Contracts:
    """Tells people of their accounts on USD-M or on COIN-M.

    `size_of` says how many dollars a contract of COIN-M is worth; `hear` is told of each order
    that something happened to, in whose account, by its name, and perhaps how it stands now.
    """

    def __init__(
        self,
        market: ContractMarket,
        fills: OrderFills,
        history: ContractHistory,
        fundings: Fundings,
        pushing: Pushing,
        *,
        size_of: SizeOf,
        hear: Hear,
        now: Callable[[], datetime],
        watch: LiquidationWatch,
        left: LeftoverWatch,
    ) -> None:
        self._market: ContractMarket = market
        self._fills, self._history, self._pushing = fills, history, pushing
        self._fundings, self._hear = fundings, hear
        self._size_of, self._now, self._watch, self._left = size_of, now, watch, left

    async def look(self, connected: Connected) -> None:
        """Ask for what was missed."""
        self._watch.exposed(connected.key)
        concerned = await self._history.look(connected)
        self._left.closed(connected.key, self._history.closings(connected.key.id))
        await self._fundings.look(connected, concerned=concerned)

    def interrupted(self, key_id: int, gap: float | None) -> None:
        self._fundings.interrupted(key_id, gap)

    def forget(self, key_id: int) -> None:
        self._history.forget(key_id)
        self._fundings.forget(key_id)
        self._watch.forget(key_id)
        self._left.forget(key_id)

    async def happened(self, key: ApiKey, event: object) -> None:
        match event:
            case OrderTradeUpdate(order=order):
                self._hear(key.user_id, order.client_order_id, _leg(order))
                self._history.heard(key.id, order.symbol)
                await self._changed(key, order)
            case AccountUpdate() as change:
                self._watch.exposed(key)
                self._left.happened(key, change)
                await self._fundings.happened(key, change)
            case MarginCall() as call:
                await self._called(key, call)
            case AlgoUpdate(order=algo):
                self._hear(key.user_id, algo.client_algo_id, None)
                await self._conditional(key, algo)
            case ConditionalOrderTriggerReject(order=order):
                await self._failed(key, order.order_id, None, order.symbol, order.reason)
            case _:
                pass  # `TradeLite` says again what an update of the order says better

    async def _changed(self, key: ApiKey, order: OrderUpdate) -> None:
        if order.execution_type in _FILLS and order.last_executed_qty > 0:
            quote = await self._worth(order)
            execution = of_order(order, key, self._market, quote)
            await self._fills.happened(key, execution, progress_of(order))
        elif (ending := ending_of_update(order, self._market)) is not None:
            await self._fills.ended(key, ending)

    async def _conditional(self, key: ApiKey, algo: AlgoOrderUpdate) -> None:
        if algo.algo_status is AlgoStatus.NEW:
            await self._left.placed(key, algo)
        if not algo.algo_status.waiting:
            place = OrderPlace(key.environment, uid(key), self._market, algo.symbol, algo.algo_id)
            await self._fills.conditional(key, place, str(algo.algo_status))
        if algo.algo_status in _FAILED:
            await self._failed(key, algo.algo_id, algo.side, algo.symbol, algo.reject_reason or "")

    async def _worth(self, order: OrderUpdate) -> Decimal:
        """What the latest trade of an order is worth in the quote currency."""
        if self._market == "usdm":
            return order.last_executed_qty * order.last_executed_price
        return order.last_executed_qty * await self._size_of(order.symbol)

    async def _called(self, key: ApiKey, call: MarginCall) -> None:
        symbols = ",".join(sorted(one.symbol for one in call.positions))
        span = int(self._now().timestamp() // CALLED.total_seconds())
        await self._pushing.tell(
            key,
            f"{self._market}:margin:{symbols}:{span}",
            lambda say: notices.margin_call(say, self._market, call),
        )

    async def _failed(
        self, key: ApiKey, order_id: int, side: Side | None, symbol: str, reason: str
    ) -> None:
        def refused(say: Say) -> Notice:
            return notices.trigger_refused(say, self._market, side, symbol, reason)

        await self._pushing.tell(key, f"{self._market}:{symbol}:{order_id}:conditional", refused)


def _leg(order: OrderUpdate) -> Leg:
    return Leg(
        order_id=order.order_id, status=str(order.status), side=order.side, type=str(order.type),
        executed_qty=order.executed_qty,
    )  # fmt: skip
