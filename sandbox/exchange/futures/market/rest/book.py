"""The order book: its levels and its best prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market import refusals
from sandbox.exchange.futures.market.rest.venues import UM, Venue, market, one_or_all, twins
from sandbox.exchange.operations.table import Call, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.wire.params import Params

JSON = dict[str, Any]
TABLE = Table()

_WEIGHTS = {5: 2, 10: 2, 20: 2, 50: 2, 100: 5, 500: 10, 1_000: 20}
_RPI_LIMIT = 1_000


def _limit(params: Params) -> int:
    limit = params.integer("limit")
    if limit is None:
        return 500
    if limit not in _WEIGHTS:
        raise refusals.bad_depth_limit(limit)
    return limit


@twins(TABLE, "depth", weight=lambda params: _WEIGHTS[_limit(params)], parameters="symbol limit")
def depth(call: Call, venue: Venue) -> JSON:
    return _snapshot(call, venue.contract(call), _limit(call.params))


@TABLE.operation(f"GET {UM.root}/rpiDepth", weight=20, parameters="symbol limit")
def rpi_depth(call: Call) -> JSON:
    """Answer with the whole book: the sandbox has no hidden retail orders that could be added."""
    limit = call.params.integer("limit")
    if limit not in {None, _RPI_LIMIT}:
        raise refusals.bad_depth_limit(limit or 0)
    return _snapshot(call, UM.contract(call), _RPI_LIMIT)


def _snapshot(call: Call, contract: Contract, limit: int) -> JSON:
    number, bids, asks = call.core.futures.books.snapshot(contract.symbol, limit)
    names = {"symbol": contract.symbol, "pair": contract.pair} if contract.inverse else {}
    return {
        "lastUpdateId": number,
        **names,
        "E": call.core.clock(),
        "T": market(call, contract).last.time,
        "bids": spelt(contract, bids),
        "asks": spelt(contract, asks),
    }


def spelt(contract: Contract, levels: Sequence[tuple[Decimal, Decimal]]) -> list[list[str]]:
    return [[contract.price(price), contract.quantity(quantity)] for price, quantity in levels]


@TABLE.operation(
    f"GET {UM.root}/ticker/bookTicker",
    "ticker.book",
    weight=one_or_all(2, 5),
    parameters="symbol",
)
def book_ticker_by_method(call: Call) -> Any:
    """Answer with the number of the last update too, which REST tells of COIN-M only."""
    return UM.each(call, lambda contract: _book_ticker(call, contract, numbered=True))


@twins(
    TABLE,
    "ticker/bookTicker",
    weight=one_or_all(2, 5),
    parameters="symbol",
    coin_m="symbol pair",
)
def book_ticker(call: Call, venue: Venue) -> Any:
    return venue.each(
        call, lambda contract: _book_ticker(call, contract, numbered=contract.inverse)
    )


def _book_ticker(call: Call, contract: Contract, *, numbered: bool) -> JSON:
    number, bids, asks = call.core.futures.books.snapshot(contract.symbol, 1)
    return {
        **({"lastUpdateId": number} if numbered else {}),
        "symbol": contract.symbol,
        **({"pair": contract.pair} if contract.inverse else {}),
        **best(contract, "bid", bids),
        **best(contract, "ask", asks),
        "time": market(call, contract).last.time,
    }


def best(contract: Contract, name: str, levels: Sequence[tuple[Decimal, Decimal]]) -> JSON:
    """Return the best price of one side and what lies there, nothing if the side is empty."""
    return {
        key: value
        for price, quantity in levels[:1]
        for key, value in (
            (f"{name}Price", contract.price(price)),
            (f"{name}Qty", contract.quantity(quantity)),
        )
    }
