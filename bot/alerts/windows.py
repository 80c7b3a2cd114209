"""What a price or a volume was within the last hours, kept up to date event by event.

Time is cut into buckets, of a second for windows up to 15 minutes and of a minute beyond, so that
memory is bounded however many trades there are. Events come oldest first; what is older than the
newest one seen changes nothing, so history may overlap with the trades that follow it.
"""

from array import array
from collections import deque
from datetime import datetime
from typing import NamedTuple

from binance.models.events.klines import TradedKline
from binance.models.market import Kline
from bot.alerts.thresholds import SCALE, scaled

SECOND, MINUTE = 1000, 60_000
FINE = 15 * MINUTE  # the longest window whose buckets are seconds


class Candle(NamedTuple):
    """A candle in whole numbers: prices and volume in 10**-8; `end_ms` is when the next begins."""

    open_ms: int
    end_ms: int
    high: int
    low: int
    close: int
    volume: int

    @classmethod
    def of(cls, kline: Kline | TradedKline) -> "Candle":
        return cls(
            open_ms=_milliseconds(kline.open_time),
            end_ms=_milliseconds(kline.close_time) + 1,
            high=scaled(kline.high),
            low=scaled(kline.low),
            close=scaled(kline.close),
            volume=int(kline.volume * SCALE),  # of some coins more than 63 bits hold
        )

    def moment(self, *, closed: bool) -> int:
        """Return the latest time it is sure to tell of."""
        return self.end_ms - 1 if closed else self.open_ms


def bucket_length(window_ms: int) -> int:
    return SECOND if window_ms <= FINE else MINUTE


class Reference:
    """The price a window ago: the close of the latest bucket that had ended by then."""

    def __init__(self, window_ms: int) -> None:
        self.bucket_ms = bucket_length(window_ms)
        self._window_ms = window_ms
        self.buckets = -(-window_ms // self.bucket_ms) + 1
        self._closes = array("q", [0]) * (self.buckets + 1)  # a ring; quiet buckets are filled
        self._oldest, self._newest = 0, -1
        self._seen_ms = 0

    def trade(self, time_ms: int, price: int) -> None:
        if time_ms >= self._seen_ms:
            self._seen_ms = time_ms
            self._close(time_ms // self.bucket_ms, price)

    def candle(self, candle: Candle, *, closed: bool = True) -> None:
        """Take in a candle of at most a bucket's length."""
        moment = candle.moment(closed=closed)
        if moment >= self._seen_ms:
            self._seen_ms = moment
            self._close(candle.open_ms // self.bucket_ms, candle.close)

    def at(self, time_ms: int) -> int | None:
        """Return the price a window before `time_ms`; None where that is not known."""
        bucket = self._ago(time_ms)
        return self._known(bucket) if self._oldest <= bucket and self._newest >= 0 else None

    def between(self, candle: Candle) -> tuple[int, int] | None:
        """Return the lowest and highest that `at` can give during a candle that comes next.

        None when it is not known at any moment of it.
        """
        first, last = self._ago(candle.open_ms), self._ago(candle.end_ms - 1)
        prices = self._stretch(max(first, self._oldest), last)
        if last >= candle.open_ms // self.bucket_ms:  # the window is shorter than the candle
            prices += (candle.low, candle.high)
        return (min(prices), max(prices)) if prices else None

    def _stretch(self, first: int, last: int) -> list[int]:
        if self._newest < 0 or last < first:
            return []
        kept = range(min(first, self._newest), min(last, self._newest) + 1)
        return [self._known(bucket) for bucket in kept]

    def _ago(self, time_ms: int) -> int:
        return (time_ms - self._window_ms) // self.bucket_ms - 1

    def _known(self, bucket: int) -> int:
        return self._closes[min(bucket, self._newest) % len(self._closes)]

    def _close(self, bucket: int, price: int) -> None:
        if bucket != self._newest:
            self._open(bucket)
        self._closes[bucket % len(self._closes)] = price

    def _open(self, bucket: int) -> None:
        """Begin a bucket; the quiet ones before it closed where the last one did."""
        closes, size = self._closes, len(self._closes)
        if self._newest < 0:
            self._oldest = bucket
        else:
            last = closes[self._newest % size]
            for quiet in range(max(self._newest, bucket - size) + 1, bucket):
                closes[quiet % size] = last
        self._newest = bucket
        self._oldest = max(self._oldest, bucket - size + 1)


class Extreme:
    """The lowest or the highest price of the last window, the current bucket included."""

    def __init__(self, window_ms: int, *, highest: bool) -> None:
        self.bucket_ms = bucket_length(window_ms)
        self.buckets = -(-window_ms // self.bucket_ms)
        self._sign = -1 if highest else 1
        # What may still become the lowest, rising from left to right; signed, with its bucket.
        self._rising: deque[tuple[int, int]] = deque()
        self._first: int | None = None  # the oldest bucket that was seen whole
        self._seen_ms = 0

    def trade(self, time_ms: int, price: int) -> None:
        if time_ms >= self._seen_ms:
            if self._first is None:
                self._first = time_ms // self.bucket_ms + 1
            self._see(time_ms, price)
            self._pass_to(time_ms)

    def candle(self, candle: Candle, *, closed: bool = True) -> None:
        """Take in a candle of at most a bucket's length."""
        moment = candle.moment(closed=closed)
        if moment >= self._seen_ms:
            if self._first is None:
                self._first = -(-candle.open_ms // self.bucket_ms)
            if candle.volume:  # a quiet one repeats a price of before
                self._see(candle.open_ms, candle.low if self._sign > 0 else candle.high)
            self._pass_to(moment)

    @property
    def price(self) -> int | None:
        """The extreme as of the newest event; None until a whole window was seen, or if quiet."""
        if self._first is None or self._first > self._oldest(self._seen_ms) or not self._rising:
            return None
        return self._sign * self._rising[0][1]

    def between(self, candle: Candle) -> tuple[int, int] | None:
        """Return the lowest and highest that `price` can be during a candle that comes next."""
        first = candle.open_ms // self.bucket_ms if self._first is None else self._first
        if first > self._oldest(candle.end_ms - 1):
            return None
        ends = sorted((self._sign * candle.low, self._sign * candle.high))
        least = self._lowest(candle.open_ms, ends[0])
        most = self._lowest(candle.end_ms - 1, ends[1])
        low, high = sorted((self._sign * least, self._sign * most))
        return low, high

    def _oldest(self, time_ms: int) -> int:
        return time_ms // self.bucket_ms - self.buckets + 1

    def _lowest(self, time_ms: int, coming: int) -> int:
        """Return the lowest of what is still in the window at `time_ms`, and of what comes."""
        oldest = self._oldest(time_ms)
        kept = next((value for bucket, value in self._rising if bucket >= oldest), coming)
        return min(kept, coming)

    def _see(self, time_ms: int, price: int) -> None:
        rising, bucket, value = self._rising, time_ms // self.bucket_ms, self._sign * price
        while rising and rising[-1][1] >= value:
            rising.pop()
        if not rising or rising[-1][0] != bucket:
            rising.append((bucket, value))

    def _pass_to(self, time_ms: int) -> None:
        while self._rising and self._rising[0][0] < self._oldest(time_ms):
            self._rising.popleft()
        self._seen_ms = time_ms


class VolumeMeter:
    """The volume of the last window, in multiples of the mean of the twenty windows before.

    Closed candles are summed up in steps: of one minute for windows up to eight hours, and longer
    ones beyond, so that there are 10,080 steps at most. It moves when a step is complete.
    """

    USUAL = 20
    STEPS = (1, 5, 15, 60)  # minutes
    MOST = 10_080

    def __init__(self, window_ms: int) -> None:
        self.step_ms = next(
            step * MINUTE
            for step in self.STEPS
            if -(-window_ms // (step * MINUTE)) * (self.USUAL + 1) <= self.MOST
        )
        self._recent_steps = -(-window_ms // self.step_ms)
        self._recent: deque[int] = deque()
        self._usual: deque[int] = deque()
        self._recent_sum = self._usual_sum = 0
        self._open_sum = 0  # of the step that is not complete
        self._until_ms: int | None = None

    @property
    def steps(self) -> int:
        """How many complete steps it needs."""
        return self._recent_steps * (self.USUAL + 1)

    def candle(self, candle: Candle) -> None:
        """Take in a closed candle of at most a step's length."""
        if self._until_ms is None:
            self._until_ms = -(-candle.open_ms // self.step_ms) * self.step_ms
        if candle.open_ms < self._until_ms:
            return
        self._pass_to(candle.open_ms)
        self._open_sum += candle.volume
        self._pass_to(candle.end_ms)

    @property
    def multiple(self) -> int | None:
        """In 10**-8; None until enough was seen, or while nothing is usual."""
        if len(self._recent) + len(self._usual) < self.steps or not self._usual_sum:
            return None
        return self._recent_sum * self.USUAL * SCALE // self._usual_sum

    def _pass_to(self, time_ms: int) -> None:
        assert self._until_ms is not None
        ended = time_ms // self.step_ms - self._until_ms // self.step_ms
        for _ in range(min(ended, self.steps + 1)):
            self._complete(self._open_sum)
            self._open_sum = 0
        self._until_ms = time_ms

    def _complete(self, volume: int) -> None:
        self._recent.append(volume)
        self._recent_sum += volume
        if len(self._recent) <= self._recent_steps:
            return
        left = self._recent.popleft()
        self._recent_sum -= left
        self._usual.append(left)
        self._usual_sum += left
        if len(self._usual) > self._recent_steps * self.USUAL:
            self._usual_sum -= self._usual.popleft()


def _milliseconds(time: datetime) -> int:
    return round(time.timestamp() * 1000)
