"""Signed endpoints, of which most exist on both venues: who asks there, and for which contract."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market.refusals import too_long
from sandbox.exchange.futures.market.rest.venues import COIN_M, UM, Venue
from sandbox.exchange.futures.trading.refusals import in_coin_m_codes, refused
from sandbox.exchange.wire.errors import ApiError

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.trading.floor import Floor
    from sandbox.exchange.futures.trading.ledger import Ledger
    from sandbox.exchange.operations.table import Call, Table
    from sandbox.exchange.trading.accounts import Account
    from sandbox.exchange.wire.params import Params


DAY = 86_400_000
Weigh = Callable[["Params"], int]
Handler = Callable[["Seat"], Any]


@dataclass(frozen=True)
class Seat:
    """Somebody's place on one venue, from which something is asked."""

    call: Call
    venue: Venue

    @property
    def params(self) -> Params:
        return self.call.params

    @property
    def account(self) -> Account:
        return self.call.account

    @property
    def floor(self) -> Floor:
        return self.call.core.futures.floor

    @property
    def clock(self) -> int:
        return self.call.core.clock()

    @property
    def ledger(self) -> Ledger:
        return self.floor.ledger(self.account, inverse=self.venue.inverse)

    def contract(self) -> Contract:
        """Return the contract of the mandatory symbol."""
        return self.venue.contract(self.call)

    def contracts(self) -> list[Contract]:
        """Return the contract of `symbol`, those of `pair`, or all of the venue."""
        if "symbol" in self.params:
            return [self.contract()]
        return self.venue.contracts(self.call)

    def symbol(self) -> str | None:
        """Return the symbol if one was sent; it must be one of the venue's."""
        return self.traded_symbol() if "symbol" in self.params else None

    def traded_symbol(self) -> str:
        """Return the mandatory symbol: of a contract that is listed, or was when it was traded."""
        symbol = self.params.symbol()
        if any(order.contract.symbol == symbol for order in self.ledger.orders.values()):
            return symbol
        return self.contract().symbol

    def count_order(self) -> None:
        """Count an order, or refuse one too many; both venues count together."""
        self.account.futures_order_count.admit()
        self.account.futures_order_count.placed()

    def refusal(self, error: ApiError) -> ApiError:
        """Return an error as this venue numbers it."""
        return in_coin_m_codes(error) if self.venue.inverse else error

    def window(self, longest: int | None = None) -> tuple[int | None, int | None]:
        """Read startTime and endTime; further apart than the longest they are refused."""
        start, end = self.params.integer("startTime"), self.params.integer("endTime")
        if start is not None and end is not None:
            if end < start:
                raise refused(-1023)
            if longest is not None and end - start > longest:
                raise too_long(longest // DAY)
        return start, end


def seated(
    table: Table,
    endpoint: str,
    method: str | None = None,
    *,
    weight: int | Weigh,
    permission: str | None,
    parameters: str = "",
    twin: str | None = None,
    twin_parameters: str | None = None,
    twin_weight: int | Weigh | None = None,
    trades: bool = False,
    key_only: bool = False,
) -> Callable[[Handler], Handler]:
    """Enter a function for an endpoint and, if there is one, for its twin on the other venue."""

    def enter(run: Handler) -> Handler:
        def enter_at(path: str, ws: str | None, names: str, cost: int | Weigh) -> None:
            operation = table.operation(
                path,
                ws,
                weight=cost,
                parameters=names,
                permission=permission,
                trades=trades,
                key_only=key_only,
            )
            venue = COIN_M if path.partition(" ")[2].startswith("/dapi/") else UM
            operation(partial(_seat, run, venue))

        enter_at(endpoint, method, parameters, weight)
        if twin is not None:
            names = parameters if twin_parameters is None else twin_parameters
            enter_at(twin, None, names, weight if twin_weight is None else twin_weight)
        return run

    return enter


def _seat(run: Handler, venue: Venue, call: Call) -> Any:
    seat = Seat(call, venue)
    try:
        return run(seat)
    except ApiError as error:
        raise seat.refusal(error) from None
