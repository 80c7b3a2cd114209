"""What the market streams of USD-M and COIN-M say of contracts.

Streams of all contracts mix both venues since they were joined: `symbol_type` tells them apart.
"""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Event, Millis, MillisOrNever, OpenIntEnum, OrBlank
from binance.models.futures.terms import ContractStatus, ContractType, OrderType, TimeInForce
from binance.models.order_terms import OrderStatus, Side


class SymbolType(OpenIntEnum):
    """Which venue a contract is traded on."""

    USDM = 1
    COINM = 2


class ContractEvent(Event):
    """An event of either venue; streams of a single symbol may leave the last two out."""

    event_time: Millis = Field(alias="E")
    pair: str | None = Field(None, alias="ps")
    symbol_type: SymbolType | None = Field(None, alias="st")


class MiniTicker(ContractEvent):
    """Rolling 24-hour statistics; of COIN-M, volumes are contracts and (`quote_volume`) coin."""

    symbol: str = Field(alias="s")
    close: Decimal = Field(alias="c")
    open: Decimal = Field(alias="o")
    high: Decimal = Field(alias="h")
    low: Decimal = Field(alias="l")
    volume: Decimal = Field(alias="v")
    quote_volume: Decimal = Field(alias="q")


class Ticker(MiniTicker):
    """Rolling 24-hour statistics; there are no best offers in it, unlike spot's."""

    price_change: Decimal = Field(alias="p")
    price_change_percent: Decimal = Field(alias="P")
    weighted_avg_price: Decimal = Field(alias="w")
    last_qty: Decimal = Field(alias="Q")
    open_time: Millis = Field(alias="O")
    close_time: Millis = Field(alias="C")
    first_id: int = Field(alias="F")
    last_id: int = Field(alias="L")
    count: int = Field(alias="n")


class MarkPrice(ContractEvent):
    """Mark and index price; contracts with a delivery have no funding rate and no time of it.

    The settle price means something only in the last hour before a settlement. The average is
    the mark price's moving one, and told by USD-M alone.
    """

    symbol: str = Field(alias="s")
    mark_price: Decimal = Field(alias="p")
    average_mark_price: Decimal | None = Field(None, alias="ap")
    index_price: Decimal = Field(alias="i")
    estimated_settle_price: Decimal = Field(alias="P")
    funding_rate: OrBlank[Decimal] = Field(alias="r")
    next_funding_time: MillisOrNever = Field(alias="T")


class ForcedOrder(Event):
    """The order by which a position was closed for its owner."""

    symbol: str = Field(alias="s")
    pair: str | None = Field(None, alias="ps")
    side: Side = Field(alias="S")
    type: OrderType = Field(alias="o")
    time_in_force: TimeInForce = Field(alias="f")
    orig_qty: Decimal = Field(alias="q")
    price: Decimal = Field(alias="p")
    average_price: Decimal = Field(alias="ap")
    status: OrderStatus = Field(alias="X")
    last_executed_qty: Decimal = Field(alias="l")
    executed_qty: Decimal = Field(alias="z")
    time: Millis = Field(alias="T")


class ForceOrder(ContractEvent):
    """A liquidation: of each symbol only the latest one of a second is told."""

    order: ForcedOrder = Field(alias="o")


class Bracket(Event):
    """How high leverage may be for positions of a size, and what they must keep as margin."""

    bracket: int = Field(alias="bs")
    notional_floor: Decimal = Field(alias="bnf")
    notional_cap: Decimal = Field(alias="bnc")
    maint_margin_ratio: Decimal = Field(alias="mmr")
    cum: Decimal = Field(alias="cf")  # taken off the maintenance margin
    min_leverage: int = Field(alias="mi")
    max_leverage: int = Field(alias="ma")


class ContractInfo(ContractEvent):
    """A contract was listed, settled or changed; `brackets` are told only where they changed."""

    symbol: str = Field(alias="s")
    contract_type: ContractType = Field(alias="ct")
    delivery_date: Millis = Field(alias="dt")
    onboard_date: Millis = Field(alias="ot")
    contract_status: ContractStatus = Field(alias="cs")
    brackets: tuple[Bracket, ...] | None = Field(None, alias="bks")
