"""Candles as they run; spot and futures tell those of trades alike."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Event, Millis
from binance.models.futures.terms import ContractType
from binance.models.market import Interval


class Candle(Event):
    """A candle as it stands; `closed` says that it will not change any more."""

    open_time: Millis = Field(alias="t")
    close_time: Millis = Field(alias="T")
    interval: Interval = Field(alias="i")
    open: Decimal = Field(alias="o")
    high: Decimal = Field(alias="h")
    low: Decimal = Field(alias="l")
    close: Decimal = Field(alias="c")
    closed: bool = Field(alias="x")


class TradedKline(Candle):
    """A candle of trades, with the ids of the first and the last; -1 while there is none.

    Of a COIN-M contract `volume` is contracts, and what is named after the quote asset is coin.
    """

    first_trade_id: int = Field(alias="f")
    last_trade_id: int = Field(alias="L")
    number_of_trades: int = Field(alias="n")
    volume: Decimal = Field(alias="v")
    quote_asset_volume: Decimal = Field(alias="q")
    taker_buy_base_asset_volume: Decimal = Field(alias="V")
    taker_buy_quote_asset_volume: Decimal = Field(alias="Q")


class StreamKline(TradedKline):
    """A candle of one symbol."""

    symbol: str = Field(alias="s")


class KlineEvent(Event):
    event_time: Millis = Field(alias="E")
    symbol: str = Field(alias="s")
    kline: StreamKline = Field(alias="k")


class ContinuousKlineEvent(Event):
    """A candle of whichever contract of a pair is the perpetual, or the current or next quarter."""

    event_time: Millis = Field(alias="E")
    pair: str = Field(alias="ps")
    contract_type: ContractType = Field(alias="ct")
    kline: TradedKline = Field(alias="k")


class PriceKline(Candle):
    """A candle of a price that nobody trades at, from its first to its latest reading."""

    first_time: Millis = Field(alias="f")
    last_time: Millis = Field(alias="L")
    number_of_readings: int = Field(alias="n")


class MarkPriceKline(PriceKline):
    symbol: str = Field(alias="s")


class IndexPriceKlineEvent(Event):
    event_time: Millis = Field(alias="E")
    pair: str = Field(alias="ps")
    kline: PriceKline = Field(alias="k")


class MarkPriceKlineEvent(Event):
    event_time: Millis = Field(alias="E")
    pair: str = Field(alias="ps")
    kline: MarkPriceKline = Field(alias="k")
