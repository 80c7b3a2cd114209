"""The symbols that are listed, with the steps and limits that the live exchange has for them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from sandbox.exchange.market.coins import COINS, FIAT, STABLE

JSON = dict[str, Any]

STATUSES = ("TRADING", "HALT", "BREAK", "END_OF_DAY", "CANCEL_ONLY")

UNIT = 100_000_000
"""Amounts have eight decimal places on the wire."""

FOREVER = 1 << 62
"""Until then, in milliseconds, a symbol that is trading has its market."""


@dataclass(frozen=True)
class Listing:
    """One symbol: its assets, its grid of prices and quantities, and how busy it is."""

    base: str
    quote: str
    tick: Decimal
    step: Decimal
    min_notional: Decimal
    turnover: float  # of the base asset, a minute
    trades: int  # a minute, on average; with fewer than 18 a minute may have fewer than four
    status: str = "TRADING"
    until: int = FOREVER  # when its market closed

    @cached_property
    def symbol(self) -> str:
        return self.base + self.quote

    @cached_property
    def tick_units(self) -> int:
        return int(self.tick * UNIT)

    @cached_property
    def step_units(self) -> int:
        return int(self.step * UNIT)

    @property
    def trading(self) -> bool:
        """Whether orders are taken; with CANCEL_ONLY those that rest may still be cancelled."""
        return self.status == "TRADING"

    @property
    def margin(self) -> bool:
        return self.trading and self.base not in FIAT | STABLE and self.quote not in FIAT

    @cached_property
    def walks(self) -> dict[str, float]:
        """How much of each coin's own walk is in the logarithm of this price."""
        base, quote = COINS[self.base], COINS[self.quote]
        weights = {"BTC": base.follows - quote.follows}
        weights[self.base] = weights.get(self.base, 0.0) + 1.0
        weights[self.quote] = weights.get(self.quote, 0.0) - 1.0
        moving = {coin: weight for coin, weight in weights.items() if COINS[coin].volatility}
        return {coin: weight for coin, weight in moving.items() if weight}

    @cached_property
    def anchor(self) -> float:
        """The price at the anchor of the market's time."""
        return COINS[self.base].price / COINS[self.quote].price

    @property
    def price_range(self) -> tuple[Decimal, Decimal] | None:
        """How far below and above the reference price trades may be executed, as factors."""
        if not self.trading or self.quote not in STABLE:
            return None
        if self.base in STABLE:
            return Decimal("0.9900"), Decimal("1.0100")
        return Decimal("0.5000"), Decimal("2.0000")

    def filters(self) -> list[JSON]:
        """Return the symbol's filters as `exchangeInfo` spells them."""
        return [
            {
                "filterType": "PRICE_FILTER",
                "minPrice": f"{self.tick:.8f}",
                "maxPrice": f"{self.max_price:.8f}",
                "tickSize": f"{self.tick:.8f}",
            },
            {
                "filterType": "LOT_SIZE",
                "minQty": f"{self.step:.8f}",
                "maxQty": f"{self.max_quantity:.8f}",
                "stepSize": f"{self.step:.8f}",
            },
            {"filterType": "ICEBERG_PARTS", "limit": 100},
            {
                "filterType": "MARKET_LOT_SIZE",
                "minQty": "0.00000000",
                "maxQty": f"{self.max_market_quantity:.8f}",
                "stepSize": "0.00000000",
            },
            {
                "filterType": "TRAILING_DELTA",
                "minTrailingAboveDelta": 10,
                "maxTrailingAboveDelta": 2000,
                "minTrailingBelowDelta": 10,
                "maxTrailingBelowDelta": 2000,
            },
            {
                "filterType": "PERCENT_PRICE_BY_SIDE",
                "bidMultiplierUp": "5",
                "bidMultiplierDown": "0.2",
                "askMultiplierUp": "5",
                "askMultiplierDown": "0.2",
                "avgPriceMins": 5,
            },
            {
                "filterType": "NOTIONAL",
                "minNotional": f"{self.min_notional:.8f}",
                "applyMinToMarket": True,
                "maxNotional": f"{self.max_notional:.8f}",
                "applyMaxToMarket": False,
                "avgPriceMins": 5,
            },
            {"filterType": "MAX_NUM_ORDERS", "maxNumOrders": 200},
            {"filterType": "MAX_NUM_ORDER_LISTS", "maxNumOrderLists": 20},
            {"filterType": "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": 5},
            {"filterType": "MAX_NUM_ORDER_AMENDS", "maxNumOrderAmends": 10},
        ]

    @property
    def max_notional(self) -> Decimal:
        return Decimal(9_000_000)

    @property
    def max_price(self) -> Decimal:
        return self.tick * 100_000_000

    @property
    def max_quantity(self) -> Decimal:
        return max(self.step * 900_000_000, self.max_market_quantity * 10)

    @property
    def max_market_quantity(self) -> Decimal:
        return Decimal(round(self.turnover * 8)).quantize(self.step)


_TABLE = """
BTC/USDT      0.01       0.00001 5               14 60
ETH/USDT      0.01       0.0001  5              210 48
BNB/USDT      0.01       0.001   5              180 24
SOL/USDT      0.01       0.001   5            1_800 36
XRP/USDT      0.0001     0.1     5          190_000 24
ADA/USDT      0.0001     0.1     5           60_000 18
DOGE/USDT     0.00001    1       1          600_000 24
LTC/USDT      0.01       0.001   5              300 18
TRX/USDT      0.0001     0.1     5          150_000 18
AVAX/USDT     0.01       0.01    5            2_500 24
LINK/USDT     0.01       0.01    5            4_000 24
DOT/USDT      0.001      0.01    5            7_000 18
SHIB/USDT     0.00000001 1       1    1_200_000_000 24
PEPE/USDT     0.00000001 1       1    8_000_000_000 30
SUI/USDT      0.0001     0.1     5           90_000 24
TON/USDT      0.001      0.01    5            6_000 18
NEAR/USDT     0.001      0.1     5            9_000 18
PAXG/USDT     0.01       0.0001  5                6 18
币安人生/USDT  0.0001     0.1     5          300_000 18
USDC/USDT     0.00001    1       5          600_000 24
FDUSD/USDT    0.0001     1       5          250_000 18
EUR/USDT      0.0001     0.1     5           12_000 18
BTC/USDC      0.01       0.00001 5                3 30
ETH/USDC      0.01       0.0001  5               45 24
BTC/FDUSD     0.01       0.00001 5                4 30
ETH/BTC       0.00001    0.0001  0.0001          12 18
BNB/BTC       0.000001   0.001   0.0001           8 18
SOL/BTC       0.0000001  0.01    0.0001          60 18
BNB/ETH       0.0001     0.001   0.001            4 18
SOL/BNB       0.0001     0.01    0.01             6 18
BTC/EUR       0.01       0.00001 5              0.5 18
ETH/EUR       0.01       0.0001  5                8 18
BTC/TRY       1          0.00001 10            0.08 18
ETH/TRY       1          0.0001  10             1.5 18
USDT/TRY      0.01       1       10          90_000 24
EOS/USDT      0.0001     0.1     5           20_000 18 CANCEL_ONLY 1793491200
BTC/BUSD      0.01       0.00001 5                3 18 BREAK       1702609200
"""


def _listed(line: str) -> Listing:
    name, tick, step, notional, turnover, trades, *closed = line.split()
    base, quote = name.split("/")
    status, until = (closed[0], int(closed[1]) * 1000) if closed else ("TRADING", FOREVER)
    return Listing(
        base=base,
        quote=quote,
        tick=Decimal(tick),
        step=Decimal(step),
        min_notional=Decimal(notional),
        turnover=float(turnover),
        trades=int(trades),
        status=status,
        until=until,
    )


LISTINGS = {each.symbol: each for each in map(_listed, _TABLE.strip().splitlines())}
