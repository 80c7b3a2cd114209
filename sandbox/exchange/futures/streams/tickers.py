"""The streams of 24-hour statistics, of one symbol or of all that have changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market import views
from sandbox.exchange.futures.streams import frames

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.core import Core
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.streams.audience import Audience
    from sandbox.exchange.futures.streams.beat import Beat

    Word = Callable[[Contract, dict[str, Any], int], Any]

_EVERY = {1: 2_000, 2: 500}
"""How often a symbol's statistics are told, by venue."""

_ALL_EVERY = 1_000
_WORDS: dict[str, Word] = {"miniTicker": frames.mini_ticker, "ticker": frames.ticker}


@dataclass
class _Watch:
    """One stream: of which contract, if not of all, and the last trades that it told of."""

    word: Word
    contract: Contract | None
    told: dict[str, int] = field(default_factory=dict)

    @property
    def every(self) -> int:
        return _ALL_EVERY if self.contract is None else _EVERY[self.contract.venue]


class TickerStreams:
    """Tells of the symbols that were traded since it last told of them."""

    def __init__(self, core: Core, audience: Audience) -> None:
        self._core = core
        self._futures = core.futures
        self._audience = audience
        self._watches: dict[str, _Watch] = {}

    def begin(self, stream: str, contract: Contract, kind: str) -> None:
        if word := _WORDS.get(kind):
            self._watches[stream] = _Watch(word, contract)

    def begin_all(self, stream: str) -> None:
        """Watch !miniTicker@arr or !ticker@arr, in which both venues are mixed."""
        kind, _, form = stream.removeprefix("!").partition("@")
        if form == "arr" and (word := _WORDS.get(kind)):
            self._watches[stream] = _Watch(word, None)

    def end(self, stream: str) -> None:
        self._watches.pop(stream, None)

    def beat(self, beat: Beat) -> None:
        for stream, watch in self._watches.items():
            if not beat.ends(watch.every):
                continue
            if watch.contract is not None:
                for row in self._rows(watch, [watch.contract]):
                    self._audience.publish(stream, row)
            elif rows := self._rows(watch, list(self._futures.contracts.values())):
                self._audience.publish(stream, rows)

    def _rows(self, watch: _Watch, contracts: list[Contract]) -> list[Any]:
        """Word those of the contracts that were traded since they were last told of."""
        rows, sent = [], self._core.clock()
        for contract in contracts:
            pair = self._futures.pair(contract.symbol)
            if watch.told.get(contract.symbol) != pair.last.id:
                watch.told[contract.symbol] = pair.last.id
                day = self._futures.market.day(contract.symbol)
                rows.append(watch.word(contract, views.ticker(contract, pair, day), sent))
        return rows
