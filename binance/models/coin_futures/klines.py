"""Candles of COIN-M contracts."""

from decimal import Decimal
from typing import Any

from pydantic import model_validator

from binance.models.base import Millis, Model


class Kline(Model):
    """One candle of a contract; the order of the fields is the order of Binance's list.

    `volume` is contracts and `base_asset_volume` coin. Where a USD-M symbol was asked for, the
    list is the same, but these two are its base and quote assets.
    """

    open_time: Millis
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal
    close_time: Millis
    base_asset_volume: Decimal
    number_of_trades: int
    taker_buy_volume: Decimal
    taker_buy_base_asset_volume: Decimal

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, data: Any) -> Any:
        # The twelfth value is documented as unused.
        return dict(zip(cls.model_fields, data, strict=False)) if isinstance(data, list) else data
