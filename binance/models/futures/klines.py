"""Candles of prices that nobody trades at; those of trades are as on spot."""

from decimal import Decimal
from typing import Any

from pydantic import model_validator

from binance.models.base import Millis, Model


class PriceKline(Model):
    """One candle of an index price, a mark price or a premium."""

    open_time: Millis
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    close_time: Millis

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, data: Any) -> Any:
        # Nothing is traded at these prices, so that volumes and what follows them are unused.
        if not isinstance(data, list):
            return data
        return dict(zip(cls.model_fields, data[:5] + data[6:7], strict=False))
