"""The streams that sum a market up once a second: tickers, averages, reference prices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.exchange.doors import frames
from sandbox.exchange.market import views
from sandbox.exchange.market.day import average_price
from sandbox.exchange.market.reference import reference_price
from sandbox.exchange.market.window import SIZES, rolling

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.core import Core
    from sandbox.exchange.doors.subscribers import Subscribers
    from sandbox.exchange.market.pair import Pair

    Word = Callable[[Pair], Any]

_WINDOWS = ("1h", "4h", "1d")


@dataclass
class _Watch:
    """One stream: of which symbol, if not of all, and the last trades that it told of."""

    word: Word
    pair: Pair | None
    told: dict[str, int] = field(default_factory=dict)

    def is_news(self, pair: Pair) -> bool:
        """Tell whether a symbol was traded since it was told of, as it now is."""
        fresh = self.told.get(pair.symbol) != pair.last.id
        self.told[pair.symbol] = pair.last.id
        return fresh


class TickerStreams:
    """Tells of the symbols that were traded since it last told of them."""

    def __init__(self, core: Core, subscribers: Subscribers) -> None:
        self._core = core
        self._subscribers = subscribers
        self._watches: dict[str, _Watch] = {}
        self._references: dict[str, Pair] = {}
        windows = {f"ticker_{size}": self._windowed(size) for size in _WINDOWS}
        self._of_symbol = {
            "miniTicker": self._mini,
            "ticker": self._full,
            "avgPrice": self._average,
            **windows,
        }
        self._of_all = {"miniTicker": self._mini, **windows}

    def begin(self, stream: str, pair: Pair, kind: str) -> None:
        if not pair.listing.trading:
            return
        if word := self._of_symbol.get(kind):
            self._watches[stream] = _Watch(word, pair)
        elif kind == "referencePrice" and pair.listing.price_range is not None:
            self._references[stream] = pair

    def begin_all(self, stream: str) -> None:
        """Watch a stream of all symbols, such as !miniTicker@arr."""
        kind = stream.removeprefix("!").removesuffix("@arr")
        if word := self._of_all.get(kind):
            self._watches[stream] = _Watch(word, None)

    def end(self, stream: str) -> None:
        self._watches.pop(stream, None)
        self._references.pop(stream, None)

    def second(self) -> None:
        """Tell of what has happened in the last second."""
        for stream, watch in self._watches.items():
            if watch.pair is None:
                self._tell_all(stream, watch)
            elif watch.is_news(watch.pair):
                self._subscribers.publish(stream, watch.word(watch.pair))
        for stream, pair in self._references.items():
            event = frames.reference_price(pair, reference_price(pair))
            self._subscribers.publish(stream, event)

    def _tell_all(self, stream: str, watch: _Watch) -> None:
        pairs = [each for each in self._core.market.pairs.values() if each.listing.trading]
        if rows := [watch.word(pair) for pair in pairs if watch.is_news(pair)]:
            self._subscribers.publish(stream, rows)

    def _mini(self, pair: Pair) -> Any:
        row = views.mini_ticker(pair, self._core.market.day(pair.symbol))
        return frames.mini_ticker(row, self._core.clock())

    def _full(self, pair: Pair) -> Any:
        best = frames.best(pair.symbol, self._core.books.snapshot(pair.symbol, 1))
        row = views.ticker(pair, self._core.market.day(pair.symbol), best)
        return frames.ticker(row, self._core.clock())

    def _windowed(self, size: str) -> Word:
        def word(pair: Pair) -> Any:
            row = views.window_ticker(pair, rolling(pair, SIZES[size]))
            return frames.window_ticker(size, row, self._core.clock())

        return word

    def _average(self, pair: Pair) -> Any:
        return frames.average_price(pair, average_price(pair), self._core.clock())
