"""The futures exchange: both venues' contracts in one market that follows spot."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.exchange.futures.market.books import DEEPEST, Books
from sandbox.exchange.futures.market.contract import Contract
from sandbox.exchange.futures.market.listed import listed
from sandbox.exchange.futures.market.prices import Prices
from sandbox.exchange.futures.market.source import Carried
from sandbox.exchange.futures.trading.floor import Floor
from sandbox.exchange.market.noise import key
from sandbox.exchange.market.venue import Market

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from sandbox.exchange.core import Core
    from sandbox.exchange.market.listing import Listing
    from sandbox.exchange.market.pair import Pair, Trade
    from sandbox.exchange.market.walk import Source

    OnContract = Callable[[Contract], None]


_INSURANCE = {"USDT": Decimal(1_200_000_000), "USDC": Decimal(40_000_000)}
"""What is in the insurance funds before the sandbox's own liquidations add to them."""


class Futures:
    """Everything that the futures doors share.

    Whoever wants to know of contracts that are listed or delivered adds a function to `on_listed`
    or `on_delivered`.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._seed = key(core.seed, "futures")
        self._factors: dict[str, float] = {}
        self.contracts: dict[str, Contract] = listed(core.clock())
        self.prices = Prices(core.market, self.contracts, seed=self._seed)
        self.market = Market(
            seed=self._seed, clock=core.clock(), listings=self.contracts, source=self._source
        )
        self.insurance = dict(_INSURANCE)
        self.on_listed: list[OnContract] = []
        self.on_delivered: list[OnContract] = []
        core.market.listeners.append(self._on_spot_trade)
        self.floor = Floor(core, self)
        levels = self.floor.engine.levels
        self.books = Books(levels, self._book_version, core.clock, DEEPEST)

    @property
    def um(self) -> dict[str, Contract]:
        """The USD-M contracts by symbol."""
        return {name: each for name, each in self.contracts.items() if not each.inverse}

    @property
    def cm(self) -> dict[str, Contract]:
        """The COIN-M contracts by symbol."""
        return {name: each for name, each in self.contracts.items() if each.inverse}

    def advance(self) -> None:
        """Bring the contracts to the present; those whose day has come are delivered."""
        clock = self._core.clock()
        self.market.advance(clock)
        due = [each for each in self.contracts.values() if each.delivery <= clock]
        if due:
            self._deliver(due, clock)
        self.floor.live()

    def clear(self) -> None:
        """Forget who traded, and what the insurance funds had to do with it."""
        self.floor.clear()
        self.insurance.clear()
        self.insurance.update(_INSURANCE)

    def pair(self, symbol: str) -> Pair:
        """Return a contract's own market; KeyError if there is none."""
        return self.market.pairs[symbol]

    def index_price(self, symbol: str) -> Decimal:
        return self.prices.index_price(symbol)

    def mark_price(self, symbol: str) -> Decimal:
        return self.prices.mark_price(symbol)

    def funding_rate(self, symbol: str, time: int) -> Decimal:
        """Return the rate that is paid at a funding time, or would be paid if it were now."""
        return self.prices.funding(symbol).rate(time)

    def _book_version(self, symbol: str) -> Hashable:
        pair = self.pair(symbol)
        return pair.last.id, pair.clock // 100, self.floor.engine.version(symbol)

    def _source(self, listing: Listing) -> Source:
        assert isinstance(listing, Contract)
        index, premium = self.prices.index(listing.symbol), self.prices.premium(listing.symbol)
        source = index.history.source
        return Carried(listing, premium, index.listing, source, seed=self._seed)

    def _on_spot_trade(self, index: Pair, _: Trade) -> None:
        """Move the contracts on a symbol as far as people have moved the symbol."""
        factor = index.history.factor()
        before = self._factors.get(index.symbol, 1.0)
        if factor == before:
            return
        self._factors[index.symbol] = factor
        for contract in tuple(self.contracts.values()):
            if contract.index == index.symbol:
                self._move(contract, factor / before)

    def _move(self, contract: Contract, factor: float) -> None:
        pair = self.pair(contract.symbol)
        ticks = round(float(pair.centre.price / contract.tick) * factor)
        self.floor.engine.move(pair, max(ticks, 1) * contract.tick)

    def _deliver(self, due: list[Contract], clock: int) -> None:
        for contract in due:
            for tell in self.on_delivered:
                tell(contract)
            del self.contracts[contract.symbol]
            self.market.pairs.close(contract.symbol)
        for symbol, contract in listed(clock).items():
            if symbol not in self.contracts:
                self._list(contract)

    def _list(self, contract: Contract) -> None:
        self.contracts[contract.symbol] = contract
        factor = self._factors.get(contract.index, 1.0)
        if factor != 1.0:
            self._move(contract, factor)
        for tell in self.on_listed:
            tell(contract)
