"""Trades that the stream did not bring, fetched by their ids."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from binance import Priority
from binance.models.market import AggTrade, Interval, Kline
from binance.public import spot
from binance.request import Public

PAGE = 1000  # the most that Binance gives at once, trades and candles alike
MILLISECOND = timedelta(milliseconds=1)
LONG = timedelta(minutes=10)  # what lies further back is first looked over by candles

Bracket = Callable[[], Interval]
"""How long the candles are by which quiet times are passed over: asked each time anew."""
Matters = Callable[[Interval, Kline], bool]
"""Whether the trades of a candle are wanted."""
T = TypeVar("T")


class Sends(Protocol):
    """The public door of the client."""

    async def send(
        self, request: Public[T], *, owner: str = "", priority: Priority | None = None
    ) -> T: ...


@dataclass(frozen=True, slots=True)
class Ahead:
    """A candle is asked about next: of several sources, the others are to be brought up to it."""

    at: datetime


class Backfill:
    """Reads the trades of a gap, oldest first.

    A short gap is read whole. A long one is bracketed by candles, 1,000 of which cost 2 weight,
    and trades are read only from those that matter.
    """

    def __init__(self, binance: Sends, now: Callable[[], datetime]) -> None:
        self._binance, self._now = binance, now

    async def newest(self, symbol: str) -> AggTrade | None:
        """The latest trade; None before the first."""
        latest = await self._binance.send(spot.AggTrades(symbol=symbol, limit=1))
        return latest[-1] if latest else None

    async def at(self, symbol: str, trade_id: int) -> AggTrade | None:
        """One trade by its id."""
        found = await self._binance.send(
            spot.AggTrades(symbol=symbol, from_id=trade_id, limit=1), priority=Priority.LOW
        )
        return found[0] if found else None

    async def before(self, symbol: str, moment: datetime) -> AggTrade | None:
        """The latest trade at a moment; None before the first."""
        while not (later := await self._after(symbol, moment)):
            newest = await self.newest(symbol)
            if newest is None or newest.time <= moment:
                return newest  # else it was traded between the two answers
        return await self.at(symbol, later[0].agg_trade_id - 1)

    async def _after(self, symbol: str, moment: datetime) -> list[AggTrade]:
        return await self._binance.send(
            spot.AggTrades(symbol=symbol, start_time=moment + MILLISECOND, limit=1),
            priority=Priority.LOW,
        )

    async def since(
        self, symbol: str, after: int, matters: Matters, bracket: Bracket
    ) -> AsyncGenerator[AggTrade | Ahead, None]:
        """Yield every trade after the id `after` that may matter, up to now.

        `matters` is asked of the candles of a long gap, in turn, until it says yes.
        """
        while page := await self._page(symbol, after + 1):
            for trade in page:
                yield trade
            if len(page) < PAGE:
                return
            target, interval = page[-1].time, bracket()
            candles = await self._candles_from(symbol, target, interval)
            for candle in candles:
                yield Ahead(candle.open_time)
                target = candle.open_time
                if candle is not candles[-1] and matters(interval, candle):
                    break
            after = await self._before(symbol, target, page[-1])

    async def _candles_from(self, symbol: str, moment: datetime, interval: Interval) -> list[Kline]:
        """The candles from that of a moment on; none if it is not long ago."""
        if self._now() - moment <= LONG:
            return []
        begin = moment.replace(microsecond=0)
        if interval is not Interval.S1:
            begin = begin.replace(second=0)
        return await self._binance.send(
            spot.Klines(symbol=symbol, interval=interval, start_time=begin, limit=PAGE),
            priority=Priority.LOW,
        )

    async def _before(self, symbol: str, target: datetime, last: AggTrade) -> int:
        """The id after which to read on: of `last`, or of the last before a later moment."""
        if target <= last.time:
            return last.agg_trade_id
        first = await self._binance.send(
            spot.AggTrades(symbol=symbol, start_time=target, limit=1), priority=Priority.LOW
        )
        if first:
            return first[0].agg_trade_id - 1
        newest = await self.newest(symbol)  # which the quiet candles cover, unless it just came
        return newest.agg_trade_id if newest and newest.time < target else last.agg_trade_id

    async def _page(self, symbol: str, first: int) -> list[AggTrade]:
        return await self._binance.send(
            spot.AggTrades(symbol=symbol, from_id=first, limit=PAGE), priority=Priority.LOW
        )
