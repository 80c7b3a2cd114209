"""COIN-M orders as queries tell them; quantities are contracts."""

from decimal import Decimal

from binance.models.base import Millis
from binance.models.futures.orders import OrderState


class Order(OrderState):
    """An order as a query tells it: `cum_base` is the worth of what was filled, in coin.

    Lists tell that worth in dollars too.
    """

    pair: str
    time: Millis
    avg_price: Decimal
    cum_base: Decimal
    cum_quote: Decimal | None = None

    @property
    def average_price(self) -> Decimal | None:
        """At which price contracts were filled; None before the first fill."""
        return self.avg_price if self.executed_qty > 0 else None
