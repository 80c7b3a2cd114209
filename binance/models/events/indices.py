"""What contracts are measured by: indices, rates of margin assets, sessions of other markets."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Event, Millis
from binance.models.futures.risk import SessionType


class IndexPrice(Event):
    """The price of a pair on the exchanges that its index is made of."""

    event_time: Millis = Field(alias="E")
    pair: str = Field(alias="i")
    index_price: Decimal = Field(alias="p")


class IndexPart(Event):
    """One asset's part in a composite index."""

    base_asset: str = Field(alias="b")
    quote_asset: str = Field(alias="q")
    weight_in_quantity: Decimal = Field(alias="w")
    weight_in_percentage: Decimal = Field(alias="W")
    index_price: Decimal = Field(alias="i")


class CompositeIndex(Event):
    """The price of a symbol that stands for many assets, and of each of them."""

    event_time: Millis = Field(alias="E")
    symbol: str = Field(alias="s")
    price: Decimal = Field(alias="p")
    component: str = Field(alias="C")
    composition: tuple[IndexPart, ...] = Field(alias="c")


class AssetIndex(Event):
    """What an asset counts as margin: its price in USD, less a buffer."""

    event_time: Millis = Field(alias="E")
    symbol: str = Field(alias="s")
    index: Decimal = Field(alias="i")
    bid_buffer: Decimal = Field(alias="b")
    ask_buffer: Decimal = Field(alias="a")
    bid_rate: Decimal = Field(alias="B")
    ask_rate: Decimal = Field(alias="A")
    auto_exchange_bid_buffer: Decimal = Field(alias="q")
    auto_exchange_ask_buffer: Decimal = Field(alias="g")
    auto_exchange_bid_rate: Decimal = Field(alias="Q")
    auto_exchange_ask_rate: Decimal = Field(alias="G")


class TradingSession(Event):
    """The session of a market behind TradFi contracts; `event_type` names it: EquityUpdate..."""

    event_type: str = Field(alias="e")
    event_time: Millis = Field(alias="E")
    start_time: Millis = Field(alias="t")
    end_time: Millis = Field(alias="T")
    session_type: SessionType = Field(alias="S")
