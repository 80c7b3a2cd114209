"""Orders and trades of margin accounts: those of spot, but for the account and what it borrowed."""

from decimal import Decimal

from binance.models import order_lists, orders
from binance.models.base import Millis, Model


class Order(orders.Order):
    """An order as a query tells it."""

    is_isolated: bool


class NewOrderAck(orders.NewOrderAck):
    """The shortest answer to a new order: that Binance has it, and nothing of what became of it."""

    is_isolated: bool


class Borrowing(Model):
    """What was borrowed for an order; None where nothing was."""

    margin_buy_borrow_amount: Decimal | None = None
    margin_buy_borrow_asset: str | None = None


class NewOrderResult(orders.NewOrderResult, Borrowing):
    """The answer to a new order."""

    is_isolated: bool


class CancelledListedOrder(orders.OrderState):
    """A cancelled order of a list; `client_order_id` names the cancellation itself."""

    orig_client_order_id: str


class CancelledOrder(CancelledListedOrder):
    """The answer to a cancellation; other than on spot it does not tell when."""

    is_isolated: bool


class OrderList(order_lists.OrderList):
    """A list as a query tells it; how its orders stand must be asked of each."""

    is_isolated: bool


class PlacedList(order_lists.PlacedList, Borrowing):
    """The answer to a new list."""

    is_isolated: bool


class CancelledList(OrderList):
    """The answer to the cancellation of a list, or of one of its orders, which ends all of them."""

    order_reports: tuple[CancelledListedOrder, ...]


class Trade(Model):
    """A trade of one's own margin account."""

    symbol: str
    is_isolated: bool
    id: int
    order_id: int
    price: Decimal
    qty: Decimal
    commission: Decimal
    commission_asset: str
    time: Millis
    is_buyer: bool
    is_maker: bool
    is_best_match: bool
