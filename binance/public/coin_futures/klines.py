"""Candles; since COIN-M and USD-M were joined, symbols and pairs of both are accepted.

Without times these are the latest. With a start, too, they are the latest of the 200 days that
follow it: the first ones of a longer period are had by asking with an end.
"""

from binance.models.coin_futures.klines import Kline
from binance.models.futures.klines import PriceKline
from binance.models.futures.terms import ContractType
from binance.public.contracts import BY_KLINES, KlineFields
from binance.request import Public
from binance.rules import within

_LONGEST = (within(days=200),)


class Klines(
    Public[list[Kline]],
    KlineFields,
    endpoint="GET /dapi/v1/klines",
    weight=BY_KLINES,
    rules=_LONGEST,
):
    """Candles of a symbol, oldest first."""

    symbol: str


class ContinuousKlines(
    Public[list[Kline]],
    KlineFields,
    endpoint="GET /dapi/v1/continuousKlines",
    weight=BY_KLINES,
    rules=_LONGEST,
):
    """Candles of whichever contract of a pair was of this type at the time."""

    pair: str
    contract_type: ContractType


class IndexPriceKlines(
    Public[list[PriceKline]],
    KlineFields,
    endpoint="GET /dapi/v1/indexPriceKlines",
    weight=BY_KLINES,
    rules=_LONGEST,
):
    """Candles of a pair's index price, oldest first."""

    pair: str


class MarkPriceKlines(
    Public[list[PriceKline]],
    KlineFields,
    endpoint="GET /dapi/v1/markPriceKlines",
    weight=BY_KLINES,
    rules=_LONGEST,
):
    """Candles of a symbol's mark price, by which positions are valued and liquidated."""

    symbol: str


class PremiumIndexKlines(
    Public[list[PriceKline]],
    KlineFields,
    endpoint="GET /dapi/v1/premiumIndexKlines",
    weight=BY_KLINES,
):
    """Candles of a symbol's premium over its index, of which funding is made."""

    symbol: str
