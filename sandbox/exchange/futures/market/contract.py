"""What is listed: a contract is a listing with a margin, a size and perhaps a last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sandbox.exchange.futures.market.quarters import contract_type
from sandbox.exchange.market.coins import COINS
from sandbox.exchange.market.listing import Listing

JSON = dict[str, Any]

FOREVER = 4_133_404_800_000
"""The delivery date that Binance writes for a perpetual contract."""

PERPETUAL = "PERPETUAL"


@dataclass(frozen=True, kw_only=True)
class Contract(Listing):
    """One contract; its quantities are of the base asset (USD-M) or contracts (COIN-M)."""

    index: str  # the spot symbol whose price it follows
    size: Decimal  # of one contract, in the quote asset (COIN-M), else 1
    onboard: int
    price_precision: int
    quantity_precision: int
    kind: tuple[str, ...]  # underlyingSubType

    @cached_property
    def inverse(self) -> bool:
        """Whether it is margined and settled in its base asset, as COIN-M contracts are."""
        return self.quote == "USD"

    @cached_property
    def pair(self) -> str:
        return self.base + self.quote

    @cached_property
    def symbol(self) -> str:
        if not self.perpetual:
            return f"{self.pair}_{day(self.delivery)}"
        return f"{self.pair}_PERP" if self.inverse else self.pair

    @cached_property
    def margin_asset(self) -> str:
        return self.base if self.inverse else self.quote

    @cached_property
    def anchor(self) -> float:
        return COINS[self.base].price

    @property
    def venue(self) -> int:
        """What streams call `st`: 1 for USD-M, 2 for COIN-M."""
        return 2 if self.inverse else 1

    @property
    def delivery(self) -> int:
        return self.until

    @property
    def perpetual(self) -> bool:
        return self.delivery == FOREVER

    def type_at(self, clock: int) -> str:
        """Return its contractType, which changes as the deliveries before its own pass."""
        return PERPETUAL if self.perpetual else contract_type(self.delivery, clock)

    def notional(self, price: Decimal, quantity: Decimal) -> Decimal:
        """Return what a quantity is worth, in the margin asset."""
        return quantity * self.size / price if self.inverse else quantity * price

    def price(self, price: Decimal) -> str:
        return f"{price:.{self.price_precision}f}"

    def quantity(self, quantity: Decimal) -> str:
        return f"{quantity:.{self.quantity_precision}f}"

    def filters(self) -> list[JSON]:
        """Return the filters as the futures' `exchangeInfo` spells them."""
        most, market = self.quantity(self.max_quantity), self.quantity(self.max_market_quantity)
        step = self.quantity(self.step)
        rows: list[JSON] = [
            {
                "filterType": "PRICE_FILTER",
                "minPrice": self.price(self.tick),
                "maxPrice": self.price(self.max_price),
                "tickSize": self.price(self.tick),
            },
            {"filterType": "LOT_SIZE", "minQty": step, "maxQty": most, "stepSize": step},
            {"filterType": "MARKET_LOT_SIZE", "minQty": step, "maxQty": market, "stepSize": step},
            {"filterType": "MAX_NUM_ORDERS", "limit": 200},
            {
                "filterType": "PERCENT_PRICE",
                "multiplierUp": str(self.multiplier_up),
                "multiplierDown": str(self.multiplier_down),
                "multiplierDecimal": "4",
            },
        ]
        if not self.inverse:
            rows.append({"filterType": "MIN_NOTIONAL", "notional": str(self.min_notional)})
        return rows

    @property
    def liquidation_fee(self) -> Decimal:
        """Which share of what is liquidated goes to the insurance fund."""
        return Decimal("0.0125") if self.base in {"BTC", "ETH"} else Decimal("0.0150")

    @property
    def trigger_protect(self) -> Decimal:
        """How far apart mark and last price may be when a protected order is triggered."""
        return Decimal("0.0500")

    @property
    def market_take_bound(self) -> Decimal:
        """How far from the mark price market orders may trade."""
        return Decimal("0.05")

    @property
    def max_quantity(self) -> Decimal:
        return self.max_market_quantity * 10

    @property
    def multiplier_up(self) -> Decimal:
        """How far above the mark price a buy order may be."""
        return Decimal("1.0500")

    @property
    def multiplier_down(self) -> Decimal:
        """How far below the mark price a sell order may be."""
        return Decimal("0.9500")


def day(time: int) -> str:
    """Return a date as the symbols of delivery contracts carry it."""
    return datetime.fromtimestamp(time / 1000, UTC).strftime("%y%m%d")
