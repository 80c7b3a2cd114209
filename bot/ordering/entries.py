"""The first thing that a request does on the market: what it buys or sells, and at which price."""

from dataclasses import dataclass
from decimal import Decimal

from binance.models.order_terms import OrderType, Side
from binance.private.spot import NewOco, NewOrder
from bot.ordering.shapes import SpotOrder


@dataclass(frozen=True)
class Entry:
    """An order within a request; `money` instead of `quantity` where it names that.

    `price` is its limit, or else what triggers it; None at market and of a trailing order.
    """

    side: Side
    type: OrderType
    quantity: Decimal | None
    money: Decimal | None
    price: Decimal | None

    @property
    def at_market(self) -> bool:
        return self.type is OrderType.MARKET


def entry_of(request: SpotOrder) -> Entry:
    """Of a pair it is the order that takes the profit: at most one of the two is filled."""
    match request:
        case NewOrder():
            return Entry(
                request.side, request.type, request.quantity, request.quote_order_qty,
                request.price or request.stop_price,
            )  # fmt: skip
        case NewOco():
            above = request.side == Side.SELL
            type_ = request.above_type if above else request.below_type
            price = (
                request.above_price or request.above_stop_price
                if above
                else request.below_price or request.below_stop_price
            )
            return Entry(request.side, type_, request.quantity, None, price)
        case _:
            return Entry(
                request.working_side, request.working_type, request.working_quantity, None,
                request.working_price,
            )  # fmt: skip
