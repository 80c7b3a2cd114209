"""Market data as the REST and WebSocket APIs spell it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.pair import TRADES_BEFORE

if TYPE_CHECKING:
    from sandbox.exchange.market.day import Day
    from sandbox.exchange.market.klines import Kline
    from sandbox.exchange.market.listing import Listing
    from sandbox.exchange.market.noise import Ints
    from sandbox.exchange.market.pair import Pair
    from sandbox.exchange.market.tape import Tape

JSON = dict[str, Any]


def price(listing: Listing, ticks: int) -> str:
    return f"{listing.tick * int(ticks):.8f}"


def quantity(listing: Listing, steps: int) -> str:
    return f"{listing.step * int(steps):.8f}"


def quote(listing: Listing, product: int) -> str:
    """Return an amount of the quote asset that was counted in ticks times steps."""
    return f"{listing.tick * listing.step * int(product):.8f}"


def trades(listing: Listing, tape: Tape) -> list[JSON]:
    return [
        {
            "id": trade_id + TRADES_BEFORE,
            "price": price(listing, ticks),
            "qty": quantity(listing, steps),
            "quoteQty": quote(listing, ticks * steps),
            "time": time,
            "isBuyerMaker": maker,
            "isBestMatch": True,
        }
        for trade_id, time, ticks, steps, maker in _rows(tape)
    ]


def aggregate_trades(listing: Listing, tape: Tape) -> list[JSON]:
    return [
        {
            "a": trade_id,
            "p": price(listing, ticks),
            "q": quantity(listing, steps),
            "f": trade_id + TRADES_BEFORE,
            "l": trade_id + TRADES_BEFORE,
            "T": time,
            "m": maker,
            "M": True,
        }
        for trade_id, time, ticks, steps, maker in _rows(tape)
    ]


def kline(listing: Listing, candle: Kline) -> list[Any]:
    bar = candle.bar
    return [
        candle.open_time,
        *(price(listing, bar[row]) for row in (Bar.OPEN, Bar.HIGH, Bar.LOW, Bar.CLOSE)),
        quantity(listing, bar[Bar.VOLUME]),
        candle.close_time,
        quote(listing, bar[Bar.QUOTE]),
        int(bar[Bar.COUNT]),
        quantity(listing, bar[Bar.TAKER]),
        quote(listing, bar[Bar.TAKER_QUOTE]),
        "0",
    ]


def mini_ticker(pair: Pair, day: Day) -> JSON:
    listing, bar = pair.listing, day.bar()
    return {
        "symbol": pair.symbol,
        "openPrice": price(listing, bar[Bar.OPEN]),
        "highPrice": price(listing, bar[Bar.HIGH]),
        "lowPrice": price(listing, bar[Bar.LOW]),
        "lastPrice": price(listing, bar[Bar.CLOSE]),
        "volume": quantity(listing, bar[Bar.VOLUME]),
        "quoteVolume": quote(listing, bar[Bar.QUOTE]),
        "openTime": day.opens,
        "closeTime": pair.clock,
        "firstId": pair.last.id - int(bar[Bar.COUNT]) + 1 + TRADES_BEFORE,
        "lastId": pair.last.id + TRADES_BEFORE,
        "count": int(bar[Bar.COUNT]),
    }


def ticker(pair: Pair, day: Day, best: JSON) -> JSON:
    mini, bar = mini_ticker(pair, day), day.bar()
    return {
        "symbol": pair.symbol,
        **change(pair.listing, bar),
        "prevClosePrice": f"{day.close_before():.8f}",
        "lastPrice": mini["lastPrice"],
        "lastQty": f"{pair.last.quantity:.8f}",
        **{name: value for name, value in best.items() if name != "symbol"},
        **mini,
    }


def change(listing: Listing, bar: Ints) -> JSON:
    """Return how far a price has come, and its average."""
    opened, closed = Decimal(int(bar[Bar.OPEN])), Decimal(int(bar[Bar.CLOSE]))
    percent = ((closed - opened) / opened * 100).quantize(Decimal("0.001"), ROUND_HALF_UP)
    average = Decimal(int(bar[Bar.QUOTE])) / int(bar[Bar.VOLUME]) * listing.tick
    return {
        "priceChange": f"{(closed - opened) * listing.tick:.8f}",
        "priceChangePercent": str(percent),
        "weightedAvgPrice": f"{average:.8f}",
    }


def _rows(tape: Tape) -> zip[tuple[int, int, int, int, bool]]:
    return zip(*(column.tolist() for column in tape), strict=True)
