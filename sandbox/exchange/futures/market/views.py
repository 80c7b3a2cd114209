"""Market data as the futures spell it: in the contract's own precision."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market.derived import UNITS
from sandbox.exchange.market.bars import Bar
from sandbox.exchange.market.pair import TRADES_BEFORE

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.market.day import Day
    from sandbox.exchange.market.klines import Kline
    from sandbox.exchange.market.noise import Ints
    from sandbox.exchange.market.pair import Pair
    from sandbox.exchange.market.tape import Tape

JSON = dict[str, Any]
_PRICES = (Bar.OPEN, Bar.HIGH, Bar.LOW, Bar.CLOSE)


def price(contract: Contract, ticks: int) -> str:
    return contract.price(contract.tick * int(ticks))


def quantity(contract: Contract, steps: int) -> str:
    return contract.quantity(contract.step * int(steps))


def value(contract: Contract, volume: int, product: int) -> str:
    """Return what a volume in steps was worth, given the sum of its ticks times steps.

    USD-M counts in the quote asset. COIN-M counts in the base asset, which follows from the
    average price.
    """
    amount = contract.tick * contract.step * int(product)
    if not contract.inverse:
        return f"{amount:.{contract.price_precision + contract.quantity_precision}f}"
    contracts = contract.step * int(volume)
    return f"{contracts * contracts * contract.size / amount if amount else Decimal(0):.8f}"


def trades(contract: Contract, tape: Tape) -> list[JSON]:
    worth, rest = ("baseQty", {}) if contract.inverse else ("quoteQty", {"isRPITrade": False})
    return [
        {
            "id": trade_id + TRADES_BEFORE,
            "price": price(contract, ticks),
            "qty": quantity(contract, steps),
            worth: value(contract, steps, ticks * steps),
            "time": time,
            "isBuyerMaker": maker,
            **rest,
        }
        for trade_id, time, ticks, steps, maker in _rows(tape)
    ]


def aggregate_trades(contract: Contract, tape: Tape) -> list[JSON]:
    return [
        {
            "a": trade_id,
            "p": price(contract, ticks),
            "q": quantity(contract, steps),
            **({} if contract.inverse else {"nq": quantity(contract, steps)}),
            "f": trade_id + TRADES_BEFORE,
            "l": trade_id + TRADES_BEFORE,
            "T": time,
            "m": maker,
        }
        for trade_id, time, ticks, steps, maker in _rows(tape)
    ]


def kline(contract: Contract, candle: Kline) -> list[Any]:
    bar = candle.bar
    return [
        candle.open_time,
        *(price(contract, bar[row]) for row in _PRICES),
        quantity(contract, bar[Bar.VOLUME]),
        candle.close_time,
        value(contract, bar[Bar.VOLUME], bar[Bar.QUOTE]),
        int(bar[Bar.COUNT]),
        quantity(contract, bar[Bar.TAKER]),
        value(contract, bar[Bar.TAKER], bar[Bar.TAKER_QUOTE]),
        "0",
    ]


def derived_kline(candle: Kline) -> list[Any]:
    """Spell a candle of index, mark price or premium: nothing is traded at these."""
    prices = (units(candle.bar[row]) for row in _PRICES)
    count = int(candle.bar[Bar.COUNT])
    return [candle.open_time, *prices, "0", candle.close_time, "0", count, "0", "0", "0"]


def units(number: int) -> str:
    """Spell a price that is counted in hundred-millionths."""
    return f"{Decimal(int(number)) / UNITS:.8f}"


def ticker(contract: Contract, pair: Pair, day: Day) -> JSON:
    """Return the statistics of the last 24 hours."""
    bar = day.bar()
    worth = "baseVolume" if contract.inverse else "quoteVolume"
    last_id = pair.last.number
    return {
        "symbol": contract.symbol,
        **({"pair": contract.pair} if contract.inverse else {}),
        **_change(contract, bar),
        "lastPrice": price(contract, bar[Bar.CLOSE]),
        "lastQty": contract.quantity(pair.last.quantity),
        "openPrice": price(contract, bar[Bar.OPEN]),
        "highPrice": price(contract, bar[Bar.HIGH]),
        "lowPrice": price(contract, bar[Bar.LOW]),
        "volume": quantity(contract, bar[Bar.VOLUME]),
        worth: value(contract, bar[Bar.VOLUME], bar[Bar.QUOTE]),
        "openTime": day.opens,
        "closeTime": pair.clock,
        "firstId": last_id - int(bar[Bar.COUNT]) + 1,
        "lastId": last_id,
        "count": int(bar[Bar.COUNT]),
    }


def _change(contract: Contract, bar: Ints) -> JSON:
    opened, closed = Decimal(int(bar[Bar.OPEN])), Decimal(int(bar[Bar.CLOSE]))
    percent = ((closed - opened) / opened * 100).quantize(Decimal("0.001"), ROUND_HALF_UP)
    average = Decimal(int(bar[Bar.QUOTE])) / int(bar[Bar.VOLUME]) * contract.tick
    return {
        "priceChange": contract.price((closed - opened) * contract.tick),
        "priceChangePercent": str(percent),
        "weightedAvgPrice": contract.price(average),
    }


def _rows(tape: Tape) -> zip[tuple[int, int, int, int, bool]]:
    return zip(*(column.tolist() for column in tape), strict=True)
