"""The parameters of the orders within a list, each under the prefix that Binance gives it."""

from pydantic import BaseModel, Field

from binance.models.order_terms import (
    NewOrderRespType,
    OrderType,
    PegOffsetType,
    PegPriceType,
    SelfTradePreventionMode,
    Side,
    TimeInForce,
)
from binance.parameters import Amount, BasisPoints, ClientOrderId, new_client_order_id
from binance.private.spot.terms import PegLevel, StrategyType


class ListFields(BaseModel):
    """What every list has; its name is none of its orders' names."""

    symbol: str
    list_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)
    new_order_resp_type: NewOrderRespType = NewOrderRespType.FULL
    self_trade_prevention_mode: SelfTradePreventionMode | None = None


class AboveAndBelow(BaseModel):
    """A pair: one order above the market, one below, of which one cancels the other."""

    above_type: OrderType
    above_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)
    above_time_in_force: TimeInForce | None = None
    above_price: Amount | None = None
    above_stop_price: Amount | None = None
    above_trailing_delta: BasisPoints | None = None
    above_iceberg_qty: Amount | None = None
    above_strategy_id: int | None = None
    above_strategy_type: StrategyType | None = None
    above_peg_price_type: PegPriceType | None = None
    above_peg_offset_type: PegOffsetType | None = None
    above_peg_offset_value: PegLevel | None = None
    below_type: OrderType
    below_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)
    below_time_in_force: TimeInForce | None = None
    below_price: Amount | None = None
    below_stop_price: Amount | None = None
    below_trailing_delta: BasisPoints | None = None
    below_iceberg_qty: Amount | None = None
    below_strategy_id: int | None = None
    below_strategy_type: StrategyType | None = None
    below_peg_price_type: PegPriceType | None = None
    below_peg_offset_type: PegOffsetType | None = None
    below_peg_offset_value: PegLevel | None = None


class WorkingOrder(BaseModel):
    """The order that goes onto the book at once; the others wait until it is wholly filled."""

    working_side: Side
    working_quantity: Amount
    working_type: OrderType
    working_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)
    working_time_in_force: TimeInForce | None = None
    working_price: Amount
    working_iceberg_qty: Amount | None = None
    working_strategy_id: int | None = None
    working_strategy_type: StrategyType | None = None
    working_peg_price_type: PegPriceType | None = None
    working_peg_offset_type: PegOffsetType | None = None
    working_peg_offset_value: PegLevel | None = None


class PendingOrder(BaseModel):
    """The order that waits."""

    pending_side: Side
    pending_type: OrderType
    pending_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)
    pending_time_in_force: TimeInForce | None = None
    pending_price: Amount | None = None
    pending_stop_price: Amount | None = None
    pending_trailing_delta: BasisPoints | None = None
    pending_iceberg_qty: Amount | None = None
    pending_strategy_id: int | None = None
    pending_strategy_type: StrategyType | None = None
    pending_peg_price_type: PegPriceType | None = None
    pending_peg_offset_type: PegOffsetType | None = None
    pending_peg_offset_value: PegLevel | None = None


class PendingPair(BaseModel):
    """Two orders that wait, and of which one will cancel the other."""

    pending_side: Side
    pending_above_type: OrderType
    pending_above_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)
    pending_above_time_in_force: TimeInForce | None = None
    pending_above_price: Amount | None = None
    pending_above_stop_price: Amount | None = None
    pending_above_trailing_delta: BasisPoints | None = None
    pending_above_iceberg_qty: Amount | None = None
    pending_above_strategy_id: int | None = None
    pending_above_strategy_type: StrategyType | None = None
    pending_above_peg_price_type: PegPriceType | None = None
    pending_above_peg_offset_type: PegOffsetType | None = None
    pending_above_peg_offset_value: PegLevel | None = None
    pending_below_type: OrderType
    pending_below_client_order_id: ClientOrderId = Field(default_factory=new_client_order_id)
    pending_below_time_in_force: TimeInForce | None = None
    pending_below_price: Amount | None = None
    pending_below_stop_price: Amount | None = None
    pending_below_trailing_delta: BasisPoints | None = None
    pending_below_iceberg_qty: Amount | None = None
    pending_below_strategy_id: int | None = None
    pending_below_strategy_type: StrategyType | None = None
    pending_below_peg_price_type: PegPriceType | None = None
    pending_below_peg_offset_type: PegOffsetType | None = None
    pending_below_peg_offset_value: PegLevel | None = None
