"""Candles; since COIN-M and USD-M were joined, symbols and pairs of both are accepted.

Without times these are the latest.
"""

from binance.models.futures.klines import PriceKline
from binance.models.futures.terms import ContractType
from binance.models.market import Kline
from binance.public.contracts import BY_KLINES, KlineFields
from binance.request import Public


class Klines(Public[list[Kline]], KlineFields, endpoint="GET /fapi/v1/klines", weight=BY_KLINES):
    """Candles of a symbol, oldest first."""

    symbol: str


class ContinuousKlines(
    Public[list[Kline]], KlineFields, endpoint="GET /fapi/v1/continuousKlines", weight=BY_KLINES
):
    """Candles of whichever contract of a pair was of this type at the time."""

    pair: str
    contract_type: ContractType


class IndexPriceKlines(
    Public[list[PriceKline]],
    KlineFields,
    endpoint="GET /fapi/v1/indexPriceKlines",
    weight=BY_KLINES,
):
    """Candles of a pair's index price, oldest first."""

    pair: str


class MarkPriceKlines(
    Public[list[PriceKline]], KlineFields, endpoint="GET /fapi/v1/markPriceKlines", weight=BY_KLINES
):
    """Candles of a symbol's mark price, by which positions are valued and liquidated."""

    symbol: str


class PremiumIndexKlines(
    Public[list[PriceKline]],
    KlineFields,
    endpoint="GET /fapi/v1/premiumIndexKlines",
    weight=BY_KLINES,
):
    """Candles of a symbol's premium over its index, of which funding is made."""

    symbol: str
