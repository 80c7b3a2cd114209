"""Klines of contracts and of the prices that nobody trades at; all accept both venues' symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market import refusals, views
from sandbox.exchange.futures.market.rest.venues import (
    COIN_M,
    UM,
    Venue,
    listed,
    market,
    of_pair,
    of_type,
    twins,
)
from sandbox.exchange.market.intervals import DAY, INTERVALS
from sandbox.exchange.market.klines import klines
from sandbox.exchange.operations.table import Call, Table
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.market.intervals import Interval
    from sandbox.exchange.market.klines import Candled, Kline
    from sandbox.exchange.wire.params import Params

TABLE = Table()
LONGEST_SPAN = 200
"""Days between startTime and endTime that COIN-M allows."""

_MOST = 1_500
_TIMES = "interval startTime endTime limit"
Rows = list[list[Any]]


def weight(params: Params) -> int:
    limit = params.limit(500, _MOST)
    return 1 if limit < 100 else 2 if limit < 500 else 5 if limit <= 1_000 else 10


@twins(TABLE, "klines", weight=weight, parameters=f"symbol {_TIMES}")
def candles(call: Call, venue: Venue) -> Rows:
    contract = listed(call)
    return _traded(call, venue, contract, _interval(call.params))


@twins(TABLE, "continuousKlines", weight=weight, parameters=f"pair contractType {_TIMES}")
def continuous(call: Call, venue: Venue) -> Rows:
    """Answer with the candles of the contract that is of this type today."""
    contract = of_type(call, of_pair(call))
    return _traded(call, venue, contract, _interval(call.params, seconds=not venue.inverse))


@twins(TABLE, "indexPriceKlines", weight=weight, parameters=f"pair {_TIMES}")
def index_candles(call: Call, venue: Venue) -> Rows:
    contract = of_pair(call)[0]
    return _derived(call, venue, contract, call.core.futures.prices.index_past(contract.symbol))


@twins(TABLE, "markPriceKlines", weight=weight, parameters=f"symbol {_TIMES}")
def mark_candles(call: Call, venue: Venue) -> Rows:
    contract = listed(call)
    return _derived(call, venue, contract, call.core.futures.prices.mark_past(contract.symbol))


@twins(TABLE, "premiumIndexKlines", weight=weight, parameters=f"symbol {_TIMES}")
def premium_candles(call: Call, venue: Venue) -> Rows:
    contract = listed(call)
    return _derived(call, venue, contract, call.core.futures.prices.premium_past(contract.symbol))


def _traded(call: Call, venue: Venue, contract: Contract, interval: Interval) -> Rows:
    found = _asked(call, venue, contract, market(call, contract), interval)
    return [views.kline(contract, each) for each in found]


def _derived(call: Call, venue: Venue, contract: Contract, past: Candled) -> Rows:
    found = _asked(call, venue, contract, past, _interval(call.params))
    return [views.derived_kline(each) for each in found]


def _interval(params: Params, *, seconds: bool = False) -> Interval:
    """Read the interval; only USD-M's continuous contracts have candles of a second."""
    interval = INTERVALS.get(params.required("interval"))
    if interval is None or (interval.name == "1s" and not seconds):
        raise errors.bad_interval()
    return interval


def _asked(
    call: Call, venue: Venue, contract: Contract, past: Candled, interval: Interval
) -> list[Kline]:
    """Return the candles that were asked for, none from before the contract was listed.

    Without a start these are the latest; COIN-M shows the latest of a span even with one.
    """
    start, end = call.params.window() if venue is UM else _span(call.params)
    limit = call.params.limit(500, _MOST)
    until = past.clock if end is None else min(end, past.clock)
    first = max(start or 0, interval.opening(contract.onboard))
    more = until - (limit - 1) * interval.length > first
    latest = more and (start is None or venue is COIN_M)
    since = None if latest else first
    found = klines(past, interval, start=since, end=end, limit=limit)
    return [each for each in found if each.open_time >= first]


def _span(params: Params) -> tuple[int | None, int | None]:
    """Read the span of COIN-M's candles, of which either end follows from the other."""
    (start, end), span = params.window(), LONGEST_SPAN * DAY
    if start is not None and end is not None and end - start > span:
        raise refusals.too_long(LONGEST_SPAN)
    if start is not None and end is None:
        end = start + span
    if end is not None and start is None:
        start = end - span
    return start, end
