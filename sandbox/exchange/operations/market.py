"""Market data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sandbox.exchange.market import day, views
from sandbox.exchange.market.intervals import INTERVALS
from sandbox.exchange.market.klines import klines
from sandbox.exchange.market.pair import TRADES_BEFORE
from sandbox.exchange.operations.general import STATUSES
from sandbox.exchange.operations.table import Call, Table
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.market.pair import Pair
    from sandbox.exchange.wire.params import Params

JSON = dict[str, Any]
TABLE = Table()
_DEEPEST = 5_000
_KLINE_PARAMETERS = "symbol interval startTime endTime timeZone limit"
_MANY_PARAMETERS = "symbol symbols symbolStatus"


def _depth_weight(params: Params) -> int:
    limit = params.limit(100, _DEEPEST)
    return next(weight for most, weight in _DEPTH_WEIGHTS if limit <= most)


_DEPTH_WEIGHTS = ((100, 5), (500, 25), (1_000, 50), (_DEEPEST, 250))


@TABLE.operation(
    "GET /api/v3/depth", "depth", weight=_depth_weight, parameters="symbol limit symbolStatus"
)
def depth(call: Call) -> JSON:
    pair, limit = call.pair(), call.params.limit(100, _DEEPEST)
    _status(call)
    return {
        "lastUpdateId": call.core.next_id(),
        "bids": _side(call, pair, "BUY", limit),
        "asks": _side(call, pair, "SELL", limit),
    }


def _side(call: Call, pair: Pair, side: str, limit: int) -> list[list[str]]:
    levels = call.core.engine.levels(pair.symbol, side, limit)
    return [[f"{price:.8f}", f"{quantity:.8f}"] for price, quantity in levels]


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
    offset = _offset(params.text("timeZone") or "0")
    limit = params.limit(500, 1_000)
    found = klines(pair, interval, start=start, end=end, limit=limit, offset=offset)
    return [views.kline(pair.listing, each) for each in found]


@TABLE.operation("GET /api/v3/avgPrice", "avgPrice", weight=2, parameters="symbol")
def average_price(call: Call) -> JSON:
    pair = call.pair()
    price = day.average_price(pair)
    return {"mins": 5, "price": f"{price:.8f}", "closeTime": pair.last.time}


def _day_weight(params: Params) -> int:
    symbols = params.symbols()
    if symbols is None:
        return 2 if "symbol" in params else 80
    return 2 if len(symbols) <= 20 else 40 if len(symbols) <= 100 else 80


@TABLE.operation(
    "GET /api/v3/ticker/24hr",
    "ticker.24hr",
    weight=_day_weight,
    parameters=f"{_MANY_PARAMETERS} type",
)
def ticker(call: Call) -> JSON | list[JSON]:
    market = call.core.market
    kind = call.params.text("type") or "FULL"
    if kind not in {"FULL", "MINI"}:
        raise errors.ApiError(-1139, "Invalid ticker type.")

    def mini(pair: Pair) -> JSON:
        return views.mini_ticker(pair, market.day(pair.symbol))

    def full(pair: Pair) -> JSON:
        return views.ticker(pair, market.day(pair.symbol), best(call, pair))

    return _each(call, full if kind == "FULL" else mini)


def _two_or_four(params: Params) -> int:
    return 2 if "symbol" in params else 4


@TABLE.operation(
    "GET /api/v3/ticker/price", "ticker.price", weight=_two_or_four, parameters=_MANY_PARAMETERS
)
def ticker_price(call: Call) -> JSON | list[JSON]:
    return _each(call, lambda pair: {"symbol": pair.symbol, "price": f"{pair.last.price:.8f}"})


@TABLE.operation(
    "GET /api/v3/ticker/bookTicker",
    "ticker.book",
    weight=_two_or_four,
    parameters=_MANY_PARAMETERS,
)
def book_ticker(call: Call) -> JSON | list[JSON]:
    return _each(call, lambda pair: best(call, pair))


def best(call: Call, pair: Pair) -> JSON:
    """Return the best prices of both sides."""
    row: JSON = {"symbol": pair.symbol}
    for side, name in (("BUY", "bid"), ("SELL", "ask")):
        for price, quantity in call.core.engine.levels(pair.symbol, side, 1):
            row |= {f"{name}Price": f"{price:.8f}", f"{name}Qty": f"{quantity:.8f}"}
    return row


def _each(call: Call, row: Callable[[Pair], JSON]) -> JSON | list[JSON]:
    """Answer with one row for one symbol, with a list for several or for all."""
    pairs = call.pairs()
    trading = _status(call) == "TRADING"
    if "symbol" in call.params and pairs:
        return row(pairs[0])
    if pairs is None:
        pairs = list(call.core.market.pairs.values())
    return [row(pair) for pair in pairs if trading]


def _status(call: Call) -> str:
    """Read symbolStatus; every symbol here is trading, and asking for others by name fails."""
    status = call.params.choice("symbolStatus", STATUSES) or "TRADING"
    if status != "TRADING" and ("symbol" in call.params or "symbols" in call.params):
        msg = "The symbol's status does not match the requested symbolStatus."
        raise errors.ApiError(-1220, msg)
    return status


def _offset(zone: str) -> int:
    """Read a time zone such as 0, 8, -1:00 or 05:45 as milliseconds from UTC."""
    match = re.fullmatch(r"([+-]?)(\d{1,2})(?::(\d{2}))?", zone)
    if match is None:
        raise errors.not_valid("timeZone")
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    minutes = -minutes if match[1] == "-" else minutes
    if not -12 * 60 <= minutes <= 14 * 60:
        raise errors.not_valid("timeZone")
    return minutes * 60_000
