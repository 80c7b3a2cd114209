"""Trades and orders in one form, whatever the market and whoever told of them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from storage import Fill

ZERO = Decimal(0)


class Closing(Enum):
    """Why Binance itself ordered."""

    LIQUIDATION = "liquidation"
    DELEVERAGING = "deleveraging"
    SETTLEMENT = "settlement"


@dataclass(frozen=True)
class Execution:
    """One trade: what is kept of it, and what else its owner should read.

    Of COIN-M, quantities are contracts, and `fill.quote_qty` is dollars. A loss is a negative
    `profit`, fees not counted; `position` is empty but in hedge mode.
    """

    fill: Fill
    profit: Decimal = ZERO
    profit_asset: str | None = None
    position: str = ""
    closing: Closing | None = None


@dataclass(frozen=True)
class Progress:
    """How far an order is; what is None nobody said. `reason` is Binance's, of an end."""

    executed: Decimal = ZERO
    average: Decimal = ZERO
    total: Decimal | None = None
    status: str | None = None
    reason: str | None = None


def average_of(fills: list[Fill]) -> Decimal:
    """The price of them all; contracts worth dollars are weighed by the coin they stand for."""
    qty = sum((one.qty for one in fills), ZERO)
    if fills[0].market == "coinm":
        return qty / sum((one.qty / one.price for one in fills), ZERO)
    return sum((one.qty * one.price for one in fills), ZERO) / qty
