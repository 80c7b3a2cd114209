"""Real candles played as a symbol's market."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandbox.exchange.market.walk import Candles

if TYPE_CHECKING:
    from sandbox.exchange.market.listing import Listing
    from sandbox.exchange.market.noise import Floats
    from sandbox.exchange.market.recording import Recording


class Replay:
    """One-minute candles from `start` on, `speed` of them a minute, over and over.

    Within a candle the price goes from the open over both extremes to the close, so that other
    speeds than 1 see a line of four points a candle. The past shows the same candles.
    """

    origin = None  # what a file says is not a seed's

    def __init__(
        self, recording: Recording, listing: Listing, *, start: int, speed: float = 1.0
    ) -> None:
        prices = np.rint(recording.candles[:, :4] / float(listing.tick))
        open_, high, low, close = np.maximum(prices, 1).T
        rises = close >= open_
        self._points = np.stack(
            [open_, np.where(rises, low, high), np.where(rises, high, low), close], axis=1
        )
        steps = recording.candles[:, 4] / float(listing.step)
        self._traded = np.concatenate([[0.0], np.cumsum(steps)])
        self._start = start
        self._speed = speed

    def candles(self, first: int, last: int) -> Candles:
        edges = (np.arange(first, last + 1) - self._start) * self._speed
        starts, ends = edges[:-1], edges[1:]
        opens = self._price(np.floor(starts), starts)
        closes = self._price(np.ceil(ends) - 1, ends)
        highs, lows = self._extremes(starts, ends, opens, closes)
        volume = np.diff(self._volume(edges))
        return Candles(
            *(np.rint(each).astype(np.int64) for each in (opens, highs, lows, closes, volume))
        )

    def _price(self, row: Floats, place: Floats) -> Floats:
        """Return the price at a place within a row, on the line through the row's points."""
        points = self._points[row.astype(np.int64) % len(self._points)]
        along = (place - row) * 3
        piece = np.minimum(along.astype(np.int64), 2)
        each = np.arange(len(points))
        here, there = points[each, piece], points[each, piece + 1]
        price: Floats = here + (there - here) * (along - piece)
        return price

    def _extremes(
        self, starts: Floats, ends: Floats, opens: Floats, closes: Floats
    ) -> tuple[Floats, Floats]:
        rows = np.arange(int(np.floor(starts[0])), int(np.ceil(ends[-1])) + 1)
        places = (rows[:, np.newaxis] + np.array([0, 1, 2, 3]) / 3).ravel()
        prices = self._points[rows % len(self._points)].ravel()
        # Where one row ends the next begins: the end belongs to the first, the start to the second.
        low = np.searchsorted(places, starts, side="right")
        high = np.maximum(np.searchsorted(places, ends, side="left"), low)
        within = np.stack([low, high], axis=1).ravel()
        some = high > low
        highest = np.where(some, np.maximum.reduceat(prices, within)[::2], opens)
        lowest = np.where(some, np.minimum.reduceat(prices, within)[::2], opens)
        return (
            np.maximum(np.maximum(opens, closes), highest),
            np.minimum(np.minimum(opens, closes), lowest),
        )

    def _volume(self, places: Floats) -> Floats:
        """Return what was traded from the file's start to each place, over all its rounds."""
        length = len(self._points)
        rounds = np.floor(places / length)
        within = np.interp(places - rounds * length, np.arange(length + 1), self._traded)
        volume: Floats = rounds * self._traded[-1] + within
        return volume
