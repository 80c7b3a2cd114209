"""Market data as the REST and WebSocket APIs spell it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.listing import UNIT
from sandbox.exchange.market.pair import TRADES_BEFORE

if TYPE_CHECKING:
    from sandbox.exchange.market.blocks import BlockTrade
    from sandbox.exchange.market.day import Day
    from sandbox.exchange.market.klines import Kline
    from sandbox.exchange.market.listing import Listing
    from sandbox.exchange.market.noise import Ints
    from sandbox.exchange.market.pair import Pair
    from sandbox.exchange.market.tape import Tape
    from sandbox.exchange.market.window import Window

JSON = dict[str, Any]


def price(listing: Listing, ticks: int) -> str:
    return _fixed(int(ticks) * listing.tick_units)


def quantity(listing: Listing, steps: int) -> str:
    return _fixed(int(steps) * listing.step_units)


def quote(listing: Listing, product: int) -> str:
    """Return an amount of the quote asset that was counted in ticks times steps."""
    units = int(product) * listing.tick_units * listing.step_units
    return _fixed((units + UNIT // 2) // UNIT)


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
    bar = candle.bar.tolist()
    return [
        candle.open_time,
        *(price(listing, bar[row]) for row in (Bar.OPEN, Bar.HIGH, Bar.LOW, Bar.CLOSE)),
        quantity(listing, bar[Bar.VOLUME]),
        candle.close_time,
        quote(listing, bar[Bar.QUOTE]),
        bar[Bar.COUNT],
        quantity(listing, bar[Bar.TAKER]),
        quote(listing, bar[Bar.TAKER_QUOTE]),
        "0",
    ]


def block_trade(block: BlockTrade) -> JSON:
    return {
        "id": block.id,
        "price": shortest(block.price),
        "qty": shortest(block.quantity),
        "quoteQty": shortest(block.quote),
        "time": block.time,
        "isBuyerMaker": block.maker,
    }


def shortest(number: Decimal) -> str:
    """Spell a number without trailing zeros, as block trades have it."""
    return f"{number.normalize():f}"


def mini_ticker(pair: Pair, window: Day | Window) -> JSON:
    """Return a window's statistics; of a market that has closed only the last price is left."""
    listing, bar = pair.listing, window.bar()
    count, last_id = int(bar[Bar.COUNT]), pair.last.number
    return {
        "symbol": pair.symbol,
        "openPrice": price(listing, bar[Bar.OPEN]),
        "highPrice": price(listing, bar[Bar.HIGH]),
        "lowPrice": price(listing, bar[Bar.LOW]),
        "lastPrice": f"{pair.last.price:.8f}",
        "volume": quantity(listing, bar[Bar.VOLUME]),
        "quoteVolume": quote(listing, bar[Bar.QUOTE]),
        "openTime": window.opens,
        "closeTime": window.closes,
        "firstId": last_id - count + 1 if count else -1,
        "lastId": last_id if count else -1,
        "count": count,
    }


def window_ticker(pair: Pair, window: Window) -> JSON:
    """Return the statistics of a window with how far the price has come in it."""
    mini = mini_ticker(pair, window)
    return {"symbol": pair.symbol, **change(pair.listing, window.bar()), **mini}


def ticker(pair: Pair, day: Day, best: JSON) -> JSON:
    mini, bar = mini_ticker(pair, day), day.bar()
    traded = bool(bar[Bar.COUNT])
    return {
        "symbol": pair.symbol,
        **change(pair.listing, bar),
        "prevClosePrice": f"{day.close_before() if traded else pair.last.price:.8f}",
        "lastPrice": mini["lastPrice"],
        "lastQty": f"{pair.last.quantity if traded else 0:.8f}",
        **{name: value for name, value in best.items() if name != "symbol"},
        **mini,
    }


def change(listing: Listing, bar: Ints) -> JSON:
    """Return how far a price has come, and its average."""
    opened, closed = Decimal(int(bar[Bar.OPEN])), Decimal(int(bar[Bar.CLOSE]))
    percent = (closed - opened) / opened * 100 if opened else Decimal(0)
    volume = int(bar[Bar.VOLUME])
    average = Decimal(int(bar[Bar.QUOTE])) / volume * listing.tick if volume else Decimal(0)
    return {
        "priceChange": f"{(closed - opened) * listing.tick:.8f}",
        "priceChangePercent": str(percent.quantize(Decimal("0.001"), ROUND_HALF_UP)),
        "weightedAvgPrice": f"{average:.8f}",
    }


def _fixed(units: int) -> str:
    """Spell what was counted in units of the eighth place; a decimal would take thrice as long."""
    whole, rest = divmod(units, UNIT)
    return f"{whole}.{rest:08}"


def _rows(tape: Tape) -> zip[tuple[int, int, int, int, bool]]:
    return zip(*(column.tolist() for column in tape), strict=True)
