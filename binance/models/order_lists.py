"""Lists of spot orders that hang together: OCO, OTO, OTOCO, OPO, OPOCO."""

from decimal import Decimal

from binance.models.base import Millis, Model
from binance.models.order_terms import ContingencyType, ListOrderStatus, ListStatusType
from binance.models.orders import CancelledOrder, NewOrderResult, OrderName


class ListState(Model):
    """Which list, how it stands, and which orders are in it."""

    order_list_id: int
    contingency_type: ContingencyType
    list_order_status: ListOrderStatus
    list_client_order_id: str
    symbol: str
    orders: tuple[OrderName, ...]


class OrderList(ListState):
    """A list as a query tells it; how its orders stand must be asked of each."""

    list_status_type: ListStatusType
    transaction_time: Millis


class ListedOrderResult(NewOrderResult):
    """A new order of a list; what an OPO will sell is 0 until its working order has filled."""

    orig_qty: Decimal = Decimal(0)


class PlacedList(OrderList):
    """The answer to a new list.

    A pending order shows as PENDING_NEW even where the working order filled at once.
    """

    order_reports: tuple[ListedOrderResult, ...]


class CancelledListedOrder(CancelledOrder):
    """A cancelled order of a list; 0 stands for what an OPO had not yet bought to sell."""

    orig_qty: Decimal = Decimal(0)


class CancelledList(OrderList):
    """The answer to the cancellation of a list, or of one of its orders, which ends all of them."""

    order_reports: tuple[CancelledListedOrder, ...]

    def report_of(self, order_id: int) -> CancelledOrder:
        """The order of the list that was asked for; `KeyError` if it is not in it."""
        return {report.order_id: report for report in self.order_reports}[order_id]
