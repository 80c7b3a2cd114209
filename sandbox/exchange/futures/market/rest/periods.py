"""What the endpoints of `/futures/data` have in common: whose data, and of which periods.

Both venues have the same paths here: USD-M sends a `symbol`, COIN-M a `pair`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sandbox.exchange.futures.market.rest.venues import listed, of_pair, of_type
from sandbox.exchange.market.intervals import DAY, INTERVALS
from sandbox.exchange.market.klines import klines
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.market.klines import Candled, Kline
    from sandbox.exchange.market.noise import Ints
    from sandbox.exchange.operations.table import Call

PARAMETERS = "symbol pair contractType period limit startTime endTime"
EVERYTHING = "ALL"

_PERIODS = ("5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d")
_KEPT = 30 * DAY


def contracts(call: Call) -> list[Contract]:
    """Return the contract of a symbol, or a pair's: one of a type, or all together."""
    if "pair" not in call.params:
        return [listed(call)]
    found = of_pair(call)
    wanted = call.params.text("contractType")
    return found if wanted in {None, EVERYTHING} else [of_type(call, found)]


def name(call: Call) -> dict[str, Any]:
    """Return the part of a row that says whose it is."""
    names = ("symbol",) if "pair" not in call.params else ("pair",)
    return {each: call.params.required(each) for each in names}


def typed(call: Call) -> dict[str, Any]:
    """Return the same with the type of contract, which only COIN-M's rows say."""
    if "pair" not in call.params:
        return name(call)
    return name(call) | {"contractType": call.params.text("contractType") or EVERYTHING}


def periods(call: Call, past: Candled) -> list[Kline]:
    """Return the candles of the periods that were asked for, none older than a month."""
    period = call.params.required("period")
    if period not in _PERIODS:
        raise errors.not_valid("period")
    start, end = call.params.window()
    oldest = past.clock - _KEPT
    if start is not None:
        start = max(start, oldest)
    limit = call.params.limit(30, 500)
    found = klines(past, INTERVALS[period], start=start, end=end, limit=limit)
    return [each for each in found if each.open_time >= oldest]


def times(found: list[Kline]) -> Ints:
    return np.array([each.open_time for each in found], dtype=np.int64)
