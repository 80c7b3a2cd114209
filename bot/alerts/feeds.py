"""The events that alerts are judged by, told by streams and fetched where those were silent."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import chain, repeat
from typing import Any, Protocol

from binance import Priority
from binance.models import events
from binance.models.events.contracts import MarkPrice
from binance.models.events.klines import KlineEvent
from binance.models.market import AggTrade, Interval, Kline
from binance.public import futures, spot
from binance.streams import futures as futures_streams
from binance.streams import spot as spot_streams
from binance.streams.subscriptions import Subscription
from bot.alerts.backfill import PAGE, Ahead, Backfill, Bracket, Matters, Sends
from bot.alerts.conditions import Change, Funding, Gap, Measure, Move, Near, Price, Rsi, Volume
from bot.alerts.measures import Gauge
from bot.alerts.thresholds import scaled

EPOCH = datetime.fromtimestamp(0, UTC)
_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "M": timedelta(days=31),
}


@dataclass(frozen=True, slots=True)
class Tick:
    """One event: `position` grows from event to event, `ms` is when it happened."""

    position: int
    ms: int

    @property
    def at(self) -> datetime:
        return EPOCH + timedelta(milliseconds=self.ms)

    def tell(self, gauge: Gauge) -> None:
        """Let a gauge take it in; a moment alone tells it nothing."""


@dataclass(frozen=True, slots=True)
class TradeTick(Tick):
    """An aggregate trade; its position is its id."""

    symbol: str
    price: Decimal
    qty: Decimal

    def tell(self, gauge: Gauge) -> None:
        gauge.trade(self.symbol, self.ms, scaled(self.price), self.qty)


@dataclass(frozen=True, slots=True)
class CandleTick(Tick):
    """A candle that closed, or how it stands so far; its position is the time."""

    symbol: str
    interval: Interval
    candle: Any
    closed: bool

    def tell(self, gauge: Gauge) -> None:
        gauge.candle(self.symbol, self.interval, self.candle, closed=self.closed)


@dataclass(frozen=True, slots=True)
class FundingTick(Tick):
    """The funding rate as it stands; its position is the time."""

    symbol: str
    rate: Decimal

    def tell(self, gauge: Gauge) -> None:
        gauge.funding(self.symbol, self.rate)


class Feed(Protocol):
    """One source of events."""

    source: str

    def subscription(self) -> Subscription[Any]: ...

    def tick(self, event: Any) -> Tick | None:
        """Read what the stream told; None for what is no event of this source."""
        ...

    def misses(self, position: int, tick: Any) -> bool:
        """Whether events are missing between a position and what was told next."""
        ...

    def patience(self) -> Iterator[float]:
        """Say how often, and after which pauses, missing events are asked for again."""
        ...

    async def newest(self) -> Tick | None:
        """Fetch the latest event; None before the first."""
        ...

    async def at(self, position: int) -> Tick | None:
        """Tell when a position was reached; None when Binance does not know it."""
        ...

    async def before(self, moment: datetime) -> Tick | None:
        """Fetch the latest event that had happened at a moment; None before the first."""
        ...

    def since(
        self, position: int, matters: Matters, bracket: Bracket
    ) -> AsyncGenerator[Tick | Ahead, None]:
        """Yield the events after a position, oldest first.

        Those inside candles of which `matters` says no may be left out; an `Ahead` comes before
        each question.
        """
        ...


class Trades:
    """The aggregate trades of a spot symbol, by their ids."""

    def __init__(self, symbol: str, backfill: Backfill) -> None:
        self.source = f"trades:{symbol}"
        self.symbol, self._backfill = symbol, backfill

    def subscription(self) -> Subscription[events.AggTrade]:
        return spot_streams.AggTrade(symbol=self.symbol)

    def tick(self, event: Any) -> TradeTick | None:
        if not isinstance(event, events.AggTrade) or event.symbol != self.symbol:
            return None
        return TradeTick(event.agg_trade_id, event.ms, self.symbol, event.price, event.qty)

    def misses(self, position: int, tick: TradeTick) -> bool:
        return tick.position > position + 1

    def patience(self) -> Iterator[float]:
        """For ever: every id is somebody's trade."""
        return chain((0.2, 0.5, 1.0, 2.0), repeat(5.0))

    async def newest(self) -> TradeTick | None:
        trade = await self._backfill.newest(self.symbol)
        return None if trade is None else self._fetched(trade)

    async def at(self, position: int) -> TradeTick | None:
        trade = await self._backfill.at(self.symbol, position)
        return None if trade is None else self._fetched(trade)

    async def before(self, moment: datetime) -> TradeTick | None:
        trade = await self._backfill.before(self.symbol, moment)
        return None if trade is None else self._fetched(trade)

    async def since(
        self, position: int, matters: Matters, bracket: Bracket
    ) -> AsyncGenerator[TradeTick | Ahead, None]:
        missed = self._backfill.since(self.symbol, position, matters, bracket)
        async with aclosing(missed) as trades:
            async for trade in trades:
                yield trade if isinstance(trade, Ahead) else self._fetched(trade)

    def _fetched(self, trade: AggTrade) -> TradeTick:
        ms = milliseconds(trade.time)
        return TradeTick(trade.agg_trade_id, ms, self.symbol, trade.price, trade.qty)


class Candles:
    """The candles of a spot symbol; a closed one counts from the moment behind its end."""

    def __init__(self, symbol: str, interval: Interval, binance: Sends) -> None:
        self.source = f"candles:{symbol}:{interval.value}"
        self._symbol, self._interval, self._binance = symbol, interval, binance

    def subscription(self) -> Subscription[KlineEvent]:
        return spot_streams.Klines(symbol=self._symbol, interval=self._interval)

    def tick(self, event: Any) -> CandleTick | None:
        if not isinstance(event, KlineEvent) or event.symbol != self._symbol:
            return None
        candle = event.kline
        if candle.interval is not self._interval:
            return None
        end = milliseconds(candle.close_time) + 1
        now = end if candle.closed else min(milliseconds(event.event_time), end - 1)
        return CandleTick(now, now, self._symbol, self._interval, candle, candle.closed)

    def misses(self, position: int, tick: CandleTick) -> bool:
        return milliseconds(tick.candle.open_time) > position

    def patience(self) -> Iterator[float]:
        """Some times: of a market that was halted there is no candle."""
        return iter((0.2, 1.0, 3.0, 5.0))

    async def newest(self) -> CandleTick | None:
        latest = await self._binance.send(
            spot.Klines(symbol=self._symbol, interval=self._interval, limit=2)
        )
        return self._fetched(latest[0]) if len(latest) == 2 else None

    async def at(self, position: int) -> Tick:
        return Tick(position, position)

    async def before(self, moment: datetime) -> CandleTick | None:
        latest = await self._binance.send(
            spot.Klines(symbol=self._symbol, interval=self._interval, end_time=moment, limit=2)
        )
        closed = [one for one in latest if one.close_time < moment]
        return self._fetched(closed[-1]) if closed else None

    async def since(
        self, position: int, _matters: Matters, _bracket: Bracket
    ) -> AsyncGenerator[CandleTick, None]:
        start = EPOCH + timedelta(milliseconds=position) - _longest(self._interval)
        while True:
            page = await self._binance.send(
                spot.Klines(
                    symbol=self._symbol, interval=self._interval, start_time=start, limit=PAGE
                ),
                priority=Priority.LOW,
            )
            for candle in page[:-1]:  # the last one is still open
                if (tick := self._fetched(candle)).position > position:
                    yield tick
            if len(page) < PAGE:
                return
            start = page[-1].open_time

    def _fetched(self, candle: Kline) -> CandleTick:
        end = milliseconds(candle.close_time) + 1
        return CandleTick(end, end, self._symbol, self._interval, candle, closed=True)


class FundingRates:
    """The funding rate of a USD-M perpetual as it is now; what it was meanwhile is not kept."""

    def __init__(self, symbol: str, binance: Sends) -> None:
        self.source = f"funding:{symbol}"
        self._symbol, self._binance = symbol, binance

    def subscription(self) -> Subscription[MarkPrice]:
        return futures_streams.MarkPrice(symbol=self._symbol)

    def tick(self, event: Any) -> FundingTick | None:
        if not isinstance(event, MarkPrice) or event.symbol != self._symbol:
            return None
        if event.funding_rate is None:
            return None
        ms = milliseconds(event.event_time)
        return FundingTick(ms, ms, self._symbol, event.funding_rate)

    def misses(self, _position: int, _tick: FundingTick) -> bool:
        return False

    def patience(self) -> Iterator[float]:
        return iter((0.0,))

    async def newest(self) -> FundingTick | None:
        index = await self._binance.send(futures.PremiumIndex(symbol=self._symbol))
        if index.last_funding_rate is None:
            return None
        ms = milliseconds(index.time)
        return FundingTick(ms, ms, self._symbol, index.last_funding_rate)

    async def at(self, position: int) -> Tick:
        return Tick(position, position)

    async def before(self, _moment: datetime) -> FundingTick | None:
        return await self.newest()

    async def since(
        self, position: int, _matters: Matters, _bracket: Bracket
    ) -> AsyncGenerator[FundingTick, None]:
        now = await self.newest()
        if now is not None and now.position > position:
            yield now


class Feeds:
    """Makes the feeds that measures need."""

    def __init__(self, binance: Sends, backfill: Backfill) -> None:
        self._binance, self._backfill = binance, backfill

    def of(self, measure: Measure) -> list[Feed]:
        """The feeds that move a measure; most have one."""
        match measure:
            case Price() | Change() | Move() | Near():
                return [Trades(measure.symbol, self._backfill)]
            case Rsi() | Gap():
                return [Candles(measure.symbol, measure.interval, self._binance)]
            case Volume():
                return [Candles(measure.symbol, Interval.M1, self._binance)]
            case Funding():
                return [FundingRates(measure.symbol, self._binance)]
        return [Trades(symbol, self._backfill) for symbol in (measure.symbol, measure.by)]


def _longest(interval: Interval) -> timedelta:
    """How long a candle of an interval is at most."""
    return int(interval.value[:-1]) * _UNITS[interval.value[-1]]


def milliseconds(at: datetime) -> int:
    return round((at - EPOCH).total_seconds() * 1000)
