"""Open interest, and on which side the holders are."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from sandbox.exchange.futures.market import views
from sandbox.exchange.futures.market.interest import SUPPLY, long_share, open_interest
from sandbox.exchange.futures.market.rest import periods
from sandbox.exchange.futures.market.rest.periods import PARAMETERS
from sandbox.exchange.futures.market.rest.venues import Venue, twins
from sandbox.exchange.market.bars import Bar
from sandbox.exchange.operations.table import Call, Table

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract

JSON = dict[str, Any]
TABLE = Table()


@twins(TABLE, "openInterest", weight=1, parameters="symbol")
def now(call: Call, venue: Venue) -> JSON:
    contract, clock = venue.contract(call), call.core.clock()
    amount = open_interest(contract, np.array([clock]))[0]
    row = {"symbol": contract.symbol, "openInterest": contract.quantity(amount), "time": clock}
    names = {"pair": contract.pair, "contractType": contract.type_at(clock)}
    return row | names if contract.inverse else row


@TABLE.operation("GET /futures/data/openInterestHist", weight=1, parameters=PARAMETERS)
def history(call: Call) -> list[JSON]:
    """Answer with what was open at the start of each period, of all contracts asked for."""
    contracts = periods.contracts(call)
    marks = periods.periods(call, call.core.futures.prices.mark_past(contracts[0].symbol))
    held = zip(*(open_interest(each, periods.times(marks)) for each in contracts), strict=True)
    return [
        periods.typed(call)
        | _sums(contracts, amounts, Decimal(views.units(mark.bar[Bar.OPEN])))
        | {"timestamp": mark.open_time}
        for mark, amounts in zip(marks, held, strict=True)
    ]


def _sums(contracts: list[Contract], amounts: tuple[Decimal, ...], price: Decimal) -> JSON:
    pairs = zip(contracts, amounts, strict=True)
    value = sum((each.notional(price, amount) for each, amount in pairs), Decimal(0))
    total, base = sum(amounts, Decimal(0)), contracts[0].base
    if contracts[0].inverse:
        return {"sumOpenInterest": str(total), "sumOpenInterestValue": f"{value:.8f}"}
    return {
        "sumOpenInterest": f"{total:.8f}",
        "sumOpenInterestValue": f"{value:.8f}",
        "CMCCirculatingSupply": f"{SUPPLY[base]:.8f}",
    }


@TABLE.operation("GET /futures/data/globalLongShortAccountRatio", weight=1, parameters=PARAMETERS)
def all_accounts(call: Call) -> list[JSON]:
    return _ratios(call, "all accounts", "Account")


@TABLE.operation("GET /futures/data/topLongShortAccountRatio", weight=1, parameters=PARAMETERS)
def top_accounts(call: Call) -> list[JSON]:
    return _ratios(call, "top accounts", "Account")


@TABLE.operation("GET /futures/data/topLongShortPositionRatio", weight=1, parameters=PARAMETERS)
def top_positions(call: Call) -> list[JSON]:
    """Answer with what top traders hold; USD-M calls the shares of it accounts all the same."""
    return _ratios(call, "top positions", "Position" if "pair" in call.params else "Account")


def _ratios(call: Call, kind: str, noun: str) -> list[JSON]:
    symbol = periods.contracts(call)[0].symbol
    times = periods.times(periods.periods(call, call.core.futures.prices.index_past(symbol)))
    return [
        periods.name(call)
        | {
            "longShortRatio": f"{share / (1 - share):.4f}",
            f"long{noun}": f"{share:.4f}",
            f"short{noun}": f"{1 - share:.4f}",
            "timestamp": time,
        }
        for time, share in zip(times.tolist(), long_share(kind, symbol, times), strict=True)
    ]
