"""The streams of mark and index prices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.streams import frames

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.core import Core
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.streams.audience import Audience
    from sandbox.exchange.futures.streams.beat import Beat

_STREAM = re.compile(r"(?:(!markPrice)@arr|(\w+)@(markPrice|indexPrice))(@1s)?")
_SLOW, _FAST = 3_000, 1_000


@dataclass
class _Watch:
    every: int
    word: Callable[[], Any]


class MarkStreams:
    """Tells of prices that change as time goes by: of a symbol, of a pair's, or of all."""

    def __init__(self, core: Core, audience: Audience) -> None:
        self._core = core
        self._futures = core.futures
        self._audience = audience
        self._watches: dict[str, _Watch] = {}

    def begin(self, stream: str) -> None:
        match = _STREAM.fullmatch(stream)
        word = self._wording(match) if match else None
        if match and word:
            self._watches[stream] = _Watch(_FAST if match[4] else _SLOW, word)

    def end(self, stream: str) -> None:
        self._watches.pop(stream, None)

    def beat(self, beat: Beat) -> None:
        for stream, watch in self._watches.items():
            if beat.ends(watch.every):
                self._audience.publish(stream, watch.word())

    def _wording(self, match: re.Match[str]) -> Callable[[], Any] | None:
        """Return what words the stream's events, None if there is no such stream."""
        if match[1]:
            return lambda: [self._mark(each) for each in self._futures.contracts.values()]
        name = match[2].upper()
        contract, of_pair = self._futures.contracts.get(name), self._of_pair(name)
        if match[3] == "indexPrice":
            return (lambda: self._index(of_pair[0])) if of_pair else None
        if contract is not None:
            return lambda: self._mark(contract)
        return (lambda: [self._mark(each) for each in of_pair]) if of_pair else None

    def _of_pair(self, pair: str) -> list[Contract]:
        return [each for each in self._futures.cm.values() if each.pair == pair]

    def _mark(self, contract: Contract) -> Any:
        return frames.mark_price(contract, self._futures.prices, self._core.clock())

    def _index(self, contract: Contract) -> Any:
        return frames.index_price(contract, self._futures.prices, self._core.clock())
