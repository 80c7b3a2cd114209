"""Symbols that begin to trade."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from functools import partial

from binance.errors import BinanceError, NoSuchSymbol
from binance.models.events import MiniTicker
from binance.models.exchange import SymbolInfo, SymbolStatus
from binance.public import spot
from binance.streams import spot as spot_streams
from binance.streams.events import Resumed
from binance.streams.market import MarketStreams
from bot.alerts.backfill import Sends
from bot.alerts.patience import persist
from storage import EVERYBODY, Storage, Unit

log = logging.getLogger(__name__)

SETTING = "listed:{environment}"
ASK_EVERY = timedelta(seconds=30)  # whether a symbol that does not trade begins to

Tell = Callable[[Unit, SymbolInfo, datetime | None], Awaitable[None]]


class Listings:
    """Notices each symbol once, also one that began to trade while nobody listened.

    A new symbol is one that has a ticker and was never listed before. `tell` is called inside the
    transaction that remembers it, and `told` and `relist` after it.
    """

    def __init__(
        self,
        storage: Storage,
        streams: MarketStreams,
        binance: Sends,
        tell: Tell,
        *,
        told: Callable[[], None],
        relist: Callable[[], Awaitable[object]],
        environment: str,
        now: Callable[[], datetime],
    ) -> None:
        self._now, self._looking = now, asyncio.Lock()
        self._looked_until = datetime.min.replace(tzinfo=UTC)
        self._relist = relist
        self._told = told
        self._storage, self._streams, self._binance, self._tell = storage, streams, binance, tell
        self._setting = SETTING.format(environment=environment)
        self._known: set[str] = set()
        self._idle: dict[str, datetime] = {}  # symbols that did not trade when we asked

    async def run(self) -> None:
        """Compare now and after each gap, and look at every symbol that is heard; never returns."""
        tickers = self._streams.subscribe(spot_streams.AllMiniTickers())
        async with aclosing(tickers) as items:
            async for item in items:
                if isinstance(item, Resumed):
                    await persist(self._compare, "listings")
                elif isinstance(item, MiniTicker):
                    if item.symbol not in self._known:
                        await persist(partial(self._heard, item), "listings")
                    self._looked_until = max(self._looked_until, item.event_time)

    async def passed(self, moment: datetime) -> bool:
        """Whether everything that was listed up to a moment was told; looks if that is not sure."""
        if self._looked_until <= moment:
            await self._compare()
        return self._looked_until > moment

    async def _compare(self) -> None:
        """Find what was listed since we looked last; the first look finds nothing new."""
        async with self._looking:
            asked_at = self._now()
            await self._find()
            self._looked_until = max(self._looked_until, asked_at)

    async def _find(self) -> None:
        info = await self._binance.send(spot.ExchangeInfo(symbol_status=SymbolStatus.TRADING))
        async with self._storage.read() as unit:
            before = await unit.settings.get(EVERYBODY, self._setting)
        known = None if before is None else set(before)
        fresh = [] if known is None else [one for one in info.symbols if one.symbol not in known]
        await self._remember((known or set()) | {one.symbol for one in info.symbols}, fresh, None)

    async def _heard(self, ticker: MiniTicker) -> None:
        async with self._looking:
            if ticker.symbol not in self._known:
                await self._look_at(ticker)

    async def _look_at(self, ticker: MiniTicker) -> None:
        asked_at = self._idle.get(ticker.symbol)
        if asked_at is not None and ticker.event_time < asked_at + ASK_EVERY:
            return
        if trading := await self._trading(ticker.symbol):
            await self._remember(self._known | {ticker.symbol}, trading, ticker.event_time)
            self._idle.pop(ticker.symbol, None)
        else:
            self._idle[ticker.symbol] = ticker.event_time

    async def _trading(self, symbol: str) -> list[SymbolInfo]:
        try:
            info = await self._binance.send(spot.ExchangeInfo(symbol=symbol))
        except NoSuchSymbol:
            return []
        return [one for one in info.symbols if one.status is SymbolStatus.TRADING]

    async def _remember(
        self, known: set[str], fresh: Collection[SymbolInfo], at: datetime | None
    ) -> None:
        async with self._storage.begin() as unit:
            await unit.settings.set(EVERYBODY, self._setting, sorted(known))
            for symbol in fresh:
                await self._tell(unit, symbol, at)
        self._known = known
        self._told()
        if fresh:
            await self._renew()

    async def _renew(self) -> None:
        """Let the buttons under what is told know the symbol."""
        try:
            await self._relist()
        except BinanceError as error:
            log.warning("a new symbol was told that lists do not show yet: %r", error)
