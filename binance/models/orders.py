"""Spot orders, their executions, and the words Binance uses for them."""

from decimal import Decimal

from binance.models.base import Millis, Model, OpenEnum


class Side(OpenEnum):
    BUY = "BUY"
    SELL = "SELL"


class OrderType(OpenEnum):
    LIMIT = "LIMIT"
    MARKET = "MARKET"
    STOP_LOSS = "STOP_LOSS"
    STOP_LOSS_LIMIT = "STOP_LOSS_LIMIT"
    TAKE_PROFIT = "TAKE_PROFIT"
    TAKE_PROFIT_LIMIT = "TAKE_PROFIT_LIMIT"
    LIMIT_MAKER = "LIMIT_MAKER"


class TimeInForce(OpenEnum):
    GTC = "GTC"
    IOC = "IOC"
    FOK = "FOK"


class OrderStatus(OpenEnum):
    NEW = "NEW"
    PENDING_NEW = "PENDING_NEW"
    PARTIALLY_FILLED = "PARTIALLY_FILLED"
    FILLED = "FILLED"
    CANCELED = "CANCELED"
    PENDING_CANCEL = "PENDING_CANCEL"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    EXPIRED_IN_MATCH = "EXPIRED_IN_MATCH"

    @property
    def final(self) -> bool:
        """Whether nothing more will happen to the order."""
        return self in _FINAL


_FINAL = frozenset(
    {
        OrderStatus.FILLED,
        OrderStatus.CANCELED,
        OrderStatus.REJECTED,
        OrderStatus.EXPIRED,
        OrderStatus.EXPIRED_IN_MATCH,
    }
)


class OrderState(Model):
    """What every answer about an order tells."""

    symbol: str
    order_id: int
    order_list_id: int = -1
    client_order_id: str
    side: Side
    type: OrderType
    status: OrderStatus
    price: Decimal
    orig_qty: Decimal
    executed_qty: Decimal
    cummulative_quote_qty: Decimal  # Binance's spelling
    orig_quote_order_qty: Decimal = Decimal(0)
    time_in_force: TimeInForce
    stop_price: Decimal | None = None
    working_time: Millis | None = None
    self_trade_prevention_mode: str | None = None
    expiry_reason: str | None = None

    @property
    def average_price(self) -> Decimal | None:
        """What was paid per unit; None before the first fill.

        Binance marks the quote total of some old orders as lost with a negative number.
        """
        if self.executed_qty <= 0 or self.cummulative_quote_qty < 0:
            return None
        return self.cummulative_quote_qty / self.executed_qty


class Order(OrderState):
    """An order as a query tells it."""

    time: Millis
    update_time: Millis
    is_working: bool


class Fill(Model):
    """One trade that a new order made at once."""

    price: Decimal
    qty: Decimal
    commission: Decimal
    commission_asset: str
    trade_id: int


class NewOrderResult(OrderState):
    """The answer to a new order."""

    transact_time: Millis
    fills: tuple[Fill, ...] = ()


class CancelledOrder(OrderState):
    """The answer to a cancellation; `client_order_id` names the cancellation itself."""

    orig_client_order_id: str
    transact_time: Millis


class Trade(Model):
    """A trade of one's own account."""

    symbol: str
    id: int
    order_id: int
    order_list_id: int = -1
    price: Decimal
    qty: Decimal
    quote_qty: Decimal
    commission: Decimal
    commission_asset: str
    time: Millis
    is_buyer: bool
    is_maker: bool
    is_best_match: bool
