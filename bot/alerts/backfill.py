"""Trades that the stream did not bring, fetched by their ids."""

from collections.abc import AsyncGenerator, Callable
from datetime import datetime, timedelta

from binance import Binance, Priority
from binance.models.market import AggTrade, Interval, Kline
from binance.public import spot

PAGE = 1000  # the most that Binance gives at once, trades and candles alike
LONG = timedelta(minutes=10)  # what lies further back is first looked over by candles

Matters = Callable[[Kline], bool]


class Backfill:
    """Reads the trades of a gap, oldest first.

    A short gap is read whole. A long one is bracketed by one-minute candles, 1,000 of which
    cost 2 weight, and trades are read only from the minutes that matter.
    """

    def __init__(self, binance: Binance, now: Callable[[], datetime]) -> None:
        self._binance, self._now = binance, now

    async def newest_id(self, symbol: str) -> int:
        """The id of the latest trade, 0 before the first."""
        latest = await self._binance.send(spot.AggTrades(symbol=symbol, limit=1))
        return latest[-1].agg_trade_id if latest else 0

    async def since(
        self, symbol: str, after: int, matters: Matters
    ) -> AsyncGenerator[AggTrade, None]:
        """Every trade after the id `after` that may matter, up to now."""
        while page := await self._page(symbol, after + 1):
            for trade in page:
                yield trade
            if len(page) < PAGE:
                return
            after = page[-1].agg_trade_id
            if self._now() - page[-1].time > LONG:
                after = await self._skip_quiet(symbol, page[-1], matters)

    async def _skip_quiet(self, symbol: str, last: AggTrade, matters: Matters) -> int:
        """The id to read on after: `last`, or the end of the quiet minutes that follow it."""
        minute = last.time.replace(second=0, microsecond=0)
        candles = await self._binance.send(
            spot.Klines(symbol=symbol, interval=Interval.M1, start_time=minute, limit=PAGE),
            priority=Priority.LOW,
        )
        loud = next((one.open_time for one in candles[:-1] if matters(one)), None)
        target = loud or (candles[-1].open_time if candles else minute)
        if target <= minute:
            return last.agg_trade_id
        first = await self._binance.send(
            spot.AggTrades(symbol=symbol, start_time=target, limit=1), priority=Priority.LOW
        )
        return first[0].agg_trade_id - 1 if first else last.agg_trade_id

    async def _page(self, symbol: str, first: int) -> list[AggTrade]:
        return await self._binance.send(
            spot.AggTrades(symbol=symbol, from_id=first, limit=PAGE), priority=Priority.LOW
        )
