"""The symbols that are listed, with the steps and limits that the live exchange has for them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

JSON = dict[str, Any]


@dataclass(frozen=True)
class Coin:
    """What drives a coin's price: a walk of its own, and how far it follows bitcoin."""

    price: float
    volatility: float  # of its own walk, a day
    follows: float = 0.0


COINS = {
    "BTC": Coin(67_000, 0.022),
    "ETH": Coin(3_200, 0.018, follows=0.9),
    "BNB": Coin(610, 0.014, follows=0.7),
    "SOL": Coin(152, 0.030, follows=1.0),
    "XRP": Coin(0.62, 0.028, follows=0.6),
    "ADA": Coin(0.45, 0.028, follows=0.8),
    "DOGE": Coin(0.16, 0.035, follows=0.9),
    "LTC": Coin(84, 0.022, follows=0.8),
    "TRX": Coin(0.145, 0.014, follows=0.4),
}


@dataclass(frozen=True)
class Listing:
    """One symbol: its assets, its grid of prices and quantities, and how busy it is."""

    base: str
    quote: str
    tick: Decimal
    step: Decimal
    min_notional: Decimal
    turnover: float  # of the base asset, a minute
    trades: int  # a minute, on average

    @cached_property
    def symbol(self) -> str:
        return self.base + self.quote

    @cached_property
    def walks(self) -> dict[str, float]:
        """How much of each coin's own walk is in the logarithm of this price."""
        base, quote = COINS[self.base], COINS.get(self.quote)
        weights = {"BTC": base.follows, self.base: 1.0}
        if quote is not None:
            weights["BTC"] -= quote.follows
            weights[self.quote] = weights.get(self.quote, 0.0) - 1.0
        return {coin: weight for coin, weight in weights.items() if weight}

    @cached_property
    def anchor(self) -> float:
        """The price at the anchor of the market's time."""
        quote = COINS.get(self.quote)
        return COINS[self.base].price / (quote.price if quote else 1.0)

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
        return self.step * 900_000_000

    @property
    def max_market_quantity(self) -> Decimal:
        return Decimal(round(self.turnover * 8)).quantize(self.step)


_TABLE = """
BTCUSDT  0.01      0.00001 5           14 60
ETHUSDT  0.01      0.0001  5          210 48
BNBUSDT  0.01      0.001   5          180 24
SOLUSDT  0.01      0.001   5        1_800 36
XRPUSDT  0.0001    0.1     5      190_000 24
ADAUSDT  0.0001    0.1     5       60_000 18
DOGEUSDT 0.00001   1       1      600_000 24
LTCUSDT  0.01      0.001   5          300 18
TRXUSDT  0.0001    0.1     5      150_000 18
ETHBTC   0.00001   0.0001  0.0001      12 18
BNBBTC   0.000001  0.001   0.0001       8 18
SOLBTC   0.0000001 0.01    0.0001      60 18
"""


def _listed(line: str) -> Listing:
    symbol, tick, step, notional, turnover, trades = line.split()
    quote = "USDT" if symbol.endswith("USDT") else "BTC"
    return Listing(
        base=symbol.removesuffix(quote),
        quote=quote,
        tick=Decimal(tick),
        step=Decimal(step),
        min_notional=Decimal(notional),
        turnover=float(turnover),
        trades=int(trades),
    )


LISTINGS = {each.symbol: each for each in map(_listed, _TABLE.strip().splitlines())}
