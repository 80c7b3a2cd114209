"""Spot orders as Binance reports them: when placed, asked for and cancelled."""

from decimal import Decimal

from binance.models.base import Millis, MillisOrNever, Model
from binance.models.order_terms import (
    MayBeListed,
    NewOrderRespType,
    OrderStatus,
    OrderType,
    PegOffsetType,
    PegPriceType,
    SelfTradePreventionMode,
    Side,
    TimeInForce,
    WorkingFloor,
)

__all__ = [
    "CancelledOrder",
    "Conditional",
    "Fill",
    "NewOrderAck",
    "NewOrderRespType",
    "NewOrderResult",
    "Order",
    "OrderName",
    "OrderState",
    "OrderStatus",
    "OrderType",
    "SelfTradePreventionMode",
    "Side",
    "TimeInForce",
    "Trade",
]


class OrderName(Model):
    """Which order: Binance's number of it, and the name it was given."""

    symbol: str
    order_id: int
    client_order_id: str


class Conditional(Model):
    """What is told of an order only where it applies: of an iceberg, a trailing stop, a peg."""

    working_time: MillisOrNever = None
    """When it came onto the book; None while it waits to be triggered."""
    self_trade_prevention_mode: SelfTradePreventionMode | None = None
    iceberg_qty: Decimal | None = None
    stop_price: Decimal | None = None
    trailing_delta: int | None = None
    """In basis points."""
    trailing_time: MillisOrNever = None
    """When the order began to trail the market; None before."""
    strategy_id: int | None = None
    strategy_type: int | None = None
    prevented_match_id: int | None = None
    prevented_quantity: Decimal | None = None
    used_sor: bool | None = None
    working_floor: WorkingFloor | None = None
    peg_price_type: PegPriceType | None = None
    peg_offset_type: PegOffsetType | None = None
    peg_offset_value: int | None = None
    pegged_price: Decimal | None = None
    expiry_reason: str | None = None


class OrderState(OrderName, Conditional, MayBeListed):
    """What every answer about an order tells."""

    order_list_id: int = -1
    side: Side
    type: OrderType
    status: OrderStatus
    price: Decimal
    orig_qty: Decimal
    executed_qty: Decimal
    cummulative_quote_qty: Decimal  # Binance's spelling
    orig_quote_order_qty: Decimal = Decimal(0)
    time_in_force: TimeInForce

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
    """One trade that a new order made at once; `trade_id` is -1 where routing made it."""

    price: Decimal
    qty: Decimal
    commission: Decimal
    commission_asset: str
    trade_id: int
    match_type: str | None = None
    alloc_id: int | None = None


class NewOrderAck(OrderName):
    """The shortest answer to a new order: that Binance has it, and nothing of what became of it."""

    order_list_id: int = -1
    transact_time: Millis


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
