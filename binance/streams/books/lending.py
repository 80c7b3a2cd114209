"""Local order books, shared by all who ask for them."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from typing import TypeAlias

from binance.limits import Priority
from binance.models.market import OrderBook
from binance.public import futures as usdm
from binance.public import spot
from binance.request import Public
from binance.streams import futures as usdm_streams
from binance.streams import spot as spot_streams
from binance.streams.books.book import DepthEvent, LocalBook
from binance.streams.books.keeper import Keeper
from binance.streams.market import MarketStreams
from binance.streams.market.backfill import Sends
from binance.streams.once import Once
from binance.streams.pace import Pauses
from binance.streams.subscriptions import Subscription

Changes: TypeAlias = Callable[[str], Subscription[DepthEvent]]
Snapshot: TypeAlias = Callable[[str, int], Public[OrderBook]]

_LINGER = 60.0


@dataclass(frozen=True)
class BookMarket:
    """Where a market tells of its books: what changes in one, and a snapshot of so many levels."""

    changes: Changes
    snapshot: Snapshot
    deepest: int


SPOT = BookMarket(
    changes=lambda symbol: spot_streams.Depth(symbol=symbol, update_speed="100ms"),
    snapshot=lambda symbol, limit: spot.Depth(symbol=symbol, limit=limit),
    deepest=5000,
)
USD_M = BookMarket(
    changes=lambda symbol: usdm_streams.Depth(symbol=symbol, update_speed="100ms"),
    snapshot=lambda symbol, limit: usdm.Depth.model_validate({"symbol": symbol, "limit": limit}),
    deepest=1000,
)


class Books:
    """One book for each symbol that is asked for, kept for `linger` seconds after the last time.

    `limit` is how many levels a snapshot has, the most that there are if it is not given: on spot
    5,000 weigh 250 and 1,000 weigh 50, on USD-M 1,000 weigh 20. The weight is taken before it is
    asked for, and nobody is kept waiting for a book that nobody waits for. `backlog`: how many
    events of a symbol may wait for a snapshot.
    """

    def __init__(
        self,
        binance: Sends,
        streams: MarketStreams,
        market: BookMarket = SPOT,
        *,
        limit: int | None = None,
        linger: float = _LINGER,
        backoff: Callable[[], Pauses] = Pauses,
        backlog: int = 10_000,
    ) -> None:
        self._binance, self._streams, self._market = binance, streams, market
        self._limit, self._linger = limit or market.deepest, linger
        self._backoff, self._backlog = backoff, backlog
        self._lent: dict[str, _Lent] = {}
        self._begun: asyncio.Queue[_Lent] = asyncio.Queue()
        self._once = Once("Books")

    async def book(self, symbol: str, *, owner: str = "") -> LocalBook:
        """Wait until a symbol's book is in sync, and return it; `owner` is for whose sake.

        It goes on changing, and another takes its place after a gap: read it before the next
        `await`, and ask again afterwards. Raises what Binance answers, as `NoSuchSymbol`.
        """
        lent = self._of(symbol, owner)
        with lent.wanted():
            return await lent.keeper.in_sync()

    def at_hand(self, symbol: str) -> LocalBook | None:
        """Return a symbol's book if it is there and in sync; nothing is asked for or prolonged."""
        lent = self._lent.get(symbol)
        return None if lent is None else lent.keeper.book

    async def run(self) -> None:
        """Own the books; never returns, and is for one call."""
        self._once.begin()
        async with asyncio.TaskGroup() as group:
            while True:
                group.create_task(self._keep(await self._begun.get()))

    async def _keep(self, lent: "_Lent") -> None:
        """Keep a book until nobody has wanted it for a while."""
        try:
            async with asyncio.TaskGroup() as group:
                following = group.create_task(lent.keeper.run(lent.events))
                await lent.unwanted(self._linger)
                self._forget(lent)  # at once, lest somebody asks for what is about to end
                following.cancel()
        finally:
            self._forget(lent)

    def _of(self, symbol: str, owner: str) -> "_Lent":
        lent = self._lent.get(symbol)
        if lent is None or lent.keeper.refusal is not None:
            # Here, where whoever asks for what cannot be hears of it, and nobody else does.
            events = self._streams.subscribe(self._market.changes(symbol))
            lent = self._lent[symbol] = _Lent(symbol, events, self._keeper(symbol, owner))
            self._begun.put_nowait(lent)
        return lent

    def _keeper(self, symbol: str, owner: str) -> Keeper:
        async def fetch() -> OrderBook:
            lent = self._lent.get(symbol)
            awaited = lent is not None and lent.waiting
            return await self._binance.send(
                self._market.snapshot(symbol, self._limit),
                owner=owner,
                priority=Priority.NORMAL if awaited else Priority.LOW,
            )

        return Keeper(
            symbol, fetch, limit=self._limit, backoff=self._backoff, backlog=self._backlog
        )

    def _forget(self, lent: "_Lent") -> None:
        if self._lent.get(lent.symbol) is lent:
            del self._lent[lent.symbol]


class _Lent:
    """A symbol's book and those who want it: some wait for it, others have asked before."""

    def __init__(self, symbol: str, events: AsyncGenerator[object], keeper: Keeper) -> None:
        self.symbol, self.events, self.keeper = symbol, events, keeper
        self.waiting = 0
        self._asked_at = -inf

    @contextmanager
    def wanted(self) -> Iterator[None]:
        self.waiting += 1
        try:
            yield
        finally:
            self.waiting -= 1
            self._asked_at = asyncio.get_running_loop().time()

    async def unwanted(self, linger: float) -> None:
        """Return when nobody waits, and nobody has asked for so many seconds."""
        left = linger
        while left > 0:
            await asyncio.sleep(left)
            idle = asyncio.get_running_loop().time() - self._asked_at
            left = linger if self.waiting else linger - idle
