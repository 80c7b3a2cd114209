"""Trades of futures accounts that nobody told: asked for by their numbers, symbol by symbol."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from binance.errors import NoSuchSymbol
from binance.models.futures.orders import Trade
from binance.private import coin_futures, futures
from binance.request import Private
from bot.accounts import Connected, uid
from bot.following.executions import of_contract_trade
from bot.following.order_fills import OrderFills
from bot.following.slow_questions import SlowQuestions
from storage import Storage

PAGE = 1000
FORCED = 100  # orders of Binance's own that may be asked for at once
WEEK = timedelta(days=7)  # the longest span that may be asked for
KEPT = timedelta(days=90)  # for which Binance remembers trades


@dataclass(frozen=True)
class Questions:
    """What a venue is asked for its trades, and for the orders by which it closed positions."""

    market: Literal["usdm", "coinm"]
    api: Literal["fapi", "dapi"]
    trades: Callable[..., Private[list[Trade]]]
    forced: Callable[..., Private[list[Any]]]  # of orders: each venue has its own kind


USDM = Questions("usdm", "fapi", futures.UserTrades, futures.ForceOrders)
COINM = Questions("coinm", "dapi", coin_futures.UserTrades, coin_futures.ForceOrders)


class ContractHistory:
    """Asks an account for the trades since it was last asked, wherever it may have traded."""

    def __init__(
        self,
        questions: Questions,
        storage: Storage,
        fills: OrderFills,
        slow: SlowQuestions,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._ask, self._storage, self._fills = questions, storage, fills
        self._slow, self._now = slow, now
        self._heard: defaultdict[int, set[str]] = defaultdict(set)

    def heard(self, key_id: int, symbol: str) -> None:
        """Note where an account has orders: while nobody listens, they may be filled."""
        self._heard[key_id].add(symbol)

    def forget(self, key_id: int) -> None:
        """Know nothing of an account: its key is another one, or gone."""
        self._heard.pop(key_id, None)

    async def look(self, connected: Connected) -> None:
        """Record and tell what was missed."""
        for symbol in sorted(await self._symbols(connected)):
            with suppress(NoSuchSymbol):  # delisted since; the others are still to be read
                await self._missed(connected, symbol)
        await self._fills.look(connected, self._ask.market, self._slow.send)

    async def _symbols(self, connected: Connected) -> set[str]:
        """Where this account has traded, has orders or has positions."""
        key = connected.key
        async with self._storage.read() as unit:
            traded = await unit.fills.symbols(key.environment, uid(key), self._ask.market)
        there = await self._exposed(connected)
        self._heard[key.id] |= there
        return traded | self._heard[key.id]

    async def _exposed(self, connected: Connected) -> set[str]:
        """Ask where there is a position or an open order; on USD-M one question tells both."""
        if self._ask.market == "usdm":
            exposed = await self._slow.send(connected, futures.PositionInformation())
            return {one.symbol for one in exposed}
        positions = await self._slow.send(connected, coin_futures.PositionInformation())
        resting = await self._slow.send(connected, coin_futures.OpenOrders())
        held = {one.symbol for one in positions if one.position_amt}
        return held | {order.symbol for order in resting}

    async def _missed(self, connected: Connected, symbol: str) -> None:
        key = connected.key
        async with self._storage.read() as unit:
            last = await unit.fills.cursor(key.environment, uid(key), symbol, self._ask.market)
        if last is None:
            last = await self._first(connected, symbol)
        while last is not None:
            request = self._ask.trades(symbol=symbol, from_id=last + 1, limit=PAGE)
            last = await self._page(connected, request)

    async def _first(self, connected: Connected, symbol: str) -> int | None:
        """Find the first trades since the key was connected, and say how far they go."""
        since = connected.key.verified_at or self._now()
        for begin in _weeks(max(since, self._now() - KEPT), self._now()):
            request = self._ask.trades(
                symbol=symbol, start_time=begin, end_time=begin + WEEK, limit=PAGE
            )
            if (last := await self._page(connected, request)) is not None:
                return last
        return None

    async def _page(self, connected: Connected, request: Private[list[Trade]]) -> int | None:
        """Take a page of trades; the number of the last one, if there was any."""
        trades = sorted(await self._slow.send(connected, request), key=lambda one: one.id)
        if not trades:
            return None
        names = await self._forced(connected, trades)
        page = [
            of_contract_trade(one, connected.key, self._ask.market, names.get(one.order_id))
            for one in trades
        ]
        await self._fills.found(connected.key, page)
        return trades[-1].id

    async def _forced(self, connected: Connected, trades: list[Trade]) -> dict[int, str]:
        """Name the orders by which Binance closed positions; whatever closes one has a result."""
        if not any(one.realized_pnl for one in trades):
            return {}
        request = self._ask.forced(symbol=trades[0].symbol, limit=FORCED)
        orders = await self._slow.send(connected, request)
        return {order.order_id: order.client_order_id for order in orders}


def _weeks(begin: datetime, end: datetime) -> Iterator[datetime]:
    while begin <= end:
        yield begin
        begin += WEEK
