"""Conditional orders: they wait in a store of their own and become orders when triggered."""

from decimal import Decimal

from binance.models.base import Millis, MillisOrNever, Model, OrBlank
from binance.models.futures.answers import Done
from binance.models.futures.terms import (
    AlgoStatus,
    AlgoType,
    OrderType,
    PositionSide,
    PriceMatch,
    SelfTradePreventionMode,
    TimeInForce,
    WorkingType,
)
from binance.models.order_terms import Side


class AlgoOrderState(Model):
    """What every answer about a conditional order tells."""

    algo_id: int
    client_algo_id: str
    algo_type: AlgoType
    order_type: OrderType
    symbol: str
    side: Side
    position_side: PositionSide
    time_in_force: TimeInForce
    quantity: Decimal
    algo_status: AlgoStatus
    trigger_price: Decimal
    price: Decimal
    iceberg_quantity: OrBlank[Decimal] = None
    self_trade_prevention_mode: SelfTradePreventionMode
    working_type: WorkingType
    price_match: PriceMatch
    close_position: bool
    price_protect: bool
    reduce_only: bool
    activate_price: OrBlank[Decimal] = None
    callback_rate: OrBlank[Decimal] = None
    create_time: Millis
    update_time: Millis
    trigger_time: MillisOrNever
    good_till_date: MillisOrNever


class AlgoOrder(AlgoOrderState):
    """A conditional order as a query tells it; once triggered, `actual_order_id` is its order's."""

    actual_order_id: OrBlank[int]
    actual_price: Decimal
    actual_type: OrBlank[OrderType] = None
    actual_qty: OrBlank[Decimal] = None
    tp_order_type: OrBlank[OrderType] = None
    tp_trigger_price: Decimal | None = None
    tp_price: Decimal | None = None
    sl_trigger_price: Decimal | None = None
    sl_price: Decimal | None = None


class CancelledAlgoOrder(Done):
    """The answer to a cancellation."""

    algo_id: int
    client_algo_id: str
