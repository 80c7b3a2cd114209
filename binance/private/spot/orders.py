"""Placing, testing and cancelling a single order."""

from typing import Any, Self

from pydantic import BaseModel, Field, model_validator

from binance.models.account import OrderCommission
from binance.models.order_lists import CancelledList
from binance.models.order_terms import (
    CancelRestrictions,
    NewOrderRespType,
    OrderType,
    PegOffsetType,
    PegPriceType,
    SelfTradePreventionMode,
    Side,
    TimeInForce,
)
from binance.models.orders import CancelledOrder, NewOrderAck, NewOrderResult
from binance.parameters import Amount, BasisPoints, ClientOrderId, new_client_order_id
from binance.private.orders.one_order import ONE_ORDER, OneOrder
from binance.private.orders.type_rules import fits_its_type, has_its_quantity, tells_enough
from binance.private.spot.terms import PegLevel, StrategyType
from binance.request import Private, Security

_FITS = fits_its_type()


def weigh_test(request: Any) -> int:
    """To compute what an order would pay is dear, to check it is not."""
    return 20 if request.compute_commission_rates else 1


class PlainOrderFields(BaseModel):
    """The parameters that orders of all ways have."""

    symbol: str
    side: Side
    type: OrderType
    time_in_force: TimeInForce | None = None
    quantity: Amount | None = None
    price: Amount | None = None
    new_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)
    iceberg_qty: Amount | None = None
    strategy_id: int | None = None
    strategy_type: StrategyType | None = None
    new_order_resp_type: NewOrderRespType = NewOrderRespType.FULL
    self_trade_prevention_mode: SelfTradePreventionMode | None = None


class OrderFields(PlainOrderFields):
    """The parameters of an order, and which of them belong together."""

    quote_order_qty: Amount | None = None
    stop_price: Amount | None = None
    trailing_delta: BasisPoints | None = None
    peg_price_type: PegPriceType | None = None
    peg_offset_type: PegOffsetType | None = None
    peg_offset_value: PegLevel | None = None

    @model_validator(mode="after")
    def _belong_together(self) -> Self:
        _FITS(self)
        has_its_quantity(self)
        return self


class NewOrder(
    Private[NewOrderResult],
    OrderFields,
    endpoint="POST /api/v3/order",
    ws_method="order.place",
    security=Security.TRADE,
    orders=1,
    free_on_success=True,
    rules=(tells_enough,),
):
    """Place an order.

    The client order id is chosen here and not by Binance, so that after an
    `Unknown` there is a name to ask for. Do not simply send again: Binance
    holds the id unique among open orders only, and accepts it a second time
    once the first order is filled.
    """


class NewOrderUnwatched(
    Private[NewOrderAck],
    OrderFields,
    endpoint="POST /api/v3/order",
    ws_method="order.place",
    security=Security.TRADE,
    orders=1,
    free_on_success=True,
):
    """Place an order and hear only that Binance has it: what becomes of it, the stream tells.

    After an `Unknown` ask for it as for a `NewOrder`.
    """

    new_order_resp_type: NewOrderRespType = NewOrderRespType.ACK


class TestOrder(
    Private[OrderCommission],
    OrderFields,
    endpoint="POST /api/v3/order/test",
    ws_method="order.test",
    weight=weigh_test,
    security=Security.TRADE,
    reads=True,
):
    """Have an order checked without placing it; balances are not looked at.

    With `compute_commission_rates` the answer tells what the order would pay.
    """

    compute_commission_rates: bool | None = None


class CancelOrder(
    Private[CancelledOrder | CancelledList],
    OneOrder,
    endpoint="DELETE /api/v3/order",
    ws_method="order.cancel",
    security=Security.TRADE,
    free_on_success=True,
    rules=(ONE_ORDER,),
):
    """Cancel an open order; if it is not open any more, `NoSuchOrder`.

    An order of a list takes the whole list with it, and the answer is that list. After an
    `Unknown` it may be cancelled again; whether it was filled instead, `QueryOrder` tells.
    """

    new_client_order_id: ClientOrderId | None = None
    """A name for the cancellation, not for an order."""
    cancel_restrictions: CancelRestrictions | None = None


class CancelOpenOrders(
    Private[list[CancelledOrder | CancelledList]],
    endpoint="DELETE /api/v3/openOrders",
    ws_method="openOrders.cancelAll",
    security=Security.TRADE,
    free_on_success=True,
):
    """Cancel all that is open on a symbol, lists included; with nothing open, `NoSuchOrder`."""

    symbol: str
