"""Is it there, what time is it, what is listed."""

from typing import Any

from binance.models.coin_futures import contracts
from binance.models.market import ServerTime
from binance.request import Public


class Ping(Public[dict[str, Any]], endpoint="GET /dapi/v1/ping"):
    """Whether COIN-M answers at all."""


class Time(Public[ServerTime], endpoint="GET /dapi/v1/time"):
    """The clock that COIN-M's requests are signed for."""


class ExchangeInfo(Public[contracts.ExchangeInfo], endpoint="GET /dapi/v1/exchangeInfo"):
    """Limits, contracts and their filters."""
