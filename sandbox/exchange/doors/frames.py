"""What market streams say, in Binance's one-letter names."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.exchange.market import views
from sandbox.exchange.market.bars import Bar

if TYPE_CHECKING:
    from sandbox.exchange.books import Diff, Row, Snapshot
    from sandbox.exchange.market.blocks import BlockTrade
    from sandbox.exchange.market.klines import Kline
    from sandbox.exchange.market.pair import Pair, Trade

JSON = dict[str, Any]

_MINI = {"c": "lastPrice", "o": "openPrice", "h": "highPrice", "l": "lowPrice"}
_VOLUMES = {"v": "volume", "q": "quoteVolume"}
_FULL = {
    "p": "priceChange",
    "P": "priceChangePercent",
    "w": "weightedAvgPrice",
    "x": "prevClosePrice",
    "c": "lastPrice",
    "Q": "lastQty",
    "b": "bidPrice",
    "B": "bidQty",
    "a": "askPrice",
    "A": "askQty",
    "o": "openPrice",
    "h": "highPrice",
    "l": "lowPrice",
    **_VOLUMES,
    "O": "openTime",
    "C": "closeTime",
    "F": "firstId",
    "L": "lastId",
    "n": "count",
}

_WINDOW = {short: long for short, long in _FULL.items() if short not in "xQbBaA"}
_BEST = {"s": "symbol", "b": "bidPrice", "B": "bidQty", "a": "askPrice", "A": "askQty"}
_NOTHING = (Decimal(0), Decimal(0))


def aggregate_trade(pair: Pair, trade: Trade, sent: int) -> JSON:
    return {
        "e": "aggTrade",
        "E": sent,
        "s": pair.symbol,
        "a": trade.id,
        "p": f"{trade.price:.8f}",
        "q": f"{trade.quantity:.8f}",
        "f": trade.number,
        "l": trade.number,
        "T": trade.time,
        "m": trade.maker,
        "M": True,
    }


def trade(pair: Pair, trade: Trade, sent: int) -> JSON:
    return {
        "e": "trade",
        "E": sent,
        "s": pair.symbol,
        "t": trade.number,
        "p": f"{trade.price:.8f}",
        "q": f"{trade.quantity:.8f}",
        "T": trade.time,
        "m": trade.maker,
        "M": True,
    }


def mini_ticker(row: JSON, sent: int) -> JSON:
    """Word a row of the 24-hour statistics as an event."""
    return _event("24hrMiniTicker", row, _MINI | _VOLUMES, sent)


def ticker(row: JSON, sent: int) -> JSON:
    return _event("24hrTicker", row, _FULL, sent)


def window_ticker(size: str, row: JSON, sent: int) -> JSON:
    """Word the statistics of a rolling window, such as 1h."""
    return _event(f"{size}Ticker", row, _WINDOW, sent)


def best(symbol: str, book: Snapshot) -> JSON:
    """Return the best prices of both sides as REST names them, zeros where there are none."""
    (bid, bids), (ask, asks) = (next(iter(side), _NOTHING) for side in (book.bids, book.asks))
    return {
        "symbol": symbol,
        "bidPrice": f"{bid:.8f}",
        "bidQty": f"{bids:.8f}",
        "askPrice": f"{ask:.8f}",
        "askQty": f"{asks:.8f}",
    }


def book_ticker(symbol: str, book: Snapshot) -> JSON:
    row = best(symbol, book)
    return {"u": book.update_id} | {short: row[long] for short, long in _BEST.items()}


def book(book: Snapshot) -> JSON:
    """Word the best levels of a book, for a stream as for REST."""
    return {
        "lastUpdateId": book.update_id,
        "bids": _levels(book.bids),
        "asks": _levels(book.asks),
    }


def depth_update(symbol: str, diff: Diff, sent: int) -> JSON:
    return {
        "e": "depthUpdate",
        "E": sent,
        "s": symbol,
        "U": diff.first_id,
        "u": diff.update_id,
        "b": _levels(diff.bids),
        "a": _levels(diff.asks),
    }


def average_price(pair: Pair, price: Decimal, sent: int) -> JSON:
    return {
        "e": "avgPrice",
        "E": sent,
        "s": pair.symbol,
        "i": "5m",
        "w": f"{price:.8f}",
        "T": pair.last.time,
    }


def reference_price(pair: Pair, price: Decimal | None) -> JSON:
    return {
        "e": "referencePrice",
        "s": pair.symbol,
        "r": None if price is None else f"{price:.8f}",
        "t": pair.clock,
    }


def block_trade(symbol: str, block: BlockTrade, sent: int) -> JSON:
    return {
        "e": "blockTrade",
        "E": sent,
        "s": symbol,
        "t": block.id,
        "p": views.shortest(block.price),
        "q": views.shortest(block.quantity),
        "T": block.time,
        "m": block.maker,
    }


def kline(
    pair: Pair, interval: str, candle: Kline, *, last_id: int, closed: bool, sent: int
) -> JSON:
    """Word a candle; `last_id` is the id of the last trade in it, if it has any."""
    listing, bar = pair.listing, candle.bar
    count = int(bar[Bar.COUNT])
    return {
        "e": "kline",
        "E": sent,
        "s": pair.symbol,
        "k": {
            "t": candle.open_time,
            "T": candle.close_time,
            "s": pair.symbol,
            "i": interval,
            "f": last_id - count + 1 if count else -1,
            "L": last_id if count else -1,
            "o": views.price(listing, bar[Bar.OPEN]),
            "c": views.price(listing, bar[Bar.CLOSE]),
            "h": views.price(listing, bar[Bar.HIGH]),
            "l": views.price(listing, bar[Bar.LOW]),
            "v": views.quantity(listing, bar[Bar.VOLUME]),
            "n": count,
            "x": closed,
            "q": views.quote(listing, bar[Bar.QUOTE]),
            "V": views.quantity(listing, bar[Bar.TAKER]),
            "Q": views.quote(listing, bar[Bar.TAKER_QUOTE]),
            "B": "0",
        },
    }


def _levels(rows: list[Row]) -> list[list[str]]:
    return [[f"{price:.8f}", f"{quantity:.8f}"] for price, quantity in rows]


def _event(name: str, row: JSON, fields: dict[str, str], sent: int) -> JSON:
    head = {"e": name, "E": sent, "s": row["symbol"]}
    return head | {short: row[long] for short, long in fields.items() if long in row}
