"""What happened to orders of a futures account, of either venue."""

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from binance.models.base import Event, Millis, MillisOrNever, OpenEnum, OrBlank
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
from binance.models.order_terms import OrderStatus, Side


class ContractExecutionType(OpenEnum):
    """CALCULATED is a liquidation or a deleveraging: nobody asked for it."""

    NEW = "NEW"
    CANCELED = "CANCELED"
    CALCULATED = "CALCULATED"
    EXPIRED = "EXPIRED"
    TRADE = "TRADE"
    AMENDMENT = "AMENDMENT"


class OrderUpdate(Event):
    """An order after something happened to it.

    `orig_type` is the type it was placed as. The stop price of a trailing stop means nothing;
    `activate_price` and `callback_rate` are of trailing stops only. Of COIN-M, quantities are
    contracts, and what waits on each side (`bids`, `asks`) is a quantity instead of a value.
    """

    symbol: str = Field(alias="s")
    client_order_id: str = Field(alias="c")
    side: Side = Field(alias="S")
    position_side: PositionSide = Field(alias="ps")
    type: OrderType = Field(alias="o")
    orig_type: OrderType = Field(alias="ot")
    time_in_force: TimeInForce = Field(alias="f")
    orig_qty: Decimal = Field(alias="q")
    price: Decimal = Field(alias="p")
    avg_price: Decimal = Field(alias="ap")
    stop_price: Decimal = Field(alias="sp")
    execution_type: ContractExecutionType = Field(alias="x")
    status: OrderStatus = Field(alias="X")
    order_id: int = Field(alias="i")
    modify_id: OrBlank[int] = Field(None, alias="M")
    last_executed_qty: Decimal = Field(alias="l")
    executed_qty: Decimal = Field(alias="z")
    last_executed_price: Decimal = Field(alias="L")
    margin_asset: OrBlank[str] = Field(None, alias="ma")
    commission_asset: OrBlank[str] = Field(None, alias="N")
    commission: Decimal = Field(Decimal(0), alias="n")
    time: Millis = Field(alias="T")
    trade_id: int = Field(alias="t")
    realized_profit: Decimal = Field(Decimal(0), alias="rp")
    bids: Decimal = Field(Decimal(0), alias="b")
    asks: Decimal = Field(Decimal(0), alias="a")
    is_maker: bool = Field(alias="m")
    reduce_only: bool = Field(alias="R")
    working_type: WorkingType = Field(alias="wt")
    close_position: bool = Field(False, alias="cp")
    activate_price: Decimal | None = Field(None, alias="AP")
    callback_rate: Decimal | None = Field(None, alias="cr")
    price_protect: bool = Field(False, alias="pP")
    self_trade_prevention_mode: SelfTradePreventionMode | None = Field(None, alias="V")
    price_match: PriceMatch | None = Field(None, alias="pm")
    good_till_date: MillisOrNever = Field(None, alias="gtd")
    expiry_reason: OrBlank[str] = Field(None, alias="er")

    @property
    def average_price(self) -> Decimal | None:
        """What was paid per unit so far; None before the first fill."""
        return self.avg_price if self.executed_qty > 0 else None


class OrderTradeUpdate(Event):
    """Something happened to an order of the account."""

    event_time: Millis = Field(alias="E")
    transaction_time: Millis = Field(alias="T")
    account_alias: str | None = Field(None, alias="i")
    order: OrderUpdate = Field(alias="o")


class TradeLite(Event):
    """A fill, told sooner and shorter than by `OrderTradeUpdate`, which tells of it too."""

    event_time: Millis = Field(alias="E")
    transaction_time: Millis = Field(alias="T")
    symbol: str = Field(alias="s")
    orig_qty: Decimal = Field(alias="q")
    price: Decimal = Field(alias="p")
    is_maker: bool = Field(alias="m")
    client_order_id: str = Field(alias="c")
    side: Side = Field(alias="S")
    last_executed_price: Decimal = Field(alias="L")
    last_executed_qty: Decimal = Field(alias="l")
    trade_id: int = Field(alias="t")
    order_id: int = Field(alias="i")


def _from_none_yet(value: object) -> object:
    return None if value in ("", "0") else value


class AlgoOrderUpdate(Event):
    """A conditional order after something happened to it.

    What it became once it was triggered is in `order_id`, `actual_type`, `avg_price` and
    `executed_qty`; why that failed, in `reject_reason`.
    """

    client_algo_id: str = Field(alias="caid")
    algo_id: int = Field(alias="aid")
    algo_type: AlgoType = Field(alias="at")
    order_type: OrderType = Field(alias="o")
    symbol: str = Field(alias="s")
    side: Side = Field(alias="S")
    position_side: PositionSide = Field(alias="ps")
    time_in_force: TimeInForce = Field(alias="f")
    quantity: Decimal = Field(alias="q")
    algo_status: AlgoStatus = Field(alias="X")
    order_id: OrBlank[int] = Field(None, alias="ai")
    avg_price: OrBlank[Decimal] = Field(None, alias="ap")
    executed_qty: OrBlank[Decimal] = Field(None, alias="aq")
    actual_type: Annotated[OrderType | None, BeforeValidator(_from_none_yet)] = Field(
        None, alias="act"
    )
    trigger_price: Decimal = Field(alias="tp")
    price: Decimal = Field(alias="p")
    self_trade_prevention_mode: SelfTradePreventionMode = Field(alias="V")
    working_type: WorkingType = Field(alias="wt")
    price_match: PriceMatch = Field(alias="pm")
    close_position: bool = Field(alias="cp")
    price_protect: bool = Field(alias="pP")
    reduce_only: bool = Field(alias="R")
    trigger_time: MillisOrNever = Field(None, alias="tt")
    good_till_date: MillisOrNever = Field(None, alias="gtd")
    reject_reason: OrBlank[str] = Field(None, alias="rm")
    is_activated: bool | None = Field(None, alias="ia")  # of trailing stops


class AlgoUpdate(Event):
    """Something happened to a conditional order of the account."""

    event_time: Millis = Field(alias="E")
    transaction_time: Millis = Field(alias="T")
    order: AlgoOrderUpdate = Field(alias="o")


class RejectedTrigger(Event):
    symbol: str = Field(alias="s")
    order_id: int = Field(alias="i")
    reason: str = Field(alias="r")


class ConditionalOrderTriggerReject(Event):
    """A triggered order was refused; since December 2025 `AlgoUpdate` says so instead."""

    event_time: Millis = Field(alias="E")
    sent_time: Millis = Field(alias="T")
    order: RejectedTrigger = Field(alias="or")
