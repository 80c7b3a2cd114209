"""Prices that are chosen by where they lie: best, so many percent away, or a number."""

from dataclasses import dataclass
from decimal import Decimal

from binance.filters import floor_price
from binance.models.exchange import SymbolInfo
from binance.models.order_terms import Side
from bot.ordering.exact import EXACT
from bot.ordering.outlook import tick_of


@dataclass(frozen=True)
class Around:
    """Where the market is; without offers the last price stands in for them."""

    last: Decimal
    bid: Decimal | None = None
    ask: Decimal | None = None

    def best(self, side: Side) -> Decimal:
        """The price at which an order of this side stands in front and takes nothing yet."""
        offer = self.bid if side == Side.BUY else self.ask
        return self.last if offer is None else offer


def price_of(
    chosen: str, info: SymbolInfo, around: Around, *, side: Side, start: Decimal | None = None
) -> Decimal:
    """The price on its tick; percentages count from `start`, or else from the last price."""
    if chosen == "best":
        return around.best(side)
    if not chosen.endswith("%"):
        return Decimal(chosen)
    factor = 1 + Decimal(chosen[:-1]) / 100
    return floor_price(info, EXACT.multiply(start or around.last, factor)) or tick_of(info)
