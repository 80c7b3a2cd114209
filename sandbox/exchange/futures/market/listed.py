"""The contracts that are listed at a time, with the steps that the live exchange has for them."""

from __future__ import annotations

from decimal import Decimal

from sandbox.exchange.futures.market.contract import FOREVER, Contract
from sandbox.exchange.futures.market.quarters import deliveries, past

_ONBOARD = 1_569_398_400_000
"""2019-09-25, when the live exchange's first perpetual contracts began."""

_KINDS = {
    "BTC": ("PoW",),
    "LTC": ("PoW", "Payment"),
    "DOGE": ("Meme",),
    "XRP": ("Payment",),
    "LINK": ("Oracle",),
}

_COIN_M_SIZES = {"BTC": Decimal(100)}  # in dollars; 10 for every other coin

# pair, tick, step, precision of prices, least notional, turnover and trades a minute
_USD_M = """
BTCUSDT  0.1     0.001 2  50        90 60
ETHUSDT  0.01    0.001 2  20     1_300 48
BNBUSDT  0.01    0.01  3   5       600 24
SOLUSDT  0.01    0.01  4   5     9_000 36
XRPUSDT  0.0001  0.1   4   5   900_000 24
ADAUSDT  0.0001  1     5   5   300_000 18
DOGEUSDT 0.00001 1     6   5 3_000_000 24
LTCUSDT  0.01    0.001 2  20     1_500 18
TRXUSDT  0.00001 1     5   5   700_000 18
AVAXUSDT 0.001   1     4   5    20_000 18
LINKUSDT 0.001   0.01  3  20    30_000 18
BTCUSDC  0.1     0.001 1  50        20 24
"""
_COIN_M = """
BTCUSD   0.1     1     1   0     9_000 24
ETHUSD   0.01    1     2   0    40_000 18
BNBUSD   0.001   1     3   0     6_000 18
"""
_QUARTERLY = {"BTCUSDT": 1, "ETHUSDT": 2, "BTCUSD": 1, "ETHUSD": 2}
"""Pairs with quarterly contracts, and the precision of their prices."""


def listed(clock: int) -> dict[str, Contract]:
    """Return the contracts that can be traded at this time, by symbol."""
    rows = [line.split() for line in (_USD_M + _COIN_M).split("\n") if line]
    return {
        contract.symbol: contract
        for row in rows
        for contract in (_perpetual(row), *_quarterlies(row, clock))
    }


def _perpetual(row: list[str]) -> Contract:
    return _contract(row, onboard=_ONBOARD, delivery=FOREVER)


def _quarterlies(row: list[str], clock: int) -> list[Contract]:
    """Return this quarter's contract and the next one's, each listed when an older one ended."""
    if row[0] not in _QUARTERLY:
        return []
    this, following = deliveries(clock, 2)
    before, earlier = past(clock, 2)
    terms = ((earlier, this), (before, following))
    return [_contract(row, onboard=since, delivery=until) for since, until in terms]


def _contract(row: list[str], *, onboard: int, delivery: int) -> Contract:
    """Make a contract of a row; a quarterly one is much less traded than the perpetual."""
    pair, tick, step, precision, notional, turnover, trades = row
    perpetual = delivery == FOREVER
    base, quote = _assets(pair)
    size = _COIN_M_SIZES.get(base, Decimal(10)) if quote == "USD" else Decimal(1)
    return Contract(
        base=base,
        quote=quote,
        tick=Decimal(tick),
        step=Decimal(step),
        min_notional=Decimal(notional),
        turnover=float(turnover) / (1 if perpetual else 25),
        trades=int(trades) if perpetual else 18,
        until=delivery,
        index=_index(pair),
        size=size,
        onboard=onboard,
        price_precision=int(precision) if perpetual else _QUARTERLY[pair],
        quantity_precision=len(step.partition(".")[2]),
        kind=_KINDS.get(base, ("Layer-1",)),
    )


def _assets(pair: str) -> tuple[str, str]:
    quote = next(quote for quote in ("USDT", "USDC", "USD") if pair.endswith(quote))
    return pair.removesuffix(quote), quote


def _index(pair: str) -> str:
    """Return the spot symbol that a pair's index is made of."""
    return pair + "T" if pair.endswith("USD") else pair
