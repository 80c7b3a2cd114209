"""The trades of a minute, drawn so that they make up exactly the minute's candle."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sandbox.exchange.market.noise import Flags, Floats, Ints, centred, scramble, uniform
from sandbox.exchange.market.walk import Candles

MINUTE = 60_000


class Tape(NamedTuple):
    """Trades in order: ids without gaps, times that never go back, prices in ticks."""

    id: Ints
    time: Ints
    price: Ints
    quantity: Ints
    maker: Flags  # whether the buyer was the maker

    def between(self, start: int, end: int) -> Tape:
        """Return the trades from `start` to before `end`, in milliseconds."""
        low, high = np.searchsorted(self.time, (start, end))
        return self.part(slice(low, high))

    def part(self, which: slice | Flags | Ints) -> Tape:
        return Tape(
            self.id[which],
            self.time[which],
            self.price[which],
            self.quantity[which],
            self.maker[which],
        )


def joined(one: Tape, other: Tape) -> Tape:
    """Merge two tapes into one, in order of the ids."""
    both = Tape(*(np.concatenate(columns) for columns in zip(one, other, strict=True)))
    return both.part(np.argsort(both.id))


def trades(first: int, candles: Candles, ids: Ints, key: int) -> Tape:
    """Return the trades of the minutes from `first`, which reach each open, high, low and close."""
    counts = np.diff(ids)
    minute = np.repeat(np.arange(counts.size), counts)
    trade_id = np.arange(ids[0], ids[-1])
    index = trade_id - ids[:-1][minute]
    count = counts[minute]
    price = _prices(Candles(*(c[minute] for c in candles)), ids[:-1][minute], index, count, key)
    elapsed = (index + uniform(key + 1, trade_id)) / count * MINUTE
    time = (first + minute) * MINUTE + elapsed.astype(np.int64)
    quantity = _quantities(candles.volume, counts, minute, trade_id, key)
    return Tape(trade_id, time, price, quantity, _makers(price, trade_id, key))


def _prices(candle: Candles, minute_id: Ints, index: Ints, count: Ints, key: int) -> Ints:
    """Lead the price from the open over both extremes to the close, with noise between them."""
    last = count - 1
    early = 1 + (uniform(key + 2, minute_id) * (count - 3)).astype(np.int64)
    late = early + 1 + (uniform(key + 3, minute_id) * (last - 1 - early)).astype(np.int64)
    dips_first = (scramble(key + 4, minute_id) & np.uint64(1)).astype(bool)
    one = np.where(dips_first, candle.low, candle.high)
    other = np.where(dips_first, candle.high, candle.low)
    way = np.where(
        index <= early,
        _between(candle.open, one, index / early),
        np.where(
            index <= late,
            _between(one, other, (index - early) / (late - early)),
            _between(other, candle.close, (index - late) / (last - late)),
        ),
    )
    noise = centred(key + 5, minute_id + index) * 0.12 * (candle.high - candle.low)
    turning = (index == 0) | (index == early) | (index == late) | (index == last)
    price: Ints = np.rint(way + np.where(turning, 0.0, noise)).astype(np.int64)
    return np.clip(price, candle.low, candle.high)


def _between(start: Ints, end: Ints, share: Floats) -> Floats:
    place: Floats = start + (end - start) * share
    return place


def _quantities(volume: Ints, counts: Ints, minute: Ints, trade_id: Ints, key: int) -> Ints:
    """Share each minute's volume out among its trades: at least one step each, few large ones.

    Where a minute's volume is smaller than its number of trades, every trade has one step.
    """
    # Whole numbers add up to the same sum wherever the tape begins, floats need not.
    weight = ((-np.log(1.0 - uniform(key + 6, trade_id))) ** 3 * 2**20).astype(np.int64) + 1
    starts = np.cumsum(counts) - counts
    upto = np.cumsum(weight)
    within = upto - (upto - weight)[starts][minute]
    share = within / np.add.reduceat(weight, starts)[minute]
    spare = np.maximum(volume - counts, 0)[minute]
    dealt = np.floor(spare * share).astype(np.int64)
    previous = np.concatenate([[0], dealt[:-1]])
    previous[starts] = 0
    quantity: Ints = 1 + dealt - previous
    return quantity


def _makers(price: Ints, trade_id: Ints, key: int) -> Flags:
    """Tell who was the maker: the buyer where the price fell, the seller where it rose."""
    change = np.diff(price, prepend=price[:1])
    coin = (scramble(key + 7, trade_id) & np.uint64(1)).astype(bool)
    makers: Flags = np.where(change == 0, coin, change < 0)
    return makers
