"""Orders of margin accounts, in the same books as those of spot."""

from pydantic import BaseModel, Field

from binance.history import Span
from binance.models.exchange import RateLimit
from binance.models.margin import orders
from binance.models.margin.terms import SideEffectType
from binance.models.matches import PreventedMatch
from binance.models.order_terms import (
    NewOrderRespType,
    OrderType,
    SelfTradePreventionMode,
    Side,
    TimeInForce,
)
from binance.parameters import Amount, BasisPoints, ClientOrderId, new_client_order_id
from binance.private.margin.order_terms import by_side_effect
from binance.private.margin.parameters import ISOLATED_NEEDS_SYMBOL, Limit, OneAccount
from binance.private.orders.one_order import ONE_ORDER, OneOrder
from binance.private.orders.type_rules import fits_its_type, has_its_quantity, tells_enough
from binance.request import Private, Security
from binance.rules import needs, one_of, within
from binance.weights import Bucket


class OnCredit(BaseModel):
    """How an order, or a list of them, deals with one's debts, one's other orders, and us.

    `auto_repay_at_cancel`: whether a cancelled order repays at once what was borrowed for it;
    who places and cancels a lot should say False.
    """

    side_effect_type: SideEffectType | None = None
    auto_repay_at_cancel: bool | None = None
    self_trade_prevention_mode: SelfTradePreventionMode | None = None
    new_order_resp_type: NewOrderRespType = NewOrderRespType.FULL


class OrderFields(OneAccount, OnCredit):
    """The parameters of an order."""

    symbol: str
    side: Side
    type: OrderType
    time_in_force: TimeInForce | None = None
    quantity: Amount | None = None
    quote_order_qty: Amount | None = None
    price: Amount | None = None
    stop_price: Amount | None = None
    trailing_delta: BasisPoints | None = None
    iceberg_qty: Amount | None = None
    new_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)


class NewOrder(
    Private[orders.NewOrderResult],
    OrderFields,
    endpoint="POST /sapi/v1/margin/order",
    weight=by_side_effect,
    security=Security.TRADE,
    bucket=Bucket.UID,
    rules=(fits_its_type(), has_its_quantity, tells_enough),
):
    """Place an order, borrowing or repaying besides if `side_effect_type` says so.

    After an `Unknown` ask for it by its client order id, as on spot, and never simply send it
    again: it might borrow and trade twice. An automatic repayment can fail without a word.
    """


class NewOrderUnwatched(
    Private[orders.NewOrderAck],
    OrderFields,
    endpoint="POST /sapi/v1/margin/order",
    weight=by_side_effect,
    security=Security.TRADE,
    bucket=Bucket.UID,
    rules=(fits_its_type(), has_its_quantity),
):
    """Place an order and hear only that Binance has it: what becomes of it, the stream tells.

    After an `Unknown` ask for it as for a `NewOrder`.
    """

    new_order_resp_type: NewOrderRespType = NewOrderRespType.ACK


class CancelOrder(
    Private[orders.CancelledOrder | orders.CancelledList],
    OneOrder,
    OneAccount,
    endpoint="DELETE /sapi/v1/margin/order",
    weight=10,
    security=Security.TRADE,
    rules=(ONE_ORDER,),
):
    """Cancel an open order; if it is not open any more, `NoSuchOrder`.

    An order of a list takes the whole list with it, and the answer is that list. After an
    `Unknown` it may be cancelled again; whether it was filled instead, `QueryOrder` tells.
    """

    new_client_order_id: ClientOrderId | None = None
    """A name for the cancellation, not for an order."""


class CancelOpenOrders(
    Private[list[orders.CancelledOrder | orders.CancelledList]],
    OneAccount,
    endpoint="DELETE /sapi/v1/margin/openOrders",
    security=Security.TRADE,
):
    """Cancel all that is open on a symbol, lists included."""

    symbol: str


class QueryOrder(
    Private[orders.Order],
    OneOrder,
    OneAccount,
    endpoint="GET /sapi/v1/margin/order",
    weight=10,
    security=Security.USER_DATA,
    rules=(ONE_ORDER,),
):
    """One order as it is now."""


class OpenOrders(
    Private[list[orders.Order]],
    OneAccount,
    endpoint="GET /sapi/v1/margin/openOrders",
    weight=10,
    security=Security.USER_DATA,
    rules=(ISOLATED_NEEDS_SYMBOL,),
):
    """Open orders of one symbol, or all of the cross account."""

    symbol: str | None = None


class AllOrders(
    Private[list[orders.Order]],
    OneAccount,
    Span,
    endpoint="GET /sapi/v1/margin/allOrders",
    weight=200,
    security=Security.USER_DATA,
    rules=(within(hours=24),),
):
    """Orders of one symbol in any state: from an id on, or of 24 hours, by default the last."""

    symbol: str
    order_id: int | None = None
    limit: Limit | None = None


class MyTrades(
    Private[list[orders.Trade]],
    OneAccount,
    Span,
    endpoint="GET /sapi/v1/margin/myTrades",
    weight=10,
    security=Security.USER_DATA,
    rules=(within(hours=24),),
):
    """One's own trades of one symbol: from an id on, or of 24 hours, by default the last."""

    symbol: str
    order_id: int | None = None
    from_id: int | None = None
    limit: Limit | None = None


class MyPreventedMatches(
    Private[list[PreventedMatch]],
    OneAccount,
    endpoint="GET /sapi/v1/margin/myPreventedMatches",
    weight=10,
    security=Security.USER_DATA,
    rules=(
        one_of("prevented_match_id", "order_id"),
        needs("from_prevented_match_id", "order_id"),
    ),
):
    """Trades with oneself that did not happen: one of them, or those of an order, 500 at a time."""

    symbol: str
    prevented_match_id: int | None = None
    order_id: int | None = None
    from_prevented_match_id: int | None = None


class OrderCountUsage(
    Private[list[RateLimit]],
    OneAccount,
    endpoint="GET /sapi/v1/margin/rateLimit/order",
    weight=20,
    security=Security.TRADE,
    rules=(ISOLATED_NEEDS_SYMBOL,),
):
    """How many orders the account has placed, and how many it may."""

    symbol: str | None = None
