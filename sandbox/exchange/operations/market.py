"""Market data: the book, trades, klines and average prices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sandbox.exchange.market import day, views
from sandbox.exchange.market.intervals import INTERVALS
from sandbox.exchange.market.klines import klines
from sandbox.exchange.market.pair import TRADES_BEFORE
from sandbox.exchange.market.reference import BUCKETS, WIDTH, reference_price
from sandbox.exchange.operations.statuses import of_status
from sandbox.exchange.operations.table import Call, Table
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from sandbox.exchange.books import Row
    from sandbox.exchange.market.pair import Pair
    from sandbox.exchange.wire.params import Params

JSON = dict[str, Any]
TABLE = Table()
_DEEPEST = 5_000
_KLINE_PARAMETERS = "symbol interval startTime endTime timeZone limit"


def _depth_weight(params: Params) -> int:
    limit = params.limit(100, _DEEPEST)
    return next(weight for most, weight in _DEPTH_WEIGHTS if limit <= most)


_DEPTH_WEIGHTS = ((100, 5), (500, 25), (1_000, 50), (_DEEPEST, 250))


@TABLE.operation(
    "GET /api/v3/depth", "depth", weight=_depth_weight, parameters="symbol limit symbolStatus"
)
def depth(call: Call) -> JSON:
    pair, limit = of_status(call), call.params.limit(100, _DEEPEST)
    book = call.core.books.snapshot(pair.symbol, limit)
    return {
        "lastUpdateId": book.update_id,
        "bids": _levels(book.bids),
        "asks": _levels(book.asks),
    }


def _levels(rows: list[Row]) -> list[list[str]]:
    return [[f"{price:.8f}", f"{quantity:.8f}"] for price, quantity in rows]


@TABLE.operation("GET /api/v3/trades", "trades.recent", weight=25, parameters="symbol limit")
def trades(call: Call) -> list[JSON]:
    pair = call.pair()
    return views.trades(pair.listing, pair.history.latest(call.params.limit(500, 1_000)))


@TABLE.operation(
    "GET /api/v3/historicalTrades",
    "trades.historical",
    weight=25,
    parameters="symbol limit fromId",
)
def historical_trades(call: Call) -> list[JSON]:
    pair, limit = call.pair(), call.params.limit(500, 1_000)
    first = call.params.integer("fromId")
    history = pair.history
    if first is None:
        return views.trades(pair.listing, history.latest(limit))
    return views.trades(pair.listing, history.from_id(first - TRADES_BEFORE, limit))


@TABLE.operation(
    "GET /api/v3/historicalBlockTrades",
    weight=25,
    parameters="symbol fromId limit",
    key_only=True,
)
@TABLE.operation(
    "GET /api/v3/historicalBlockTrades",
    "blockTrades.historical",
    weight=25,
    parameters="symbol fromId limit",
)
def block_trades(call: Call) -> list[JSON]:
    """Return blocks from an id on; only REST, entered last, wants to know who asks."""
    pair, limit = call.pair(), call.params.limit(500, 1_000)
    call.params.required("fromId")
    blocks = call.core.market.blocks(pair.symbol)
    found = blocks.from_id(call.params.integer("fromId") or 0, limit)
    return [views.block_trade(block) for block in found]


@TABLE.operation(
    "GET /api/v3/aggTrades",
    "trades.aggregate",
    weight=4,
    parameters="symbol fromId startTime endTime limit",
)
def aggregate_trades(call: Call) -> list[JSON]:
    pair, limit = call.pair(), call.params.limit(500, 1_000)
    first, (start, end) = call.params.integer("fromId"), call.params.window()
    history = pair.history
    if first is not None:
        if start is not None or end is not None:
            raise errors.bad_combination()
        tape = history.from_id(first, limit)
    elif start is not None:
        tape = history.since(start, limit)
        tape = tape.between(start, pair.clock + 1 if end is None else end + 1)
    else:
        tape = history.latest(limit, end)
    return views.aggregate_trades(pair.listing, tape)


@TABLE.operation("GET /api/v3/klines", "klines", weight=2, parameters=_KLINE_PARAMETERS)
@TABLE.operation("GET /api/v3/uiKlines", "uiKlines", weight=2, parameters=_KLINE_PARAMETERS)
def candles(call: Call) -> list[list[Any]]:
    pair, params = call.pair(), call.params
    interval = INTERVALS.get(params.required("interval"))
    if interval is None:
        raise errors.bad_interval()
    start, end = params.window()
    offset, limit = time_zone(params), params.limit(500, 1_000)
    found = klines(pair, interval, start=start, end=end, limit=limit, offset=offset)
    return [views.kline(pair.listing, each) for each in found]


@TABLE.operation("GET /api/v3/avgPrice", "avgPrice", weight=2, parameters="symbol")
def average_price(call: Call) -> JSON:
    pair = call.pair()
    price = day.average_price(pair)
    return {"mins": 5, "price": f"{price:.8f}", "closeTime": pair.last.time}


@TABLE.operation("GET /api/v3/referencePrice", "referencePrice", weight=2, parameters="symbol")
def reference(call: Call) -> JSON:
    pair = _referenced(call.pair())
    price = reference_price(pair)
    return {
        "symbol": pair.symbol,
        "referencePrice": None if price is None else f"{price:.8f}",
        "timestamp": pair.clock,
    }


@TABLE.operation(
    "GET /api/v3/referencePrice/calculation",
    "referencePrice.calculation",
    weight=2,
    parameters="symbol symbolStatus",
)
def reference_calculation(call: Call) -> JSON:
    return {
        "symbol": _referenced(of_status(call)).symbol,
        "calculationType": "ARITHMETIC_MEAN",
        "bucketCount": BUCKETS,
        "bucketWidthMs": WIDTH,
    }


def _referenced(pair: Pair) -> Pair:
    if pair.listing.price_range is None:
        raise errors.ApiError(-2043, "This symbol doesn't have a reference price.")
    return pair


def time_zone(params: Params) -> int:
    """Read timeZone, such as 0, 8, -1:00 or 05:45, as milliseconds from UTC."""
    text = params.text("timeZone") or "0"
    match = re.fullmatch(r"([+-]?)([0-9]{1,2})(?::([0-5][0-9]))?", text)
    if match is None:
        raise errors.not_valid("timeZone")
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    minutes = -minutes if match[1] == "-" else minutes
    if not -12 * 60 <= minutes <= 14 * 60:
        raise errors.not_valid("timeZone")
    return minutes * 60_000
