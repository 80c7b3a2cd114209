"""Symbols without a stream of their own: tickers of all say where to look, trades decide.

A ticker comes once a second and tells no more than the last price and the extremes of 24 hours.
So it is a hint: the trades themselves are read when it shows that one may have reached an alert.
What no ticker shows, because it lasted less than a second inside those extremes, is found within
about a minute in the minute's candle.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from binance import Priority
from binance.errors import BinanceError, NoSuchSymbol
from binance.models.events import MiniTicker
from binance.models.market import Interval, Kline
from binance.public import spot
from binance.streams.events import Resumed
from binance.streams.market import MarketStreams
from binance.streams.spot import AllMiniTickers
from bot.alerts.backfill import PAGE, Sends
from bot.alerts.feeds import Trades
from bot.alerts.thresholds import scaled

if TYPE_CHECKING:
    from bot.alerts.watch import Watch

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(minutes=1)
READ_EVERY = timedelta(minutes=30)  # so that no stretch that is to be read gets long
LAG = timedelta(minutes=1)  # by which answers of REST may be behind
TICK = timedelta(seconds=5)  # longer than a ticker waits for its turn
PAUSES = (0.5, 30.0)  # shortest and longest between two readings, seconds
ROUND = 1.0  # seconds between looks at whose turn it is


class Followed:
    """One symbol: what was heard of it, and since when trades may have gone unseen."""

    def __init__(
        self,
        symbol: str,
        watch: "Watch",
        now: Callable[[], datetime],
        *,
        until: Callable[[], bool],
    ) -> None:
        self.symbol, self.watch, self._now, self.may_leave = symbol, watch, now, until
        self.price: Decimal | None = None
        self.unseen_since: datetime | None = now() - LAG
        self._heard_at: datetime | None = None
        self._extremes: tuple[int, int] | None = None
        self._looked_at = self._read_at = now()

    def hear(self, ticker: MiniTicker) -> None:
        """Ask for the trades if one of them seems to have reached an alert."""
        before, self._extremes = self._extremes, (scaled(ticker.low), scaled(ticker.high))
        self.price, self._heard_at = ticker.close, ticker.event_time
        if not self.watch.may_fire_between(*self._extremes):
            self.unseen_since = None  # nothing in 24 hours was there
            return
        self.unseen_since = self.unseen_since or ticker.event_time - TICK
        if any(self.watch.may_fire_between(one, one) for one in self._news(ticker, before)):
            self.watch.wanted.set()

    def _news(self, ticker: MiniTicker, before: tuple[int, int] | None) -> list[int]:
        """Prices that were traded just now: the last one, and extremes that are new."""
        low, high, close = scaled(ticker.low), scaled(ticker.high), scaled(ticker.close)
        lowest, highest = before or (low, high)
        return [close, *([low] if low < lowest else ()), *([high] if high > highest else ())]

    def miss(self) -> None:
        """Tickers may have been lost: let its candles be looked at as soon as may be."""
        if self.unseen_since is None and self._heard_at is not None:
            self.unseen_since = self._heard_at - TICK
        self._looked_at = self._now() - LOOK_EVERY

    def was_read(self) -> None:
        """All trades that REST knew of were judged."""
        self.unseen_since = self._now() - LAG
        self._looked_at = self._read_at = self._now()

    @property
    def is_due(self) -> bool:
        """Whether its candles are to be looked at."""
        return self.unseen_since is not None and self._now() - self._looked_at >= LOOK_EVERY

    @property
    def is_stale(self) -> bool:
        """Whether it has traded, and what was judged last lies far back."""
        heard = self._heard_at is not None and self._heard_at > self._read_at
        return heard and self._now() - self._read_at >= READ_EVERY

    def look(self, candles: Sequence[Kline]) -> None:
        """Ask for the trades if one of these candles reaches an alert; else it is seen so far."""
        self._looked_at = self._now()
        if any(self.watch.may_fire_between(scaled(one.low), scaled(one.high)) for one in candles):
            self.watch.wanted.set()
        elif candles:
            begun = candles[-1].open_time  # that one may not be over yet
            still = self._heard_at is not None and self._heard_at >= begun
            self.unseen_since = begun if still else None


class BoardFeed:
    """Follows the tickers of all symbols, for those who asked for hints."""

    def __init__(self, streams: MarketStreams, binance: Sends, now: Callable[[], datetime]) -> None:
        self._streams, self._binance, self._now = streams, binance, now
        self._followed: dict[str, Followed] = {}
        self._busy = asyncio.Event()

    def price(self, symbol: str) -> Decimal | None:
        """The last price of a symbol that is followed here."""
        one = self._followed.get(symbol)
        return None if one is None else one.price

    async def hints(
        self, watch: "Watch", *, until: Callable[[], bool]
    ) -> AsyncGenerator[Resumed, None]:
        """Yield whenever the trades that were missed are to be read; end once `until` is true."""
        assert isinstance(watch.feed, Trades)
        one = Followed(watch.feed.symbol, watch, self._now, until=until)
        self._followed[one.symbol] = one
        self._busy.set()
        pause = 0.0
        try:
            while not until():
                watch.wanted.clear()
                yield Resumed()
                one.was_read()
                pause = await _next_pause(watch.wanted, pause)
        finally:
            if self._followed[one.symbol] is one:
                del self._followed[one.symbol]

    async def run(self) -> None:
        """Listen while there is somebody to listen for; never returns."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look_around())
            while True:
                await self._busy.wait()
                await self._listen()

    async def _listen(self) -> None:
        tickers = self._streams.subscribe(AllMiniTickers())
        async with aclosing(tickers) as items:
            async for item in items:
                if isinstance(item, Resumed):
                    for one in self._followed.values():
                        one.miss()
                elif isinstance(item, MiniTicker) and item.symbol in self._followed:
                    self._followed[item.symbol].hear(item)
                if not self._followed:
                    self._busy.clear()
                    return

    async def _look_around(self) -> None:
        """Look at one symbol after another, so that it is spread over time."""
        while True:
            await self._busy.wait()
            followed = [*self._followed.values()]
            # One at a time: where one place got free, the others would read their trades in vain.
            if (leaving := next((one for one in followed if one.may_leave()), None)) is not None:
                leaving.watch.wanted.set()
            for one in followed:
                if one.is_stale or one.watch.over:
                    one.watch.wanted.set()
                elif one.is_due:
                    await self._look_at(one)
            await asyncio.sleep(ROUND)

    async def _look_at(self, one: Followed) -> None:
        assert one.unseen_since is not None
        begin = one.unseen_since.replace(second=0, microsecond=0)
        klines = spot.Klines(
            symbol=one.symbol, interval=Interval.M1, start_time=begin, limit=PAGE
        )  # fmt: skip
        try:
            one.look(await self._binance.send(klines, priority=Priority.LOW))
        except NoSuchSymbol:
            one.watch.wanted.set()  # it will learn so itself, and knows what to do
        except BinanceError as error:
            log.warning("%s: candles are looked at later: %r", one.symbol, error)


async def _next_pause(wanted: asyncio.Event, pause: float) -> float:
    """Wait until trades are wanted again; the more often that is, the longer."""
    shortest, longest = PAUSES
    clock = asyncio.get_running_loop().time
    read_at = clock()
    await asyncio.sleep(pause)
    await wanted.wait()
    often = clock() - read_at < LOOK_EVERY.total_seconds()
    return max(shortest, min(longest, 2 * pause)) if often else shortest
