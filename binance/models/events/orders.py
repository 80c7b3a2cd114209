"""What happened to orders of a spot or margin account."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Event, Millis, MillisOrNever, OpenEnum
from binance.models.order_terms import (
    ContingencyType,
    ListOrderStatus,
    ListStatusType,
    MayBeListed,
    OrderStatus,
    OrderType,
    PegOffsetType,
    PegPriceType,
    SelfTradePreventionMode,
    Side,
    TimeInForce,
    WorkingFloor,
)


class ExecutionType(OpenEnum):
    NEW = "NEW"
    CANCELED = "CANCELED"
    REPLACED = "REPLACED"
    REJECTED = "REJECTED"
    TRADE = "TRADE"
    EXPIRED = "EXPIRED"
    TRADE_PREVENTION = "TRADE_PREVENTION"


class Conditional(Event):
    """What is told of an order only where it applies: of an iceberg, a trailing stop, a peg."""

    working_time: MillisOrNever = Field(None, alias="W")
    """When it came onto the book; None while it waits to be triggered."""
    self_trade_prevention_mode: SelfTradePreventionMode | None = Field(None, alias="V")
    iceberg_qty: Decimal | None = Field(None, alias="F")
    trailing_delta: int | None = Field(None, alias="d")
    """In basis points."""
    trailing_time: MillisOrNever = Field(None, alias="D")
    """When the order began to trail the market; None before."""
    strategy_id: int | None = Field(None, alias="j")
    strategy_type: int | None = Field(None, alias="J")
    used_sor: bool | None = Field(None, alias="uS")
    working_floor: WorkingFloor | None = Field(None, alias="k")
    peg_price_type: PegPriceType | None = Field(None, alias="gP")
    peg_offset_type: PegOffsetType | None = Field(None, alias="gOT")
    peg_offset_value: int | None = Field(None, alias="gOV")
    pegged_price: Decimal | None = Field(None, alias="gp")
    expiry_reason: str | None = Field(None, alias="eR")


class Prevention(Event):
    """What is told of a trade of an account with itself that did not happen."""

    prevented_match_id: int | None = Field(None, alias="v")
    prevented_quantity: Decimal | None = Field(None, alias="A")
    last_prevented_quantity: Decimal | None = Field(None, alias="B")
    trade_group_id: int | None = Field(None, alias="u")
    counter_order_id: int | None = Field(None, alias="U")
    counter_symbol: str | None = Field(None, alias="Cs")
    prevented_execution_quantity: Decimal | None = Field(None, alias="pl")
    prevented_execution_price: Decimal | None = Field(None, alias="pL")
    prevented_execution_quote_qty: Decimal | None = Field(None, alias="pY")


class ExecutionReport(Conditional, Prevention, MayBeListed):
    """Something happened to an order of the account."""

    event_time: Millis = Field(alias="E")
    symbol: str = Field(alias="s")
    client_order_id: str = Field(alias="c")
    orig_client_order_id: str = Field("", alias="C")
    side: Side = Field(alias="S")
    type: OrderType = Field(alias="o")
    time_in_force: TimeInForce = Field(alias="f")
    orig_qty: Decimal = Field(alias="q")
    price: Decimal = Field(alias="p")
    stop_price: Decimal = Field(Decimal(0), alias="P")
    execution_type: ExecutionType = Field(alias="x")
    status: OrderStatus = Field(alias="X")
    reject_reason: str = Field("NONE", alias="r")
    order_id: int = Field(alias="i")
    order_list_id: int = Field(-1, alias="g")
    last_executed_qty: Decimal = Field(alias="l")
    executed_qty: Decimal = Field(alias="z")
    last_executed_price: Decimal = Field(alias="L")
    commission: Decimal = Field(alias="n")
    commission_asset: str | None = Field(None, alias="N")
    transact_time: Millis = Field(alias="T")
    trade_id: int = Field(alias="t")
    execution_id: int | None = Field(None, alias="I")
    is_working: bool = Field(alias="w")
    is_maker: bool = Field(alias="m")
    order_time: Millis = Field(alias="O")
    cummulative_quote_qty: Decimal = Field(alias="Z")
    last_quote_qty: Decimal = Field(Decimal(0), alias="Y")
    quote_order_qty: Decimal = Field(Decimal(0), alias="Q")
    match_type: str | None = Field(None, alias="b")
    allocation_id: int | None = Field(None, alias="a")

    @property
    def order_client_id(self) -> str:
        """The id the order was placed under; a cancellation brings an id of its own."""
        return self.orig_client_order_id or self.client_order_id

    @property
    def average_price(self) -> Decimal | None:
        """What was paid per unit so far; None before the first fill."""
        return self.cummulative_quote_qty / self.executed_qty if self.executed_qty > 0 else None


class ListedOrder(Event):
    symbol: str = Field(alias="s")
    order_id: int = Field(alias="i")
    client_order_id: str = Field(alias="c")


class ListStatus(Event):
    """Something happened to a list of orders, such as an OCO."""

    event_time: Millis = Field(alias="E")
    symbol: str = Field(alias="s")
    order_list_id: int = Field(alias="g")
    contingency_type: ContingencyType = Field(alias="c")
    list_status_type: ListStatusType = Field(alias="l")
    list_order_status: ListOrderStatus = Field(alias="L")
    list_reject_reason: str = Field(alias="r")
    list_client_order_id: str = Field(alias="C")
    transact_time: Millis = Field(alias="T")
    orders: tuple[ListedOrder, ...] = Field(alias="O")
