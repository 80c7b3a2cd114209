"""What must be known of the market and of the account to turn a wish into a request."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from binance.models.account import CommissionRates
from binance.models.order_terms import OrderType, Side
from binance.models.orders import OrderState
from binance.streams.board import Offers
from binance.streams.books import LocalBook

# What an account without any discount pays, where its own rates are not known.
_USUAL_FEE = Decimal("0.001")

ALGORITHMIC = frozenset(
    {
        OrderType.STOP_LOSS,
        OrderType.STOP_LOSS_LIMIT,
        OrderType.TAKE_PROFIT,
        OrderType.TAKE_PROFIT_LIMIT,
    }
)
"""The types that Binance counts as algorithmic: those that wait to be triggered."""


@dataclass(frozen=True)
class Free:
    """What the account can use of either side."""

    base: Decimal
    quote: Decimal


@dataclass(frozen=True)
class OpenCounts:
    """How many orders an account has open on a symbol."""

    orders: int = 0
    algo_orders: int = 0
    icebergs: int = 0
    lists: int = 0

    @classmethod
    def of(cls, orders: Iterable[OrderState]) -> Self:
        """Count the open orders of one symbol."""
        known = [*orders]
        return cls(
            orders=len(known),
            algo_orders=sum(one.type in ALGORITHMIC for one in known),
            icebergs=sum(bool(one.iceberg_qty) for one in known),
            lists=len({one.order_list_id for one in known if one.is_listed}),
        )


def left_to_buy(orders: Iterable[OrderState]) -> Decimal:
    """How much of the base asset open orders of one symbol would still buy."""
    buying = (one for one in orders if one.side == Side.BUY)
    return sum((one.orig_qty - one.executed_qty for one in buying), Decimal(0))


@dataclass(frozen=True)
class Market:
    """The last price, what is free, and what else is known.

    `typical` is what Binance judges prices and market orders by (the reference price, or else the
    average one); without it the last price stands in. `rates` are without BNB's discount, as it
    may be used up when an order fills: amounts must bear the whole fee. `counts` are of the
    symbol. What is for sale and wanted is in the `book`, or else in the best `offers`. The
    `position` is what there is of the base asset, and what open orders would buy of it.
    """

    last: Decimal
    free: Free
    rates: CommissionRates | None = None
    book: LocalBook | None = None
    typical: Decimal | None = None
    counts: OpenCounts | None = None
    offers: Offers | None = None
    position: Decimal | None = None

    @property
    def reference(self) -> Decimal:
        return self.last if self.typical is None else self.typical

    def met_by(self, side: Side) -> Decimal | None:
        """The best price of the other side, at which an order begins to trade; if it is known."""
        if self.book is not None:
            level = self.book.best_ask if side == Side.BUY else self.book.best_bid
            return None if level is None else level.price
        if self.offers is not None:
            return self.offers.ask if side == Side.BUY else self.offers.bid
        return None

    def takes(self, side: Side, price: Decimal) -> bool:
        """Whether a limit order trades at once, by the last price where nothing better is known."""
        met = self.met_by(side) or self.last
        return price >= met if side == Side.BUY else price <= met

    def fee(self, side: Side) -> Decimal:
        """The share of what is received that may be gone as fee: that of the dearer way."""
        if self.rates is None:
            return _USUAL_FEE
        dearer = max(self.rates.maker, self.rates.taker)
        return dearer + (self.rates.buyer if side == Side.BUY else self.rates.seller)
