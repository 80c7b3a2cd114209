"""The table of operations: what can be asked, at which doors, by whom and for which weight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.exchange.wire import errors
from sandbox.exchange.wire.pools import SPOT, Pool, pool_of

if TYPE_CHECKING:
    from sandbox.exchange.core import Core
    from sandbox.exchange.market.pair import Pair
    from sandbox.exchange.trading.accounts import Account, ApiKey
    from sandbox.exchange.wire.limits import OrderCount
    from sandbox.exchange.wire.params import Params

SIGNED = frozenset({"timestamp", "recvWindow", "signature", "apiKey"})
READ = "enableReading"
TRADE = "enableSpotAndMarginTrading"
FUTURES = "enableFutures"
MARGIN = "enableMargin"
TRANSFER = "permitsUniversalTransfer"


@dataclass(frozen=True)
class Call:
    """One request, admitted and read."""

    core: Core
    params: Params
    key: ApiKey | None = None

    @property
    def owner(self) -> ApiKey:
        """The key of a signed call."""
        assert self.key is not None
        return self.key

    @property
    def account(self) -> Account:
        return self.owner.account

    def pair(self) -> Pair:
        """Return the pair of the mandatory symbol."""
        return self.known(self.params.symbol())

    def known(self, symbol: str) -> Pair:
        try:
            return self.core.market.pairs[symbol]
        except KeyError:
            raise errors.bad_symbol() from None

    def pairs(self) -> list[Pair] | None:
        """Return the pairs of `symbol` or `symbols`, None for all."""
        if "symbol" in self.params and "symbols" in self.params:
            raise errors.bad_combination()
        symbol, symbols = self.params.optional_symbol(), self.params.symbols()
        if symbol is not None:
            return [self.known(symbol)]
        return None if symbols is None else [self.known(each) for each in symbols]


Weigh = Callable[["Params"], int]
Handler = Callable[[Call], Any]


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked."""

    run: Handler
    weight: int | Weigh
    parameters: frozenset[str]
    permission: str | None
    pool: Pool
    trades: bool  # answers carry the order counts
    free: bool  # success costs no weight, as with orders on spot since April 2026
    key_only: bool  # an API key must be sent, but nothing is signed

    @property
    def microseconds(self) -> bool:
        """Whether times may come in microseconds; futures know milliseconds only."""
        return self.pool is SPOT

    def order_count(self, account: Account) -> OrderCount:
        """Return the count of orders that this operation adds to."""
        return account.order_count if self.pool is SPOT else account.futures_order_count

    def cost(self, params: Params) -> int:
        return self.weight if isinstance(self.weight, int) else self.weight(params)


class Table:
    """Operations by their REST endpoint and by their WebSocket method."""

    def __init__(self) -> None:
        self.rest: dict[str, Operation] = {}
        self.methods: dict[str, Operation] = {}

    def operation(
        self,
        endpoint: str,
        method: str | None = None,
        *,
        weight: int | Weigh,
        parameters: str = "",
        permission: str | None = None,
        trades: bool = False,
        by_uid: bool = False,
        key_only: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Enter a function: "GET /api/v3/order" for REST, "order.status" for WebSocket.

        Of those that trade, answers to cancellations say nothing of the order counts.
        """

        def enter(run: Handler) -> Handler:
            known = frozenset(parameters.split())
            signed = SIGNED if permission else frozenset()
            pool = pool_of(endpoint, by_uid=by_uid)
            entry = Operation(
                run,
                weight,
                known | signed,
                permission,
                pool=pool,
                trades=trades and not endpoint.startswith("DELETE "),
                free=trades and pool is SPOT,
                key_only=key_only,
            )
            self.rest[endpoint] = entry
            if method is not None:
                self.methods[method] = entry
            return run

        return enter
