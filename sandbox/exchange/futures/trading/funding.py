"""Funding: every eight hours longs pay shorts, or shorts pay longs, at the mark price."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.exchange.futures.market import funding
from sandbox.exchange.futures.market.derived import UNITS
from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.intervals import MINUTE

if TYPE_CHECKING:
    from sandbox.exchange.futures.trading.floor import Floor
    from sandbox.exchange.futures.venue import Futures


class FundingFees:
    """Settles what is due, contract by contract, before anything later happens to a position."""

    def __init__(self, floor: Floor, futures: Futures) -> None:
        self._floor = floor
        self._futures = futures
        self._next: dict[str, int] = {}
        self._start = floor.clock

    def settle(self, symbol: str, until: int) -> None:
        """Let the open positions of a contract pay for every funding time up to a time."""
        due = self._next.setdefault(symbol, funding.after(self._start))
        while due <= until:
            self._pay(symbol, due)
            self._next[symbol] = due = due + funding.EVERY

    def _pay(self, symbol: str, time: int) -> None:
        held = [each for each in self._floor.held() if each[1].symbol == symbol]
        if not held or not held[0][1].contract.perpetual:
            return
        rate, mark = self._futures.funding_rate(symbol, time), self._mark(symbol, time)
        for ledger, position in held:
            self._floor.bookkeeper.fund(ledger, position, rate, mark, time)

    def _mark(self, symbol: str, time: int) -> Decimal:
        """Return the mark price at a funding time: where its candle of that minute opened."""
        minute = time // MINUTE
        bar = self._futures.prices.mark_past(symbol).minutes(minute, minute + 1)
        return Decimal(int(bar[Bar.OPEN, 0])) / UNITS
