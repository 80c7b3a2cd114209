"""Orders of the futures and their executions."""

from decimal import Decimal

from binance.models.base import Millis, MillisOrNever, Model
from binance.models.futures.terms import (
    OrderType,
    PositionSide,
    PriceMatch,
    SelfTradePreventionMode,
    TimeInForce,
    WorkingType,
)
from binance.models.order_terms import OrderStatus, Side


class OrderState(Model):
    """What every answer about an order tells.

    `orig_type` is the type it was placed as: a conditional order that was triggered has become
    another. `activate_price` and `price_rate` are of trailing stops only.
    """

    symbol: str
    pair: str | None = None
    order_id: int
    client_order_id: str
    side: Side
    position_side: PositionSide
    type: OrderType
    orig_type: OrderType
    status: OrderStatus
    time_in_force: TimeInForce
    price: Decimal
    orig_qty: Decimal
    executed_qty: Decimal
    reduce_only: bool
    close_position: bool
    stop_price: Decimal
    working_type: WorkingType
    activate_price: Decimal | None = None
    price_rate: Decimal | None = None
    price_protect: bool = False
    price_match: PriceMatch = PriceMatch.NONE
    self_trade_prevention_mode: SelfTradePreventionMode = SelfTradePreventionMode.NONE
    good_till_date: MillisOrNever = None
    update_time: Millis


class PlacedOrder(OrderState):
    """The answer to placing, modifying or cancelling an order: it does not tell the price paid.

    That is in `Order`, in the account's trades and in the user stream.
    """

    cum_qty: Decimal
    modify_id: int | None = None


class TestedOrder(PlacedOrder):
    """An order that would have been accepted."""

    avg_price: Decimal
    cum_quote: Decimal


class Order(OrderState):
    """An order as a query tells it."""

    time: Millis
    avg_price: Decimal
    cum_quote: Decimal
    cum_base: Decimal | None = None

    @property
    def average_price(self) -> Decimal | None:
        """What was paid per unit; None before the first fill."""
        return self.avg_price if self.executed_qty > 0 else None


class Change(Model):
    """A number before and after."""

    before: Decimal
    after: Decimal


class Changes(Model):
    """What one modification changed; `count` is how many there have been."""

    price: Change
    orig_qty: Change
    count: int
    modify_id: int | None = None


class Amendment(Model):
    """One modification of an order."""

    amendment_id: int
    symbol: str
    pair: str
    order_id: int
    client_order_id: str
    time: Millis
    amendment: Changes


class Trade(Model):
    """A trade of one's own account; a loss is a negative `realized_pnl`, fees not counted."""

    symbol: str
    pair: str | None = None
    id: int
    order_id: int
    side: Side
    position_side: PositionSide
    price: Decimal
    qty: Decimal
    base_qty: Decimal | None = None
    quote_qty: Decimal
    realized_pnl: Decimal
    margin_asset: str | None = None
    commission: Decimal
    commission_asset: str
    time: Millis
    buyer: bool
    maker: bool
