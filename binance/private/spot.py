"""Spot trading.

https://developers.binance.com/docs/binance-spot-api-docs/rest-api
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import uuid4

from pydantic import BaseModel, Field, model_validator

from binance.models.account import AccountInfo
from binance.models.orders import (
    CancelledOrder,
    NewOrderResult,
    Order,
    OrderType,
    Side,
    TimeInForce,
    Trade,
)
from binance.request import Private, Security

ClientOrderId = Annotated[str, Field(pattern=r"^[\.A-Z\:/a-z0-9_-]{1,36}$")]
Amount = Annotated[Decimal, Field(gt=0)]


def new_client_order_id() -> str:
    """Make a name that no other order of ours will ever bear; Binance allows 36 characters."""
    return f"bt-{uuid4().hex}"


class OrderFields(BaseModel):
    """The parameters of an order, and which of them belong together."""

    symbol: str
    side: Side
    type: OrderType
    time_in_force: TimeInForce | None = None
    quantity: Amount | None = None
    quote_order_qty: Amount | None = None
    price: Amount | None = None
    new_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)

    @model_validator(mode="after")
    def _belong_together(self) -> Self:
        given = {name for name in _CONDITIONAL if getattr(self, name) is not None}
        if given not in _COMBINATIONS.get(self.type, ()):
            raise ValueError(f"{self.type} does not take {', '.join(sorted(given)) or 'nothing'}")
        return self


_CONDITIONAL = ("time_in_force", "quantity", "quote_order_qty", "price")
_COMBINATIONS = {
    OrderType.MARKET: ({"quantity"}, {"quote_order_qty"}),
    OrderType.LIMIT: ({"time_in_force", "quantity", "price"},),
}


class NewOrder(
    Private[NewOrderResult],
    OrderFields,
    endpoint="POST /api/v3/order",
    security=Security.TRADE,
    free_on_success=True,
):
    """Place an order.

    The client order id is chosen here and not by Binance, so that after an
    `Unknown` there is a name to ask for. Do not simply send again: Binance
    holds the id unique among open orders only, and accepts it a second time
    once the first order is filled.
    """


class TestOrder(
    Private[dict[str, Any]],
    OrderFields,
    endpoint="POST /api/v3/order/test",
    security=Security.TRADE,
):
    """Have an order checked without placing it; balances are not looked at."""


class _OneOrder(BaseModel):
    """An order pointed at by Binance's id or by ours."""

    symbol: str
    order_id: int | None = None
    orig_client_order_id: str | None = None

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        if self.order_id is None and self.orig_client_order_id is None:
            raise ValueError("either order_id or orig_client_order_id must be given")
        return self


class CancelOrder(
    Private[CancelledOrder],
    _OneOrder,
    endpoint="DELETE /api/v3/order",
    security=Security.TRADE,
    free_on_success=True,
):
    """Cancel an open order; if it is not open any more, `NoSuchOrder`."""


class QueryOrder(
    Private[Order],
    _OneOrder,
    endpoint="GET /api/v3/order",
    weight=4,
    security=Security.USER_DATA,
):
    """One order as it is now. A very young order may still be reported as `NoSuchOrder`."""


class OpenOrders(
    Private[list[Order]], endpoint="GET /api/v3/openOrders", weight=80, security=Security.USER_DATA
):
    """Open orders of one symbol, or, thirteen times as dear, of all."""

    symbol: str | None = None

    @property
    def cost(self) -> int:
        return 80 if self.symbol is None else 6


class AllOrders(
    Private[list[Order]], endpoint="GET /api/v3/allOrders", weight=20, security=Security.USER_DATA
):
    """Orders of one symbol in any state, oldest first; between two times at most 24 hours."""

    symbol: str
    order_id: int | None = None
    start_time: datetime | int | None = None
    end_time: datetime | int | None = None
    limit: int = Field(500, ge=1, le=1000)


class MyTrades(
    Private[list[Trade]], endpoint="GET /api/v3/myTrades", weight=20, security=Security.USER_DATA
):
    """One's own trades of one symbol, oldest first; between two times at most 24 hours."""

    symbol: str
    order_id: int | None = None
    start_time: datetime | int | None = None
    end_time: datetime | int | None = None
    from_id: int | None = None
    limit: int = Field(500, ge=1, le=1000)

    @property
    def cost(self) -> int:
        return 20 if self.order_id is None else 5


class GetAccount(
    Private[AccountInfo], endpoint="GET /api/v3/account", weight=20, security=Security.USER_DATA
):
    """Balances, rights and fees of the account."""

    omit_zero_balances: bool = True
