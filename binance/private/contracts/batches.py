"""What is common to batches: how orders travel in one, and how those to be cancelled are named."""

from pydantic import BaseModel, Field

from binance.models.futures.orders import PlacedOrder
from binance.request import Request, wire
from binance.rules import one_of

MOST_ORDERS = 5
_MOST_CANCELLED = 10


def spelt(orders: tuple[Request[PlacedOrder], ...]) -> dict[str, str]:
    """Spell each order as it would travel alone: in JSON, too, its numbers and flags are texts."""
    return {"batchOrders": wire(tuple(order.params() for order in orders))}


class SomeOrders(BaseModel):
    """Up to ten orders of a symbol, all pointed at in the same way."""

    symbol: str
    order_id_list: tuple[int, ...] | None = Field(None, min_length=1, max_length=_MOST_CANCELLED)
    orig_client_order_id_list: tuple[str, ...] | None = Field(
        None, min_length=1, max_length=_MOST_CANCELLED
    )


SOME_ORDERS = one_of("order_id_list", "orig_client_order_id_list")
