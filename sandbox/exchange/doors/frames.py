"""What market streams say, in Binance's one-letter names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.market import views
from sandbox.exchange.market.bars import Bar

if TYPE_CHECKING:
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


def book_ticker(row: JSON, update_id: int) -> JSON:
    names = {"s": "symbol", "b": "bidPrice", "B": "bidQty", "a": "askPrice", "A": "askQty"}
    return {"u": update_id} | {short: row[name] for short, name in names.items() if name in row}


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


def _event(name: str, row: JSON, fields: dict[str, str], sent: int) -> JSON:
    head = {"e": name, "E": sent, "s": row["symbol"]}
    return head | {short: row[long] for short, long in fields.items() if long in row}
