"""Trades of futures accounts that nobody told: asked for symbol by symbol, from the last known."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from binance.errors import NoSuchSymbol
from binance.models.futures.history import Income
from binance.models.futures.orders import Trade
from binance.private import coin_futures, futures
from binance.request import Private
from bot.accounts import Connected, uid
from bot.following.executions import of_contract_trade
from bot.following.order_fills import OrderFills
from bot.following.slow_questions import SlowQuestions
from storage import ApiKey, Storage

PAGE = 1000
FORCED = 100  # orders of Binance's own that may be asked for at once
WEEK = timedelta(days=7)  # the longest span that may be asked for
STEP = timedelta(milliseconds=1)
LAG = timedelta(minutes=5)  # by which history may be behind
NUMBERED = timedelta(days=6)  # a number finds trades of a week; the questions may have to wait
UNSEEN = timedelta(minutes=1)  # for which an order may be denied though it is there
KEPT = timedelta(days=90)  # for which Binance remembers trades
LATELY = timedelta(days=1)  # in which nobody may have looked at what a trade left behind


@dataclass(frozen=True)
class Questions:
    """What a venue is asked for: trades, orders by which it closed positions, payments."""

    market: Literal["usdm", "coinm"]
    api: Literal["fapi", "dapi"]
    trades: Callable[..., Private[list[Trade]]]
    forced: Callable[..., Private[list[Any]]]  # of orders: each venue has its own kind
    incomes: Callable[..., Private[list[Income]]]


USDM = Questions(
    "usdm", "fapi", futures.UserTrades, futures.ForceOrders, futures.IncomeHistory
)  # fmt: skip
COINM = Questions(
    "coinm", "dapi", coin_futures.UserTrades, coin_futures.ForceOrders, coin_futures.IncomeHistory
)


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
        self._read: dict[tuple[int, str], datetime] = {}  # how far, by key and symbol
        self._closings: defaultdict[int, set[str]] = defaultdict(set)
        self._met: set[int] = set()

    def heard(self, key_id: int, symbol: str) -> None:
        """Note where an account has orders: while nobody listens, they may be filled."""
        self._heard[key_id].add(symbol)

    def forget(self, key_id: int) -> None:
        """Know nothing of an account: its key is another one, or gone."""
        self._heard.pop(key_id, None)
        self._closings.pop(key_id, None)
        self._met.discard(key_id)
        self._read = {known: at for known, at in self._read.items() if known[0] != key_id}

    def closings(self, key_id: int) -> set[str]:
        """Where positions were made smaller, by trades that were found since this was asked.

        At first, wherever the account traded lately: the bot may have ended between a trade that
        it told and its look at what that left behind.
        """
        return self._closings.pop(key_id, set())

    async def look(self, connected: Connected) -> bool:
        """Record and tell what was missed; False where the account has nothing on this market."""
        exposed = await self._exposed(connected)
        symbols = await self._symbols(connected, exposed)
        for symbol, since in sorted(symbols.items()):
            with suppress(NoSuchSymbol):  # delisted since; the others are still to be read
                await self._missed(connected, symbol, since)
        if connected.key.id not in self._met:
            self._closings[connected.key.id] |= await self._lately(connected.key)
            self._met.add(connected.key.id)
        market, send = self._ask.market, self._slow.send
        await self._fills.look(connected, market, send, gone=lambda _: True)
        await self._fills.look_at_conditional(connected, market, send, lagging=self._now() - UNSEEN)
        return bool(symbols)

    async def _lately(self, key: ApiKey) -> set[str]:
        place, since = (key.environment, uid(key), self._ask.market), self._now() - LATELY
        async with self._storage.read() as unit:
            return await unit.fills.symbols(*place, since=since)

    async def _symbols(self, connected: Connected, exposed: set[str]) -> dict[str, datetime]:
        """Where this account has traded, or ordered here, has orders or positions; and since when.

        Something may have been filled since then, if no fill is known there: what is ordered here
        may close what was bought elsewhere a moment before.
        """
        key, market = connected.key, self._ask.market
        async with self._storage.read() as unit:
            traded = await unit.fills.symbols(key.environment, uid(key), market)
            ordered = await unit.orders.ordered(key.id, market)
        self._heard[key.id] |= exposed
        since = key.verified_at or self._now()
        later = {symbol: max(at - LAG, since) for symbol, at in ordered.items()}
        return later | dict.fromkeys(traded | self._heard[key.id], since)

    async def _exposed(self, connected: Connected) -> set[str]:
        """Ask where there is a position or an open order; on USD-M one question tells both."""
        if self._ask.market == "usdm":
            exposed = await self._slow.send(connected, futures.PositionInformation())
            return {one.symbol for one in exposed}
        positions = await self._slow.send(connected, coin_futures.PositionInformation())
        resting = await self._slow.send(connected, coin_futures.OpenOrders())
        held = {one.symbol for one in positions if one.position_amt}
        return held | {order.symbol for order in resting}

    async def _missed(self, connected: Connected, symbol: str, since: datetime) -> None:
        """Go by times to where numbers reach, and by numbers from there.

        Without times "the last 7 days' data will be returned", from whatever number on.
        """
        place, asked_at = (connected.key.id, symbol), self._now()
        last, since = await self._known(connected.key, symbol, since)
        begin = reached = max(since, asked_at - KEPT, self._read.get(place, since))
        while reached <= (asked_at if last is None else asked_at - NUMBERED):
            request = self._ask.trades(
                symbol=symbol, start_time=reached, end_time=reached + WEEK, limit=PAGE
            )
            page = await self._page(connected, request)
            last = max(page[-1].id, last or 0) if page else last
            reached = _after(page, reached)
        while last is not None:
            request = self._ask.trades(symbol=symbol, from_id=last + 1, limit=PAGE)
            page = await self._page(connected, request)
            last = page[-1].id if page else None
        self._read[place] = max(begin, asked_at - LAG)  # that is not asked again after each gap

    async def _known(
        self, key: ApiKey, symbol: str, since: datetime
    ) -> tuple[int | None, datetime]:
        """The last trade that Binance was asked for, and when it was; none, and since then."""
        place = key.environment, uid(key), symbol
        async with self._storage.read() as unit:
            last = await unit.fills.cursor(*place, self._ask.market)
            if last is None:
                return None, since
            return last, await unit.fills.made_at(*place, last, self._ask.market) or since

    async def _page(self, connected: Connected, request: Private[list[Trade]]) -> Sequence[Trade]:
        """Take a page of trades, in the order of their numbers."""
        trades = sorted(await self._slow.send(connected, request), key=lambda one: one.id)
        if not trades:
            return ()
        names = await self._forced(connected, trades)
        page = [
            of_contract_trade(one, connected.key, self._ask.market, names.get(one.order_id))
            for one in trades
        ]
        news = await self._fills.found(connected.key, page)
        self._closings[connected.key.id] |= {one.fill.symbol for one in news if one.profit}
        return trades

    async def _forced(self, connected: Connected, trades: list[Trade]) -> dict[int, str]:
        """Name the orders by which Binance closed positions; whatever closes one has a result."""
        if not any(one.realized_pnl for one in trades):
            return {}
        request = self._ask.forced(symbol=trades[0].symbol, limit=FORCED)
        orders = await self._slow.send(connected, request)
        return {order.order_id: order.client_order_id for order in orders}


def _after(page: Sequence[Trade], begin: datetime) -> datetime:
    """Where the next span begins: at its last trade if the page was full."""
    if len(page) < PAGE:
        return begin + WEEK
    return max(page[-1].time, begin + STEP)
