"""What becomes of an order that is reduced or replaced."""

from decimal import Decimal

from binance.models.base import Millis, Model, OpenEnum
from binance.models.order_lists import CancelledList, ListState
from binance.models.order_terms import OrderStatus, OrderType, Side, TimeInForce
from binance.models.orders import CancelledOrder, Conditional, NewOrderResult, OrderName


class AmendedOrder(OrderName, Conditional):
    """An order after its reduction; here, and only here, Binance has other names for quantities."""

    order_list_id: int = -1
    orig_client_order_id: str
    side: Side
    type: OrderType
    status: OrderStatus
    time_in_force: TimeInForce
    price: Decimal
    qty: Decimal
    executed_qty: Decimal
    prevented_qty: Decimal
    quote_order_qty: Decimal
    cumulative_quote_qty: Decimal


class Amended(Model):
    """The answer to an amendment; `list_status` where the order is one of a list."""

    transact_time: Millis
    execution_id: int
    amended_order: AmendedOrder
    list_status: ListState | None = None


class Amendment(Model):
    """An amendment of the past; it may have changed the order's name as well."""

    symbol: str
    order_id: int
    execution_id: int
    orig_client_order_id: str
    new_client_order_id: str
    orig_qty: Decimal
    new_qty: Decimal
    time: Millis


class Outcome(OpenEnum):
    """What became of one half of a cancel-replace."""

    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    NOT_ATTEMPTED = "NOT_ATTEMPTED"


class Replaced(Model):
    """The answer to a cancel-replace of which both halves succeeded; others are errors."""

    cancel_result: Outcome
    new_order_result: Outcome
    cancel_response: CancelledOrder | CancelledList
    new_order_response: NewOrderResult
