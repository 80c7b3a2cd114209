"""USD-M and COIN-M, whose endpoints are twins: what each of them finds by its parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market import refusals
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.market.pair import Pair
    from sandbox.exchange.operations.table import Call, Handler, Table
    from sandbox.exchange.wire.params import Params


@dataclass(frozen=True)
class Venue:
    """One of the two, as its endpoints see the contracts."""

    root: str
    inverse: bool

    def contracts(self, call: Call) -> list[Contract]:
        """Return all contracts of the venue, or only those of the `pair` that was sent."""
        futures, pair = call.core.futures, call.params.text("pair")
        if pair is not None and "symbol" in call.params:
            raise errors.bad_combination()
        own = (futures.cm if self.inverse else futures.um).values()
        found = [each for each in own if pair in {None, each.pair}]
        if not found:
            raise refusals.bad_pair()
        return found

    def contract(self, call: Call) -> Contract:
        """Return the contract of the mandatory symbol."""
        contract = listed(call)
        if contract.inverse != self.inverse:
            raise errors.bad_symbol()
        return contract

    def each(self, call: Call, row: Callable[[Contract], Any]) -> Any:
        """Answer with one row for a symbol, with a list for a pair or for all.

        COIN-M answers with a list even to a symbol.
        """
        if "symbol" not in call.params:
            return [row(contract) for contract in self.contracts(call)]
        self.contracts(call)
        only = row(self.contract(call))
        return [only] if self.inverse else only


UM = Venue("/fapi/v1", inverse=False)
COIN_M = Venue("/dapi/v1", inverse=True)

Answer = Callable[["Call", Venue], Any]


def twins(
    table: Table,
    path: str,
    *,
    weight: int | Callable[[Params], int],
    parameters: str = "",
    coin_m: str | None = None,
    key_only: bool = False,
) -> Callable[[Answer], Answer]:
    """Enter a function for both venues; COIN-M's parameters may be others."""

    def enter(run: Answer) -> Answer:
        for venue, names in ((UM, parameters), (COIN_M, parameters if coin_m is None else coin_m)):
            endpoint = f"GET {venue.root}/{path}"
            operation = table.operation(
                endpoint, weight=weight, parameters=names, key_only=key_only
            )
            operation(_at(venue, run))
        return run

    return enter


def _at(venue: Venue, run: Answer) -> Handler:
    def answer(call: Call) -> Any:
        return run(call, venue)

    return answer


def listed(call: Call) -> Contract:
    """Return the contract of the mandatory symbol, whichever venue lists it."""
    contract = call.core.futures.contracts.get(call.params.symbol())
    if contract is None:
        raise errors.bad_symbol()
    return contract


def market(call: Call, contract: Contract) -> Pair:
    return call.core.futures.pair(contract.symbol)


def of_pair(call: Call) -> list[Contract]:
    """Return the contracts of the mandatory pair, whichever venue lists it."""
    pair = call.params.required("pair")
    found = [each for each in call.core.futures.contracts.values() if each.pair == pair]
    if not found:
        raise refusals.bad_pair()
    return found


def of_type(call: Call, contracts: list[Contract]) -> Contract:
    """Return the one contract of the mandatory contractType."""
    wanted = call.params.required("contractType")
    clock = call.core.clock()
    found = [each for each in contracts if each.type_at(clock) == wanted]
    if not found:
        raise refusals.bad_contract_type()
    return found[0]


def one_or_all(one: int, everything: int) -> Callable[[Params], int]:
    """Weigh a request by whether it names a symbol."""
    return lambda params: one if "symbol" in params else everything
