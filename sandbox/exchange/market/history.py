"""A symbol's past: its seeded trades and candles, with what people did laid over them.

The hierarchy: a minute's open, high, low, close, volume and count come from the source; its
trades are drawn to fit them; longer candles are put together from minutes. Quote and taker
volumes are sums over the trades for candles up to 5 minutes, and for all candles since
yesterday; for the longer past they follow from the minute's prices, without drawing its trades.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sandbox.exchange.market import archive, bars
from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.hours import Hours
from sandbox.exchange.market.intervals import DAY, HOUR, MINUTE
from sandbox.exchange.market.noise import Floats, Ints, key
from sandbox.exchange.market.prints import Print, Prints
from sandbox.exchange.market.tape import Tape, joined, trades

if TYPE_CHECKING:
    from sandbox.exchange.market.listing import Listing
    from sandbox.exchange.market.walk import Counter, Source

BEGINNING = 1_502_928_000_000
"""2017-08-17, when the live exchange's first candles begin."""

_HOURS_KEPT = 400
_MINUTES_KEPT = 4
_FIRST = np.zeros(1, dtype=np.int64)
_NO_BARS = np.empty((len(Bar), 0), dtype=np.int64)


class History:
    """Everything that happened in one symbol until `clock`."""

    def __init__(self, listing: Listing, source: Source, counter: Counter, *, seed: int) -> None:
        self.listing = listing
        self.clock = BEGINNING
        self.source = source
        self._counter = counter
        self._key = key(seed, listing.symbol, "trade")
        self._moves: list[tuple[int, float]] = [(0, 1.0)]
        self._prints = Prints()
        self._touched: set[int] = set()
        self._seeded: OrderedDict[tuple[int, int], Tape] = OrderedDict()
        self._hours: OrderedDict[int, Ints] = OrderedDict()
        self._by_hour = Hours(partial(self.minutes, exact=False))
        self._closed: tuple[int, Ints] = (-1, _NO_BARS)
        self._running = np.zeros((len(Bar), 1), dtype=np.int64)
        self._running_minute = -1

    # What people do

    def move(self, time: int, factor: float) -> None:
        """Let every seeded price from `time` on be `factor` times what it would be."""
        self._moves.append((time, factor))
        self._touched.add(time // MINUTE)

    def insert(self, print_: Print) -> None:
        """Lay a trade over the tape, after everything that has happened so far."""
        self._prints.add(print_)
        self._touched.add(print_[1] // MINUTE)

    def record(self, bar: Ints, time: int) -> None:
        """Count the bar of a trade that has just happened into the running minute."""
        self.clock = max(self.clock, time)
        if time // MINUTE != self._running_minute:
            self._running_minute, self._running = time // MINUTE, bar
        else:
            self._running = bars.gathered(np.hstack([self._running, bar]), _FIRST)

    def begin(self, clock: int) -> Tape:
        """Go to a moment; return what was traded in its minute and the one before."""
        self.clock = clock
        minute = clock // MINUTE
        tape = self.tape((minute - 1) * MINUTE, clock + 1)
        past = bars.of_periods(tape, np.arange(minute - 1, minute + 2) * MINUTE)
        quiet = past[Bar.COUNT, 1] == 0
        self._running_minute = minute - 1 if quiet else minute
        self._running = past[:, :1] if quiet else past[:, 1:]
        return tape

    def factor(self) -> float:
        """Return by how much people have moved the seeded prices."""
        return self._moves[-1][1]

    # Trades

    def seeded(self, first: int, last: int) -> Tape:
        """Return the trades of some minutes as the seed has them, also those still to come.

        The last few that were asked for are kept: every order asks for the present.
        """
        known = self._seeded.get((first, last))
        if known is None:
            candles, ids = self.source.candles(first, last), self._counter.ids(first, last)
            known = trades(first, candles, ids, self._key)
            if last - first <= _MINUTES_KEPT:
                self._seeded[first, last] = known
        while len(self._seeded) > _MINUTES_KEPT:
            self._seeded.popitem(last=False)
        return known

    def tape(self, start: int, end: int) -> Tape:
        """Return what was traded from `start` to before `end`, not beyond the clock."""
        end = min(end, self.clock + 1)
        start = min(start, end)
        first = start // MINUTE
        tape = self.seeded(first, max(-(-end // MINUTE), first + 1))
        ids, prices = self._prints.numbered(tape.id), self._moved(tape.price, tape.time)
        tape = tape._replace(id=ids, price=prices).between(start, end)
        prints = self._prints.between(start, end)
        return tape if prints is None else joined(tape, prints)

    def since(self, time: int, limit: int) -> Tape:
        """Return up to `limit` trades from this time on."""
        return self._collected(max(time, BEGINNING), 0, limit)

    def from_id(self, trade_id: int, limit: int) -> Tape:
        """Return up to `limit` trades from this id on."""
        trade_id = min(max(trade_id, self._first_id()), self._last_id() + 1)
        start = self._counter.minute(self._prints.seeded(trade_id)) * MINUTE
        printed = self._prints.time(trade_id)
        start = start if printed is None else min(start, printed)
        return self._collected(start, trade_id, limit)

    def _collected(self, start: int, trade_id: int, limit: int) -> Tape:
        span = (limit // self.listing.trades + 3) * MINUTE
        while True:
            tape = self.tape(start, start + span)
            tape = tape.part(slice(int(np.searchsorted(tape.id, trade_id)), None))
            if tape.id.size >= limit or start + span > self.clock:
                return tape.part(slice(limit))
            span *= 2

    def latest(self, limit: int, end: int | None = None) -> Tape:
        """Return the last `limit` trades, or the last until `end`."""
        end = self.clock if end is None else min(end, self.clock)
        minutes = limit * 5 // self.listing.trades + 3
        start = max(end - minutes * MINUTE, BEGINNING)
        return self.tape(start, end + 1).part(slice(-limit, None))

    # Bars

    def seconds(self, start: int, count: int) -> Ints:
        edges = start + np.arange(count + 1) * 1_000
        return bars.of_periods(self.tape(start - MINUTE, int(edges[-1])), edges)

    def minutes(self, first: int, last: int, *, exact: bool = True) -> Ints:
        """Return a bar a minute; without `exact`, only the recent ones are made of trades."""
        recent = first if exact else min(max(self._horizon() // MINUTE, first), last)
        parts = [self._modelled(first, recent)] if recent > first else []
        hours = range(recent // 60, -(-last // 60)) if last > recent else range(0)
        parts += self._exact(hours, recent, last)
        return np.concatenate(parts, axis=1)

    def hours(self, first: int, last: int) -> Ints:
        """Return a bar for each hour in UTC."""
        today, until = self._horizon() // DAY, self.clock // MINUTE + 1
        return self._by_hour.bars(first, last, today=today, until=until)

    def _modelled(self, first: int, last: int) -> Ints:
        candles, ids = self.source.candles(first, last), self._counter.ids(first, last)
        count = np.diff(ids)
        time = np.arange(first, last) * MINUTE
        open_, high, low, close = (self._moved(each, time) for each in candles[:4])
        volume = np.maximum(candles.volume, count)
        quote = volume * ((open_ + high + low + close) // 4)
        half = [volume // 2, quote // 2]
        out = np.stack([open_, high, low, close, volume, quote, count, *half])
        for minute in [each for each in self._touched if first <= each < last]:
            out[:, minute - first] = self._drawn(minute, minute + 1)[:, 0]
        return out

    def _exact(self, hours: range, first: int, last: int) -> list[Ints]:
        """Return the minutes of these hours made of their trades, cut to those asked for."""
        finished = [hour for hour in hours if (hour + 1) * HOUR <= self.clock]
        self._recall([hour for hour in finished if hour not in self._hours])
        self._draw([hour for hour in finished if hour not in self._hours])
        minutes = [self._hours[hour] for hour in finished]
        if len(finished) < len(hours):
            minutes.append(self._unfinished())
        while len(self._hours) > _HOURS_KEPT:
            self._hours.popitem(last=False)
        return [
            part[:, max(first - hour * 60, 0) : last - hour * 60]
            for hour, part in zip(hours, minutes, strict=True)
        ]

    def _recall(self, hours: list[int]) -> None:
        """Take what another market of the same seed has drawn, unless people changed this one."""
        if self._touched:
            return
        for hour in hours:
            known = archive.recall(self.source.origin, hour)
            if known is not None and known.shape[1] == 60:
                self._hours[hour] = known

    def _draw(self, hours: list[int]) -> None:
        """Draw the trades of finished hours at one go, and keep their minutes."""
        if not hours:
            return
        first, end = hours[0], hours[-1] + 1
        minutes = self._drawn(first * 60, end * 60)
        for hour in range(first, end):
            self._hours[hour] = minutes[:, (hour - first) * 60 :][:, :60]
            if not self._touched:
                archive.keep(self.source.origin, hour, self._hours[hour])

    def _unfinished(self) -> Ints:
        """Return the minutes of the hour that goes on."""
        current = self.clock // MINUTE
        if self._closed[0] != current:
            self._closed = current, self._finished(current)
        return np.hstack([self._closed[1], self._running_bar(current)])

    def _finished(self, current: int) -> Ints:
        """Return the minutes of this hour that are over; only those not known yet are drawn."""
        start = current // 60 * 60
        until, known = self._closed
        if not start <= until <= current:
            drawn = None if self._touched else archive.recall(self.source.origin, start // 60)
            known = _NO_BARS if drawn is None else drawn[:, : current - start]
        first = start + known.shape[1]
        if first < current:
            known = np.hstack([known, self._drawn(first, current)])
            if not self._touched:
                archive.keep(self.source.origin, start // 60, known)
        return known

    def _running_bar(self, current: int) -> Ints:
        if self._running_minute == current:
            return self._running
        still = np.zeros_like(self._running)  # nothing was traded yet in this minute
        still[: Bar.VOLUME] = self._running[Bar.CLOSE]
        return still

    def _drawn(self, first: int, last: int) -> Ints:
        tape = self.tape((first - 1) * MINUTE, last * MINUTE)
        return bars.of_periods(tape, np.arange(first, last + 1) * MINUTE)

    def _moved(self, price: Ints, time: Ints) -> Ints:
        if len(self._moves) == 1:
            return price
        times = np.array([move[0] for move in self._moves])
        factors: Floats = np.array([move[1] for move in self._moves])
        factor = factors[np.searchsorted(times, time, side="right") - 1]
        return np.maximum(np.rint(price * factor), 1).astype(np.int64)

    def _first_id(self) -> int:
        return int(self._counter.ids(BEGINNING // MINUTE, BEGINNING // MINUTE)[0])

    def _last_id(self) -> int:
        """Return an id that has not been reached yet."""
        minute = self.clock // MINUTE + 1
        return int(self._counter.ids(minute, minute)[0]) + len(self._prints)

    def _horizon(self) -> int:
        """Return the start of yesterday: from there on everything is made of trades."""
        return (self.clock // DAY - 1) * DAY
