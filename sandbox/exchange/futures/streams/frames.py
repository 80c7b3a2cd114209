"""What the futures' streams say, in Binance's one-letter names.

Where both venues are mixed, `st` tells them apart and `ps` names the pair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market import views
from sandbox.exchange.futures.market.composite import COMPONENT
from sandbox.exchange.futures.market.funding import after
from sandbox.exchange.market.bars import Bar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from sandbox.exchange.books import Diff, Snapshot
    from sandbox.exchange.futures.market.composite import CompositeIndex, Valuation
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.market.prices import Prices
    from sandbox.exchange.futures.trading.orders import Order
    from sandbox.exchange.market.klines import Kline
    from sandbox.exchange.market.pair import Trade

JSON = dict[str, Any]
Row = tuple["Decimal", "Decimal"]

_MINI = {"c": "lastPrice", "o": "openPrice", "h": "highPrice", "l": "lowPrice"}
_FULL = {
    "p": "priceChange",
    "P": "priceChangePercent",
    "w": "weightedAvgPrice",
    **_MINI,
    "Q": "lastQty",
    "O": "openTime",
    "C": "closeTime",
    "F": "firstId",
    "L": "lastId",
    "n": "count",
}


def aggregate_trade(contract: Contract, trade: Trade, sent: int) -> JSON:
    quantity = contract.quantity(trade.quantity)
    return {
        "e": "aggTrade",
        "E": sent,
        "s": contract.symbol,
        "a": trade.id,
        "p": contract.price(trade.price),
        "q": quantity,
        **({} if contract.inverse else {"nq": quantity}),
        "f": trade.number,
        "l": trade.number,
        "T": trade.time,
        "m": trade.maker,
        "st": contract.venue,
    }


def trade(contract: Contract, trade: Trade, sent: int) -> JSON:
    return {
        "e": "trade",
        "E": sent,
        "T": trade.time,
        "s": contract.symbol,
        "t": trade.number,
        "p": contract.price(trade.price),
        "q": contract.quantity(trade.quantity),
        "X": "MARKET",
        "m": trade.maker,
        "st": contract.venue,
    }


def book_ticker(contract: Contract, book: Snapshot, traded: int, sent: int) -> JSON:
    """Word the best prices; a side on which nothing lies has none."""
    sides = (("b", "B", book.bids), ("a", "A", book.asks))
    best = {
        name: value
        for price_name, quantity_name, rows in sides
        for price, quantity in rows[:1]
        for name, value in (
            (price_name, contract.price(price)),
            (quantity_name, contract.quantity(quantity)),
        )
    }
    head: JSON = {"e": "bookTicker", "u": book.update_id, "s": contract.symbol}
    times = {"T": traded, "E": sent}
    return head | {"ps": contract.pair} | best | times | {"st": contract.venue}


def depth_update(contract: Contract, diff: Diff, traded: int, sent: int) -> JSON:
    """Word what has changed in a book, or its best levels as an update of their own."""
    return {
        "e": "depthUpdate",
        "E": sent,
        "T": traded,
        "s": contract.symbol,
        "ps": contract.pair,
        "U": diff.first_id,
        "u": diff.update_id,
        "pu": diff.first_id - 1,
        "b": _rows(contract, diff.bids),
        "a": _rows(contract, diff.asks),
        "st": contract.venue,
    }


def _rows(contract: Contract, rows: Sequence[Row]) -> list[list[str]]:
    return [[contract.price(price), contract.quantity(quantity)] for price, quantity in rows]


def mark_price(contract: Contract, prices: Prices, sent: int) -> JSON:
    mark = f"{prices.mark_price(contract.symbol):.8f}"
    funded = contract.perpetual
    return {
        "e": "markPriceUpdate",
        "E": sent,
        "s": contract.symbol,
        "p": mark,
        **({} if contract.inverse else {"ap": mark}),
        "P": f"{prices.settle_price(contract.symbol):.8f}",
        "i": f"{prices.index_price(contract.symbol):.8f}",
        "r": f"{prices.funding(contract.symbol).rate(sent):.8f}" if funded else "",
        "T": after(sent) if funded else 0,
        "st": contract.venue,
    }


def index_price(contract: Contract, prices: Prices, sent: int) -> JSON:
    price = f"{prices.index_price(contract.symbol):.8f}"
    return {"e": "indexPriceUpdate", "E": sent, "i": contract.pair, "p": price}


def mini_ticker(contract: Contract, row: JSON, sent: int) -> JSON:
    return _ticker("24hrMiniTicker", contract, row, _MINI, sent)


def ticker(contract: Contract, row: JSON, sent: int) -> JSON:
    return _ticker("24hrTicker", contract, row, _FULL, sent)


def _ticker(name: str, contract: Contract, row: JSON, fields: dict[str, str], sent: int) -> JSON:
    named = fields | {"v": "volume", "q": "baseVolume" if contract.inverse else "quoteVolume"}
    head = {"e": name, "E": sent, "s": contract.symbol}
    words = {short: row[long] for short, long in named.items()}
    return head | words | {"ps": contract.pair, "st": contract.venue}


def traded_kline(contract: Contract, interval: str, candle: Kline, last_id: int) -> JSON:
    """Word a candle of trades; `last_id` is the id of the last trade in it, if it has any."""
    bar, row = candle.bar, views.kline(contract, candle)
    count = int(bar[Bar.COUNT])
    return _kline(interval, row) | {
        "f": last_id - count + 1 if count else -1,
        "L": last_id if count else -1,
    }


def derived_kline(interval: str, candle: Kline, clock: int) -> JSON:
    """Word a candle of prices at which nobody trades: its ids are times, in full seconds."""
    last = min(clock, candle.close_time) // 1_000 * 1_000
    ids = {"f": candle.open_time, "L": last}
    return _kline(interval, views.derived_kline(candle)) | ids


_COLUMNS = ("t", "o", "h", "l", "c", "v", "T", "q", "n", "V", "Q", "B")


def _kline(interval: str, row: list[Any]) -> JSON:
    """Give the columns of a kline the names they have in streams."""
    return dict(zip(_COLUMNS, row, strict=True)) | {"i": interval}


def force_order(order: Order) -> JSON:
    """Word a liquidation as the order that it was."""
    contract, ticket = order.contract, order.ticket
    return {
        "s": contract.symbol,
        **({"ps": contract.pair} if contract.inverse else {}),
        "S": ticket.side,
        "o": ticket.type,
        "f": ticket.time_in_force,
        "q": contract.quantity(order.quantity),
        "p": contract.price(ticket.price),
        "ap": contract.price(order.average_price),
        "X": order.status,
        "l": contract.quantity(order.fills[-1].quantity if order.fills else order.executed),
        "z": contract.quantity(order.executed),
        "T": order.updated,
    }


def contract_info(contract: Contract, status: str, sent: int) -> JSON:
    return {
        "e": "contractInfo",
        "E": sent,
        "s": contract.symbol,
        "ps": contract.pair,
        "ct": contract.type_at(min(sent, contract.delivery - 1)),
        "dt": contract.delivery,
        "ot": contract.onboard,
        "cs": status,
        "st": contract.venue,
    }


_RATES = {
    "i": "index",
    "b": "bidBuffer",
    "a": "askBuffer",
    "B": "bidRate",
    "A": "askRate",
    "q": "autoExchangeBidBuffer",
    "g": "autoExchangeAskBuffer",
    "Q": "autoExchangeBidRate",
    "G": "autoExchangeAskRate",
}


def asset_index(symbol: str, rates: dict[str, Decimal], sent: int) -> JSON:
    words = {short: f"{rates[long]:.8f}" for short, long in _RATES.items()}
    return {"e": "assetIndexUpdate", "E": sent, "s": symbol} | words


def composite_index(index: CompositeIndex, value: Valuation, sent: int) -> JSON:
    return {
        "e": "compositeIndex",
        "E": sent,
        "s": index.symbol,
        "p": f"{value.price:.8f}",
        "C": COMPONENT,
        "c": [
            {
                "b": part.asset,
                "q": index.quote,
                "w": f"{part.quantity:.8f}",
                "W": f"{part.share:.8f}",
                "i": f"{part.price:.8f}",
            }
            for part in value.parts
        ],
    }
