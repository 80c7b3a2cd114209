"""What a contract is worth: its index, its mark, its premium and its funding, now and before."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.exchange.futures.market import derived
from sandbox.exchange.futures.market.derived import Derived
from sandbox.exchange.futures.market.funding import Funding
from sandbox.exchange.futures.market.premium import Premium
from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.intervals import MINUTE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.market.pair import Pair
    from sandbox.exchange.market.venue import Market

UNIT = Decimal("1E-8")
_SETTLED_OVER = 30  # minutes


class Prices:
    """The prices of all contracts; they follow spot, which is the index's one constituent."""

    def __init__(self, spot: Market, contracts: Mapping[str, Contract], *, seed: int) -> None:
        self._spot = spot
        self._contracts = contracts
        self._seed = seed
        self._premiums: dict[str, Premium] = {}
        self._pasts: dict[tuple[str, str], Derived] = {}

    def index(self, symbol: str) -> Pair:
        """Return the spot market that a contract follows."""
        return self._spot.pairs[self._contracts[symbol].index]

    def index_price(self, symbol: str) -> Decimal:
        return self.index(symbol).last.price.quantize(UNIT)

    def mark_price(self, symbol: str) -> Decimal:
        """Return the index price with the premium on it, rounded as in its candles."""
        units = int(self.index(symbol).last.price / UNIT)
        return round(units * (1 + self.premium(symbol).now(self._spot.clock))) * UNIT

    def settle_price(self, symbol: str) -> Decimal:
        """Return what a delivery would settle at if it were now."""
        return self.delivery_price(symbol, self._spot.clock)

    def delivery_price(self, symbol: str, time: int) -> Decimal:
        """Return the price of a delivery: the index's average of the half hour before."""
        minute = time // MINUTE
        closes = self.index_past(symbol).minutes(minute - _SETTLED_OVER, minute)[Bar.CLOSE]
        return int(closes.mean()) * UNIT

    def premium(self, symbol: str) -> Premium:
        if symbol not in self._premiums:
            self._premiums[symbol] = Premium(self._contracts[symbol], seed=self._seed)
        return self._premiums[symbol]

    def funding(self, symbol: str) -> Funding:
        return Funding(self._contracts[symbol], self.premium(symbol))

    def index_past(self, symbol: str) -> Derived:
        index = self.index(symbol)
        return self._past("index", index.symbol, index, derived.index_price)

    def mark_past(self, symbol: str) -> Derived:
        draw = derived.mark_price(self.premium(symbol).at)
        return self._past("mark", symbol, self.index(symbol), draw)

    def premium_past(self, symbol: str) -> Derived:
        draw = derived.premium_index(self.premium(symbol).at)
        return self._past("premium", symbol, self.index(symbol), draw)

    def _past(self, kind: str, symbol: str, index: Pair, draw: derived.Draw) -> Derived:
        """Return the past that remembers its days, made when somebody first asks for it."""
        if (kind, symbol) not in self._pasts:
            self._pasts[kind, symbol] = Derived(index.history, draw)
        return self._pasts[kind, symbol]
