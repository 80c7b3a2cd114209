"""How an order that exists is pointed at."""

from pydantic import BaseModel

from binance.rules import either


class OneOrder(BaseModel):
    """An order pointed at by Binance's id or by ours.

    With both, spot and margin want them to be of one order; on futures Binance's counts.
    """

    symbol: str
    order_id: int | None = None
    orig_client_order_id: str | None = None


ONE_ORDER = either("order_id", "orig_client_order_id")
