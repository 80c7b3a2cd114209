"""Orders that smart order routing (SOR) fills from the books of several symbols."""

from typing import Self

from pydantic import model_validator

from binance.models.account import OrderCommission
from binance.models.order_terms import OrderType
from binance.models.orders import NewOrderResult
from binance.parameters import Amount
from binance.private.orders.type_rules import among, fits_its_type, tells_enough
from binance.private.spot.orders import PlainOrderFields, weigh_test
from binance.request import Private, Security

_FITS = fits_its_type()
_ROUTABLE = among("type", OrderType.LIMIT, OrderType.MARKET)


class RoutedOrderFields(PlainOrderFields):
    """The parameters of a routed order: limit or market, and always by quantity."""

    quantity: Amount

    @model_validator(mode="after")
    def _belong_together(self) -> Self:
        _ROUTABLE(self)
        _FITS(self)
        return self


class NewRoutedOrder(
    Private[NewOrderResult],
    RoutedOrderFields,
    endpoint="POST /api/v3/sor/order",
    security=Security.TRADE,
    orders=1,
    free_on_success=True,
    rules=(tells_enough,),
):
    """Place an order with routing; what other books gave is an allocation, not a trade.

    After an `Unknown` ask for it with `QueryOrder`, and never simply send it again. The WebSocket
    API has the same as `sor.order.place`, but answers with a list.
    """


class TestRoutedOrder(
    Private[OrderCommission],
    RoutedOrderFields,
    endpoint="POST /api/v3/sor/order/test",
    ws_method="sor.order.test",
    weight=weigh_test,
    security=Security.TRADE,
    reads=True,
):
    """Have a routed order checked without placing it."""

    compute_commission_rates: bool | None = None
