"""COIN-M futures: the market.

https://developers.binance.com/docs/derivatives/coin-margined-futures
"""

from binance.public.coin_futures.general import (
    ExchangeInfo,
    Ping,
    Time,
)
from binance.public.coin_futures.klines import (
    ContinuousKlines,
    IndexPriceKlines,
    Klines,
    MarkPriceKlines,
    PremiumIndexKlines,
)
from binance.public.coin_futures.market import (
    AggTrades,
    Depth,
    HistoricalTrades,
    OpenInterest,
    Trades,
)
from binance.public.coin_futures.prices import (
    Constituents,
    FundingInfo,
    FundingRates,
    PremiumIndex,
)
from binance.public.coin_futures.statistics import (
    Basis,
    LongShortRatio,
    OpenInterestHistory,
    TakerVolume,
    TopAccountRatio,
    TopPositionRatio,
)
from binance.public.coin_futures.tickers import (
    BookTickers,
    Prices,
    Tickers24h,
)

__all__ = [
    "AggTrades",
    "Basis",
    "BookTickers",
    "Constituents",
    "ContinuousKlines",
    "Depth",
    "ExchangeInfo",
    "FundingInfo",
    "FundingRates",
    "HistoricalTrades",
    "IndexPriceKlines",
    "Klines",
    "LongShortRatio",
    "MarkPriceKlines",
    "OpenInterest",
    "OpenInterestHistory",
    "Ping",
    "PremiumIndex",
    "PremiumIndexKlines",
    "Prices",
    "TakerVolume",
    "Tickers24h",
    "Time",
    "TopAccountRatio",
    "TopPositionRatio",
    "Trades",
]
