"""What takers bought and sold, and how far contracts were from their index."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market import views
from sandbox.exchange.futures.market.premium import YEAR
from sandbox.exchange.futures.market.rest import periods
from sandbox.exchange.futures.market.rest.venues import listed, market, of_pair, of_type
from sandbox.exchange.market.bars import Bar
from sandbox.exchange.operations.table import Call, Table

if TYPE_CHECKING:
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.market.klines import Kline

JSON = dict[str, Any]
TABLE = Table()


@TABLE.operation(
    "GET /futures/data/takerlongshortRatio",
    weight=1,
    parameters="symbol period limit startTime endTime",
)
def ratio(call: Call) -> list[JSON]:
    contract = listed(call)
    return [
        {
            "buySellRatio": f"{bought / sold if sold else Decimal(0):.4f}",
            "buyVol": f"{bought:.4f}",
            "sellVol": f"{sold:.4f}",
            "timestamp": candle.open_time,
        }
        for candle in periods.periods(call, market(call, contract))
        for bought, sold in [_volumes(contract, candle)]
    ]


@TABLE.operation(
    "GET /futures/data/takerBuySellVol",
    weight=1,
    parameters="pair contractType period limit startTime endTime",
)
def volumes(call: Call) -> list[JSON]:
    """Answer with contracts and their value in the base asset."""
    for name in ("pair", "contractType"):
        call.params.required(name)
    contracts = periods.contracts(call)
    candles = [periods.periods(call, market(call, each)) for each in contracts]
    return [
        periods.typed(call)
        | _sums([_taken(each, row) for each, row in zip(contracts, rows, strict=True)])
        | {"timestamp": rows[0].open_time}
        for rows in zip(*candles, strict=True)
    ]


_NAMES = ("takerBuyVol", "takerSellVol", "takerBuyVolValue", "takerSellVolValue")


def _sums(taken: list[tuple[Decimal, ...]]) -> JSON:
    sums = [sum(column, Decimal(0)) for column in zip(*taken, strict=True)]
    return {
        name: str(amount) if place < 2 else f"{amount:.4f}"
        for place, (name, amount) in enumerate(zip(_NAMES, sums, strict=True))
    }


def _taken(contract: Contract, candle: Kline) -> tuple[Decimal, ...]:
    """Return bought and sold contracts, and the same at the candle's average price."""
    bought, sold = _volumes(contract, candle)
    bar = candle.bar
    volume = int(bar[Bar.VOLUME])
    average = Decimal(int(bar[Bar.QUOTE])) / volume if volume else Decimal(int(bar[Bar.CLOSE]))
    price = average * contract.tick
    return bought, sold, contract.notional(price, bought), contract.notional(price, sold)


def _volumes(contract: Contract, candle: Kline) -> tuple[Decimal, Decimal]:
    bought, all_of_it = (int(candle.bar[row]) for row in (Bar.TAKER, Bar.VOLUME))
    return contract.step * bought, contract.step * (all_of_it - bought)


@TABLE.operation(
    "GET /futures/data/basis",
    weight=1,
    parameters="pair contractType period limit startTime endTime",
)
def basis(call: Call) -> list[JSON]:
    contract = of_type(call, of_pair(call))
    index = periods.periods(call, call.core.futures.prices.index_past(contract.symbol))
    traded = periods.periods(call, market(call, contract))
    return [
        _basis(call, contract, Decimal(views.units(one.bar[Bar.CLOSE])), other)
        for one, other in zip(index, traded, strict=True)
    ]


def _basis(call: Call, contract: Contract, index: Decimal, candle: Kline) -> JSON:
    price = contract.tick * int(candle.bar[Bar.CLOSE])
    rate = (price - index) / index
    left = contract.delivery - candle.open_time
    return {
        "pair": contract.pair,
        "contractType": contract.type_at(call.core.clock()),
        "indexPrice": f"{index:.8f}",
        "futuresPrice": str(price),
        "basis": f"{price - index:.8f}",
        "basisRate": f"{rate:.4f}",
        "annualizedBasisRate": "" if contract.perpetual else f"{rate * YEAR / left:.4f}",
        "timestamp": candle.open_time,
    }
