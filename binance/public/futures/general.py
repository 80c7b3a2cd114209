"""Whether USD-M is there, what time it is there, and what can be traded when."""

from typing import Any

from binance.models.futures import contracts, risk
from binance.models.market import ServerTime
from binance.request import Public


class Ping(Public[dict[str, Any]], endpoint="GET /fapi/v1/ping"):
    """Whether USD-M answers at all."""


class Time(Public[ServerTime], endpoint="GET /fapi/v1/time"):
    """The clock that USD-M's requests are signed for."""


class ExchangeInfo(Public[contracts.ExchangeInfo], endpoint="GET /fapi/v1/exchangeInfo"):
    """Limits, contracts and their filters."""


class TradingSchedule(
    Public[risk.TradingSchedule], endpoint="GET /fapi/v1/tradingSchedule", weight=5
):
    """When the markets behind TradFi contracts are open, a week back and a week ahead."""
