"""What the measures of alerts are at this moment, in whole numbers of 10**-8."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import product, starmap
from typing import TYPE_CHECKING

from binance.models.events.klines import TradedKline
from binance.models.market import Interval, Kline
from bot.alerts import conditions
from bot.alerts.thresholds import HIGHEST, SCALE, scaled
from bot.alerts.windows import MINUTE, SECOND, Candle, Extreme, Reference, VolumeMeter

if TYPE_CHECKING:
    from bot.alerts.indicators import Prices

PERCENT = 100 * SCALE
ANYTHING = (-HIGHEST, HIGHEST)
_INTERVALS = {
    SECOND: Interval.S1,
    MINUTE: Interval.M1,
    5 * MINUTE: Interval.M5,
    15 * MINUTE: Interval.M15,
    60 * MINUTE: Interval.H1,
}


@dataclass(frozen=True, slots=True)
class History:
    """The latest closed candles that a gauge is to be shown first, oldest first."""

    symbol: str
    interval: Interval
    count: int


class Gauge:
    """One measure, kept up to date by what it is told; `value` is None while it has none.

    It is first shown the candles it `needs`, and the open one if there is one, then the events
    that follow; both may overlap. It is told of its own symbols only, oldest first, and does not
    mind candles that are none of its business. After a stretch it was not told of, make a new one.
    """

    needs: tuple[History, ...] = ()
    _value: int | None = None

    @property
    def value(self) -> int | None:
        return self._value

    def trade(self, symbol: str, time_ms: int, price: int, qty: Decimal, /) -> None:
        """A trade; its price in 10**-8."""

    def candle(
        self, symbol: str, interval: Interval, kline: Kline | TradedKline, /, *, closed: bool
    ) -> None:
        """A candle that closed, or how an open one stands."""

    def funding(self, symbol: str, rate: Decimal, /) -> None:
        """The funding rate, as a fraction as Binance tells it."""

    def bounds(self, _kline: Kline | TradedKline, /) -> tuple[int, int] | None:
        """Return what the value cannot leave during trades of a candle that comes next.

        None when trades do not move it, or it will not have a value by the candle's end.
        """
        return None


def gauge_of(measure: conditions.Measure) -> Gauge:  # noqa: PLR0911  # one for each kind
    """Return a gauge that knows nothing yet."""
    match measure:
        case conditions.Price():
            return PriceGauge()
        case conditions.Ratio():
            return RatioGauge(measure)
        case conditions.Change() | conditions.Move():
            return ChangeGauge(measure)
        case conditions.Near():
            return NearGauge(measure)
        case conditions.Volume():
            return VolumeGauge(measure)
        case conditions.Funding():
            return FundingGauge()
        case conditions.Rsi() | conditions.Gap():
            return IndicatorGauge(measure)


class Latest:
    """The latest price of a symbol, by trades or by candles that stand for them."""

    def __init__(self) -> None:
        self.price: int | None = None
        self._seen_ms = 0

    def trade(self, time_ms: int, price: int) -> None:
        self.price, self._seen_ms = price, time_ms

    def candle(self, candle: Candle, *, closed: bool) -> None:
        if (moment := candle.moment(closed=closed)) >= self._seen_ms:
            self.trade(moment, candle.close)


class PriceGauge(Gauge):
    def __init__(self) -> None:
        self._latest = Latest()

    def trade(self, _symbol: str, time_ms: int, price: int, _qty: Decimal, /) -> None:
        self._latest.trade(time_ms, price)

    def candle(
        self, _symbol: str, _interval: Interval, kline: Kline | TradedKline, /, *, closed: bool
    ) -> None:
        self._latest.candle(Candle.of(kline), closed=closed)

    @property
    def value(self) -> int | None:
        return self._latest.price

    def bounds(self, kline: Kline | TradedKline, /) -> tuple[int, int]:
        return scaled(kline.low), scaled(kline.high)


class RatioGauge(Gauge):
    """It moves at the trades of either symbol; what the other does meanwhile, no candle tells."""

    def __init__(self, measure: conditions.Ratio) -> None:
        self.needs = tuple(
            History(symbol, Interval.M1, 1) for symbol in (measure.symbol, measure.by)
        )
        self._dividend, self._divisor = Latest(), Latest()
        self._of = {measure.by: self._divisor, measure.symbol: self._dividend}

    def trade(self, symbol: str, time_ms: int, price: int, _qty: Decimal, /) -> None:
        self._of[symbol].trade(time_ms, price)

    def candle(
        self, symbol: str, _interval: Interval, kline: Kline | TradedKline, /, *, closed: bool
    ) -> None:
        self._of[symbol].candle(Candle.of(kline), closed=closed)

    @property
    def value(self) -> int | None:
        dividend, divisor = self._dividend.price, self._divisor.price
        if dividend is None or not divisor:
            return None
        return min(dividend * SCALE // divisor, HIGHEST - 1)  # beyond every level

    def bounds(self, _kline: Kline | TradedKline, /) -> tuple[int, int]:
        return ANYTHING


class ChangeGauge(Gauge):
    """`Change`, and `Move`, which is its magnitude."""

    def __init__(self, measure: conditions.Change | conditions.Move) -> None:
        self._percent = _change if isinstance(measure, conditions.Change) else _move
        self._reference = Reference(_milliseconds(measure))
        interval = _INTERVALS[self._reference.bucket_ms]
        self.needs = (History(measure.symbol, interval, self._reference.buckets),)
        self._intervals = {Interval.S1, interval}

    def trade(self, _symbol: str, time_ms: int, price: int, _qty: Decimal, /) -> None:
        self._reference.trade(time_ms, price)
        self._compare(time_ms, price)

    def candle(
        self, _symbol: str, interval: Interval, kline: Kline | TradedKline, /, *, closed: bool
    ) -> None:
        if interval in self._intervals:
            candle = Candle.of(kline)
            self._reference.candle(candle, closed=closed)
            self._compare(candle.moment(closed=closed), candle.close)

    def bounds(self, kline: Kline | TradedKline, /) -> tuple[int, int] | None:
        candle = Candle.of(kline)
        references = self._reference.between(candle)
        if references is None:
            return None
        low, high = _range(_change, (candle.low, candle.high), references)
        if self._percent is _change:
            return low, high
        return max(0, low, -high), max(-low, high)

    def _compare(self, time_ms: int, price: int) -> None:
        reference = self._reference.at(time_ms)
        self._value = self._percent(price, reference) if reference else None


class NearGauge(Gauge):
    def __init__(self, measure: conditions.Near) -> None:
        highest = measure.extreme == "high"
        self._percent = _below if highest else _change
        self._extreme = Extreme(_milliseconds(measure), highest=highest)
        interval = _INTERVALS[self._extreme.bucket_ms]
        self.needs = (History(measure.symbol, interval, self._extreme.buckets),)
        self._intervals = {Interval.S1, interval}

    def trade(self, _symbol: str, time_ms: int, price: int, _qty: Decimal, /) -> None:
        self._extreme.trade(time_ms, price)
        self._compare(price)

    def candle(
        self, _symbol: str, interval: Interval, kline: Kline | TradedKline, /, *, closed: bool
    ) -> None:
        if interval in self._intervals:
            candle = Candle.of(kline)
            self._extreme.candle(candle, closed=closed)
            self._compare(candle.close)

    def bounds(self, kline: Kline | TradedKline, /) -> tuple[int, int] | None:
        candle = Candle.of(kline)
        extremes = self._extreme.between(candle)
        if extremes is None:
            return None
        low, high = _range(self._percent, (candle.low, candle.high), extremes)
        return max(0, low), max(0, high)

    def _compare(self, price: int) -> None:
        extreme = self._extreme.price
        self._value = max(0, self._percent(price, extreme)) if extreme else None


class VolumeGauge(Gauge):
    """It is told of one-minute candles; a long window's history comes in longer ones."""

    def __init__(self, measure: conditions.Volume) -> None:
        self._meter = VolumeMeter(_milliseconds(measure))
        step = self._meter.step_ms
        self.needs = (History(measure.symbol, _INTERVALS[step], self._meter.steps),)
        if step > MINUTE:
            self.needs += (History(measure.symbol, Interval.M1, step // MINUTE),)

    def candle(
        self, _symbol: str, interval: Interval, kline: Kline | TradedKline, /, *, closed: bool
    ) -> None:
        if closed and interval in {Interval.M1, self.needs[0].interval}:
            self._meter.candle(Candle.of(kline))
            self._value = self._meter.multiple


class FundingGauge(Gauge):
    def funding(self, _symbol: str, rate: Decimal, /) -> None:
        self._value = scaled(100 * rate)


class IndicatorGauge(Gauge):
    """`Rsi` and `Gap`: of closed candles, and when `live` of the open one too."""

    def __init__(self, measure: conditions.Rsi | conditions.Gap) -> None:
        from bot.alerts.indicators import Closes, formula, history

        kept = history(measure)
        self._interval, self._live = measure.interval, measure.live
        self._formula, self._closes = formula(measure), Closes(kept)
        self._latest: Prices | None = None  # what the value is not computed of yet
        self.needs = (History(measure.symbol, measure.interval, kept),)

    def candle(
        self, _symbol: str, interval: Interval, kline: Kline | TradedKline, /, *, closed: bool
    ) -> None:
        if interval != self._interval or not (closed or self._live):
            return
        candle = Candle.of(kline)
        price = candle.close / SCALE
        if closed:
            self._closes.close(candle.end_ms, price)
            self._latest = self._closes.closed
        elif candle.open_ms >= self._closes.end_ms:
            self._latest = self._closes.with_open(price)

    @property
    def value(self) -> int | None:
        """Computed when it is asked for, which spares thousands of times during a warm-up."""
        if self._latest is not None:
            result = self._formula(self._latest)
            self._value = None if result is None else round(result * SCALE)
            self._latest = None
        return self._value


def _change(price: int, reference: int) -> int:
    """Return by how many percent a price lies above another one."""
    return (price - reference) * PERCENT // reference


def _move(price: int, reference: int) -> int:
    return abs(_change(price, reference))


def _below(price: int, high: int) -> int:
    return (high - price) * PERCENT // high


def _range(
    percent: Callable[[int, int], int], prices: Iterable[int], others: Iterable[int]
) -> tuple[int, int]:
    """Return the least and most of what rises, or falls, with either number."""
    corners = list(starmap(percent, product(prices, others)))
    return min(corners), max(corners)


def _milliseconds(
    measure: conditions.Change | conditions.Move | conditions.Near | conditions.Volume,
) -> int:
    return round(measure.window.total_seconds() * 1000)
