"""What spot's market streams say, but for candles and for what is told thousands of times."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Event, Millis


class BlockTrade(Event):
    """A trade agreed upon outside the book; its ids are a series of their own."""

    event_time: Millis = Field(alias="E")
    symbol: str = Field(alias="s")
    trade_id: int = Field(alias="t")
    price: Decimal = Field(alias="p")
    qty: Decimal = Field(alias="q")
    time: Millis = Field(alias="T")
    is_buyer_maker: bool = Field(alias="m")


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


class WindowTicker(MiniTicker):
    """Statistics of a window of time."""

    price_change: Decimal = Field(alias="p")
    price_change_percent: Decimal = Field(alias="P")
    weighted_avg_price: Decimal = Field(alias="w")
    open_time: Millis = Field(alias="O")
    close_time: Millis = Field(alias="C")
    first_id: int = Field(alias="F")
    last_id: int = Field(alias="L")
    count: int = Field(alias="n")


class RollingTicker(WindowTicker):
    """Statistics of a window that opens on a full minute, so that it may be a minute too wide.

    `event_type` says how wide: 1hTicker, 4hTicker or 1dTicker.
    """

    event_type: str = Field(alias="e")


class Ticker(WindowTicker):
    """Rolling 24-hour statistics of one symbol, and the best offers of now."""

    prev_close_price: Decimal = Field(alias="x")  # of the trade before the window
    last_qty: Decimal = Field(alias="Q")
    bid_price: Decimal = Field(alias="b")
    bid_qty: Decimal = Field(alias="B")
    ask_price: Decimal = Field(alias="a")
    ask_qty: Decimal = Field(alias="A")


class AvgPrice(Event):
    """Average price over an interval such as 5m, by which filters measure a market order."""

    event_time: Millis = Field(alias="E")
    symbol: str = Field(alias="s")
    interval: str = Field(alias="i")
    price: Decimal = Field(alias="w")
    last_trade_time: Millis = Field(alias="T")


class ReferencePrice(Event):
    """The price that filters and execution rules measure by; None while there is none."""

    symbol: str = Field(alias="s")
    reference_price: Decimal | None = Field(alias="r")
    timestamp: Millis = Field(alias="t")
