"""Events of the market streams and of the user streams."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Event, Millis, OpenEnum
from binance.models.market import Interval
from binance.models.orders import OrderStatus, OrderType, Side, TimeInForce


class MiniTicker(Event):
    """Rolling 24-hour statistics of one symbol, about once a second."""

    event_time: Millis = Field(alias="E")
    symbol: str = Field(alias="s")
    close: Decimal = Field(alias="c")
    open: Decimal = Field(alias="o")
    high: Decimal = Field(alias="h")
    low: Decimal = Field(alias="l")
    volume: Decimal = Field(alias="v")
    quote_volume: Decimal = Field(alias="q")


class StreamKline(Event):
    """A candle as it stands; `closed` says that it will not change any more."""

    open_time: Millis = Field(alias="t")
    close_time: Millis = Field(alias="T")
    symbol: str = Field(alias="s")
    interval: Interval = Field(alias="i")
    open: Decimal = Field(alias="o")
    high: Decimal = Field(alias="h")
    low: Decimal = Field(alias="l")
    close: Decimal = Field(alias="c")
    volume: Decimal = Field(alias="v")
    number_of_trades: int = Field(alias="n")
    closed: bool = Field(alias="x")
    quote_asset_volume: Decimal = Field(alias="q")


class KlineEvent(Event):
    event_time: Millis = Field(alias="E")
    symbol: str = Field(alias="s")
    kline: StreamKline = Field(alias="k")


class AggTradeEvent(Event):
    """Trades of one taker order at one price; ids of a symbol have no gaps."""

    event_time: Millis = Field(alias="E")
    symbol: str = Field(alias="s")
    agg_trade_id: int = Field(alias="a")
    price: Decimal = Field(alias="p")
    qty: Decimal = Field(alias="q")
    first_trade_id: int = Field(alias="f")
    last_trade_id: int = Field(alias="l")
    time: Millis = Field(alias="T")
    is_buyer_maker: bool = Field(alias="m")


class ExecutionType(OpenEnum):
    NEW = "NEW"
    CANCELED = "CANCELED"
    REPLACED = "REPLACED"
    REJECTED = "REJECTED"
    TRADE = "TRADE"
    EXPIRED = "EXPIRED"
    TRADE_PREVENTION = "TRADE_PREVENTION"


class ExecutionReport(Event):
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
    expiry_reason: str | None = Field(None, alias="eR")

    @property
    def order_client_id(self) -> str:
        """The id the order was placed under; a cancellation brings an id of its own."""
        return self.orig_client_order_id or self.client_order_id

    @property
    def average_price(self) -> Decimal | None:
        """What was paid per unit so far; None before the first fill."""
        return self.cummulative_quote_qty / self.executed_qty if self.executed_qty > 0 else None


class PositionBalance(Event):
    asset: str = Field(alias="a")
    free: Decimal = Field(alias="f")
    locked: Decimal = Field(alias="l")


class AccountPosition(Event):
    """Balances that may have changed; others are as they were."""

    event_time: Millis = Field(alias="E")
    last_update: Millis = Field(alias="u")
    balances: tuple[PositionBalance, ...] = Field(alias="B")


class BalanceUpdate(Event):
    """A deposit, withdrawal or transfer; `delta` may be negative."""

    event_time: Millis = Field(alias="E")
    asset: str = Field(alias="a")
    delta: Decimal = Field(alias="d")
    clear_time: Millis = Field(alias="T")


class ListedOrder(Event):
    symbol: str = Field(alias="s")
    order_id: int = Field(alias="i")
    client_order_id: str = Field(alias="c")


class ListStatus(Event):
    """Something happened to a list of orders, such as an OCO."""

    event_time: Millis = Field(alias="E")
    symbol: str = Field(alias="s")
    order_list_id: int = Field(alias="g")
    contingency_type: str = Field(alias="c")
    list_status_type: str = Field(alias="l")
    list_order_status: str = Field(alias="L")
    list_reject_reason: str = Field(alias="r")
    list_client_order_id: str = Field(alias="C")
    transact_time: Millis = Field(alias="T")
    orders: tuple[ListedOrder, ...] = Field(alias="O")


class ExternalLockUpdate(Event):
    """Part of a balance was locked or freed from outside, for example as collateral."""

    event_time: Millis = Field(alias="E")
    asset: str = Field(alias="a")
    delta: Decimal = Field(alias="d")
    transact_time: Millis = Field(alias="T")
