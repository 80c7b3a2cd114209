"""Tickers: the latest prices, and what happened in a day or another window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.market import views
from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.market.window import SIZES, Window, rolling, trading_day
from sandbox.exchange.operations.market import time_zone
from sandbox.exchange.operations.statuses import each
from sandbox.exchange.operations.table import Call, Table
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.market.pair import Pair
    from sandbox.exchange.wire.params import Params

JSON = dict[str, Any]
TABLE = Table()
_PARAMETERS = "symbol symbols symbolStatus"


def _two_or_four(params: Params) -> int:
    return 2 if "symbol" in params else 4


@TABLE.operation(
    "GET /api/v3/ticker/price", "ticker.price", weight=_two_or_four, parameters=_PARAMETERS
)
def ticker_price(call: Call) -> JSON | list[JSON]:
    return each(call, lambda pair: {"symbol": pair.symbol, "price": f"{pair.last.price:.8f}"})


@TABLE.operation(
    "GET /api/v3/ticker/bookTicker", "ticker.book", weight=_two_or_four, parameters=_PARAMETERS
)
def book_ticker(call: Call) -> JSON | list[JSON]:
    return each(call, lambda pair: best(call, pair))


def best(call: Call, pair: Pair) -> JSON:
    """Return the best prices of both sides, zeros where nobody offers anything."""
    row: JSON = {"symbol": pair.symbol}
    for side, name in (("BUY", "bid"), ("SELL", "ask")):
        price, quantity = next(iter(call.core.engine.levels(pair.symbol, side, 1)), (0, 0))
        row |= {f"{name}Price": f"{price:.8f}", f"{name}Qty": f"{quantity:.8f}"}
    return row


def _day_weight(params: Params) -> int:
    symbols = params.symbols()
    if symbols is None:
        return 2 if "symbol" in params else 80
    return 2 if len(symbols) <= 20 else 40 if len(symbols) <= 100 else 80


@TABLE.operation(
    "GET /api/v3/ticker/24hr",
    "ticker.24hr",
    weight=_day_weight,
    parameters=f"{_PARAMETERS} type",
)
def ticker(call: Call) -> JSON | list[JSON]:
    market = call.core.market

    def mini(pair: Pair) -> JSON:
        return views.mini_ticker(pair, market.day(pair.symbol))

    def full(pair: Pair) -> JSON:
        return views.ticker(pair, market.day(pair.symbol), best(call, pair))

    return each(call, full if _full(call.params) else mini)


def _weight_by_symbol(params: Params) -> int:
    return min(4 * len(params.symbols() or "1"), 200)


@TABLE.operation(
    "GET /api/v3/ticker",
    "ticker",
    weight=_weight_by_symbol,
    parameters=f"{_PARAMETERS} windowSize type",
)
def rolling_ticker(call: Call) -> JSON | list[JSON]:
    text = call.params.text("windowSize")
    size = DAY if text is None else SIZES.get(text)
    if size is None:
        raise errors.not_valid("windowSize")
    return _windows(call, lambda pair: rolling(pair, size))


@TABLE.operation(
    "GET /api/v3/ticker/tradingDay",
    "ticker.tradingDay",
    weight=_weight_by_symbol,
    parameters=f"{_PARAMETERS} timeZone type",
)
def day_ticker(call: Call) -> JSON | list[JSON]:
    offset = time_zone(call.params)
    return _windows(call, lambda pair: trading_day(pair, offset))


def _windows(call: Call, window: Callable[[Pair], Window]) -> JSON | list[JSON]:
    """Answer with a window of each symbol; here some must be named."""
    if "symbol" not in call.params and "symbols" not in call.params:
        raise errors.missing_both("symbol", "symbols")
    word = views.window_ticker if _full(call.params) else views.mini_ticker

    def row(pair: Pair) -> JSON:
        if not pair.listing.trading:
            msg = "No trading window could be found for the symbol. Try ticker/24hrs instead."
            raise errors.ApiError(-2016, msg)
        return word(pair, window(pair))

    return each(call, row)


def _full(params: Params) -> bool:
    kind = params.text("type") or "FULL"
    if kind not in {"FULL", "MINI"}:
        raise errors.ApiError(-1139, "Invalid ticker type.")
    return kind == "FULL"
