"""Last prices and the statistics of the last 24 hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market import views
from sandbox.exchange.futures.market.rest.venues import UM, Venue, market, one_or_all, twins
from sandbox.exchange.operations.table import Call, Table

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract

JSON = dict[str, Any]
TABLE = Table()


@twins(TABLE, "ticker/24hr", weight=one_or_all(1, 40), parameters="symbol", coin_m="symbol pair")
def ticker(call: Call, venue: Venue) -> Any:
    def row(contract: Contract) -> JSON:
        day = call.core.futures.market.day(contract.symbol)
        return views.ticker(contract, market(call, contract), day)

    return venue.each(call, row)


@twins(TABLE, "ticker/price", weight=one_or_all(1, 2), parameters="symbol", coin_m="symbol pair")
def price(call: Call, venue: Venue) -> Any:
    def row(contract: Contract) -> JSON:
        last = market(call, contract).last
        return {
            "symbol": contract.symbol,
            **({"ps": contract.pair} if contract.inverse else {}),
            "price": contract.price(last.price),
            "time": last.time,
        }

    return venue.each(call, row)


@TABLE.operation("GET /fapi/v2/ticker/price", weight=one_or_all(1, 2), parameters="symbol")
def price_v2(call: Call) -> Any:
    return price(call, UM)
