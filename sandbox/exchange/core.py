"""The exchange behind its doors: one market, one engine, one set of limits."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sandbox.exchange.books import BookUpdates
from sandbox.exchange.futures.venue import Futures
from sandbox.exchange.listen_tokens import ListenTokens
from sandbox.exchange.market.venue import Market
from sandbox.exchange.registry import Registry
from sandbox.exchange.sapi.upkeep import Upkeep
from sandbox.exchange.trading.engine import Engine
from sandbox.exchange.wire.limits import Weights
from sandbox.faults import Faults

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from decimal import Decimal
    from pathlib import Path

    from sandbox.exchange.trading.accounts import Account, ApiKey

    Listener = Callable[[dict[str, Any]], None]

_IDS_A_SECOND = 100_000


class Core:
    """What every door of the exchange shares."""

    def __init__(
        self, *, seed: int, speed: float, replay: Path | None, now: Callable[[], float]
    ) -> None:
        self.now = now
        self.seed = seed
        self.market = Market(seed=seed, speed=speed, replay=replay, clock=self.clock())
        self.registry = Registry(now)
        self.engine = Engine(self.market, next_id=self.next_id, tell=self._tell)
        self.books = BookUpdates(
            self.engine.levels,
            self._book_version,
            self.clock,
            grid=self.engine.grid,
            units=self._units,
        )
        self.weights = Weights(now)
        self.faults = Faults()
        self.skew = 0  # by how much the clock is off that people see, in milliseconds
        self.listen_tokens = ListenTokens(self.clock)
        self.listeners: dict[int, list[Listener]] = defaultdict(list)
        self.revocations: list[Callable[[ApiKey], None]] = []
        self.futures = Futures(self)
        # what else moves when time does
        self.living: list[Callable[[], None]] = [self.futures.advance, Upkeep(self)]
        self._last_id = 0

    def clock(self) -> int:
        """Return the time in milliseconds."""
        return int(self.now() * 1000)

    def server_time(self) -> int:
        """Return the time that people are told, and by which their timestamps are judged."""
        return self.clock() + self.skew

    def advance(self) -> None:
        """Bring the market to the present, and then whatever follows it."""
        self.market.advance(self.clock())
        for move in self.living:
            move()

    def next_id(self) -> int:
        """Return an id that no earlier run of the sandbox has given away: it grows with time."""
        self._last_id = max(self._last_id + 1, int(self.now() * _IDS_A_SECOND))
        return self._last_id

    def revoke(self, key: ApiKey) -> None:
        """Take a key's rights away, and tell the connections that live on them."""
        key.revoked = True
        for tell in tuple(self.revocations):
            tell(key)

    def reset(self) -> None:
        """Forget people, orders, limits, faults and moved prices; what was traded stays traded."""
        for key in self.registry.keys.values():
            self.revoke(key)
        self.registry.clear()
        self.engine.clear()
        self.weights.clear()
        self.faults.clear()
        self.listen_tokens.clear()
        self.futures.clear()
        for pair in self.market.pairs.living():
            pair.settle()

    def _book_version(self, symbol: str) -> Hashable:
        """Return what changes whenever a book may: trades, the time, and people's orders."""
        pair = self.market.pairs[symbol]
        return pair.last.id, pair.clock // 100, self._last_id

    def _units(self, symbol: str) -> tuple[Decimal, Decimal]:
        listing = self.market.pairs[symbol].listing
        return listing.tick, listing.step

    def _tell(self, account: Account, event: dict[str, Any]) -> None:
        for listener in tuple(self.listeners[account.uid]):
            listener(event)
