"""Marks and funding: what is paid every eight hours, and what it will be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sandbox.exchange.futures.market import views
from sandbox.exchange.futures.market.funding import EVERY, INTEREST, after
from sandbox.exchange.futures.market.rest.venues import COIN_M, UM, Venue, one_or_all, twins
from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.intervals import INTERVALS
from sandbox.exchange.market.klines import klines
from sandbox.exchange.operations.table import Call, Table

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract

JSON = dict[str, Any]
TABLE = Table()

_PERIOD = INTERVALS["8h"]


@TABLE.operation(f"GET {UM.root}/premiumIndex", weight=one_or_all(1, 10), parameters="symbol")
def premium_index(call: Call) -> Any:
    return UM.each(call, lambda contract: _marks(call, contract))


@TABLE.operation(f"GET {COIN_M.root}/premiumIndex", weight=10, parameters="symbol pair")
def coin_m_premium_index(call: Call) -> Any:
    return COIN_M.each(call, lambda contract: _marks(call, contract))


def _marks(call: Call, contract: Contract) -> JSON:
    prices, clock = call.core.futures.prices, call.core.clock()
    row: JSON = {"symbol": contract.symbol}
    if contract.inverse:
        row["pair"] = contract.pair
    row |= {
        "markPrice": f"{prices.mark_price(contract.symbol):.8f}",
        "indexPrice": f"{prices.index_price(contract.symbol):.8f}",
        "estimatedSettlePrice": f"{prices.settle_price(contract.symbol):.8f}",
    }
    rate = f"{prices.funding(contract.symbol).rate(clock):.8f}"
    funded = contract.perpetual
    return row | {
        "lastFundingRate": rate if funded else "",
        "interestRate": f"{INTEREST:.8f}" if funded else "",
        "nextFundingTime": after(clock) if funded else 0,
        "time": clock,
    }


@TABLE.operation(
    f"GET {UM.root}/fundingRate", weight=1, parameters="symbol startTime endTime limit"
)
def funding_rates(call: Call) -> list[JSON]:
    """Answer with what was paid, of one symbol or of all, oldest first."""
    contracts = [UM.contract(call)] if "symbol" in call.params else UM.contracts(call)
    perpetual = [contract for contract in contracts if contract.perpetual]
    limit = call.params.limit(200, 1_000)
    each = -(-limit // max(len(perpetual), 1))  # all symbols are paid at the same times
    rows = [row for contract in perpetual for row in _paid(call, contract, each)]
    rows.sort(key=lambda row: row["fundingTime"])
    return rows[:limit] if call.params.window()[0] is not None else rows[-limit:]


@TABLE.operation(
    f"GET {COIN_M.root}/fundingRate", weight=1, parameters="symbol startTime endTime limit"
)
def coin_m_funding_rates(call: Call) -> list[JSON]:
    """Answer with what was paid; a contract with a delivery pays nothing."""
    contract = COIN_M.contract(call)
    limit = call.params.limit(200, 1_000)
    rows = _paid(call, contract, limit) if contract.perpetual else []
    return [{name: row[name] for name in ("symbol", "fundingTime", "fundingRate")} for row in rows]


def _paid(call: Call, contract: Contract, limit: int) -> list[JSON]:
    start, end = call.params.window()
    prices = call.core.futures.prices
    start = None if start is None else max(start, contract.onboard)
    marks = klines(prices.mark_past(contract.symbol), _PERIOD, start=start, end=end, limit=limit)
    marks = [each for each in marks if each.open_time >= contract.onboard]
    if not marks:
        return []
    rates = prices.funding(contract.symbol).rates(np.array([each.open_time for each in marks]))
    return [
        {
            "symbol": contract.symbol,
            "fundingTime": each.open_time,
            "fundingRate": f"{rate:.8f}",
            "markPrice": views.units(each.bar[Bar.OPEN]),
            "rateType": "Regular",
        }
        for each, rate in zip(marks, rates, strict=True)
    ]


@twins(TABLE, "fundingInfo", weight=1)
def funding_info(call: Call, venue: Venue) -> list[JSON]:
    return [
        {
            "symbol": contract.symbol,
            "adjustedFundingRateCap": f"{cap:.8f}",
            "adjustedFundingRateFloor": f"{-cap:.8f}",
            "fundingIntervalHours": EVERY // INTERVALS["1h"].length,
            "disclaimer": False,
        }
        for contract in venue.contracts(call)
        if contract.perpetual
        for cap in [call.core.futures.prices.funding(contract.symbol).cap]
    ]
