"""Several orders in one request: each succeeds or fails on its own, in any order.

The answers stand in the order of the request. A batch, whatever its size, counts as five orders
in ten seconds and as one in a minute.
"""

from pydantic import Field

from binance.models.futures.answers import Refusal
from binance.models.futures.orders import PlacedOrder
from binance.private.coin_futures.orders import ModifyOrder, NewOrder
from binance.private.contracts.batches import MOST_ORDERS, SOME_ORDERS, SomeOrders, spelt
from binance.request import Private, Security
from binance.weights import Orders


class NewOrders(
    Private[list[PlacedOrder | Refusal]],
    endpoint="POST /dapi/v1/batchOrders",
    weight=5,
    security=Security.TRADE,
    orders=Orders(5, 1),
):
    """Place up to five orders; an `Unknown` is about all of them.

    Never send them twice: ask for each with `QueryOrder` by its own client order id.
    """

    batch_orders: tuple[NewOrder, ...] = Field(min_length=1, max_length=MOST_ORDERS)

    def params(self) -> dict[str, str]:
        """List the one parameter, spelt as it travels."""
        return spelt(self.batch_orders)


class ModifyOrders(
    Private[list[PlacedOrder | Refusal]],
    endpoint="PUT /dapi/v1/batchOrders",
    weight=5,
    security=Security.TRADE,
    orders=Orders(5, 1),
):
    """Change up to five orders; one order may be changed 10,000 times at most.

    After an `Unknown` ask with `QueryOrder` what each is now.
    """

    batch_orders: tuple[ModifyOrder, ...] = Field(min_length=1, max_length=MOST_ORDERS)

    def params(self) -> dict[str, str]:
        """List the one parameter, spelt as it travels."""
        return spelt(self.batch_orders)


class CancelOrders(
    Private[list[PlacedOrder | Refusal]],
    SomeOrders,
    endpoint="DELETE /dapi/v1/batchOrders",
    security=Security.TRADE,
    rules=(SOME_ORDERS,),
):
    """Cancel up to ten of a symbol's orders, all named in the same way."""
