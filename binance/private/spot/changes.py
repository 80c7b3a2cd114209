"""Changing an order: reducing it where it stands, or putting another one in its place."""

from enum import StrEnum

from pydantic import Field

from binance.models.order_changes import Amended, Replaced
from binance.models.order_terms import CancelRestrictions
from binance.parameters import Amount, ClientOrderId, new_client_order_id
from binance.private.orders.one_order import ONE_ORDER, OneOrder
from binance.private.orders.type_rules import tells_enough
from binance.private.spot.orders import OrderFields
from binance.request import Private, Security
from binance.rules import either


class CancelReplaceMode(StrEnum):
    """Whether the new order is tried although the old one could not be cancelled."""

    STOP_ON_FAILURE = "STOP_ON_FAILURE"
    ALLOW_FAILURE = "ALLOW_FAILURE"


class OrderRateLimitExceededMode(StrEnum):
    """Whether the old order is cancelled although the account may place no new one now."""

    DO_NOTHING = "DO_NOTHING"
    CANCEL_ONLY = "CANCEL_ONLY"


class CancelReplace(
    Private[Replaced],
    OrderFields,
    endpoint="POST /api/v3/order/cancelReplace",
    ws_method="order.cancelReplace",
    security=Security.TRADE,
    orders=1,
    free_on_success=True,
    rules=(either("cancel_order_id", "cancel_orig_client_order_id"), tells_enough),
):
    """Cancel an order and place another one, which is two deeds: `HalfDone` if one succeeded.

    After an `Unknown` ask for both with `QueryOrder`, and never simply send it again. The new
    order counts towards the account's order limits even if it was not attempted.
    """

    cancel_replace_mode: CancelReplaceMode
    cancel_order_id: int | None = None
    cancel_orig_client_order_id: str | None = None
    cancel_new_client_order_id: ClientOrderId | None = None
    cancel_restrictions: CancelRestrictions | None = None
    order_rate_limit_exceeded_mode: OrderRateLimitExceededMode | None = None


class AmendOrder(
    Private[Amended],
    OneOrder,
    endpoint="PUT /api/v3/order/amend/keepPriority",
    ws_method="order.amend.keepPriority",
    weight=4,
    security=Security.TRADE,
    rules=(ONE_ORDER,),
):
    """Reduce an open order, which keeps its place in the book; it can never grow.

    From then on the order is called `new_client_order_id`, be it the old name or a new one; after
    an `Unknown` ask with `QueryOrder` by its `order_id`, which stays.
    """

    new_qty: Amount
    new_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)
