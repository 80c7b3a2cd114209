"""USD-M futures: market data.

https://developers.binance.com/docs/derivatives/usds-margined-futures
"""

from binance.public.futures.convert import (
    ConvertPairs,
)
from binance.public.futures.general import (
    ExchangeInfo,
    Ping,
    Time,
    TradingSchedule,
)
from binance.public.futures.klines import (
    ContinuousKlines,
    IndexPriceKlines,
    Klines,
    MarkPriceKlines,
    PremiumIndexKlines,
)
from binance.public.futures.market import (
    AggTrades,
    Depth,
    HistoricalTrades,
    OpenInterest,
    RpiDepth,
    Trades,
)
from binance.public.futures.prices import (
    AssetIndex,
    AssetIndices,
    Constituents,
    FundingInfo,
    FundingRates,
    IndexInfo,
    PremiumIndex,
    PremiumIndices,
)
from binance.public.futures.risk import (
    AdlRisk,
    AdlRisks,
    InsuranceBalance,
    InsuranceBalances,
)
from binance.public.futures.statistics import (
    Basis,
    DeliveryPrices,
    LongShortRatio,
    OpenInterestHistory,
    TakerVolume,
    TopAccountRatio,
    TopPositionRatio,
)
from binance.public.futures.tickers import (
    BookTicker,
    BookTickers,
    Price,
    Prices,
    PricesV1,
    PriceV1,
    Ticker24h,
    Tickers24h,
)

__all__ = [
    "AdlRisk",
    "AdlRisks",
    "AggTrades",
    "AssetIndex",
    "AssetIndices",
    "Basis",
    "BookTicker",
    "BookTickers",
    "Constituents",
    "ContinuousKlines",
    "ConvertPairs",
    "DeliveryPrices",
    "Depth",
    "ExchangeInfo",
    "FundingInfo",
    "FundingRates",
    "HistoricalTrades",
    "IndexInfo",
    "IndexPriceKlines",
    "InsuranceBalance",
    "InsuranceBalances",
    "Klines",
    "LongShortRatio",
    "MarkPriceKlines",
    "OpenInterest",
    "OpenInterestHistory",
    "Ping",
    "PremiumIndex",
    "PremiumIndexKlines",
    "PremiumIndices",
    "Price",
    "PriceV1",
    "Prices",
    "PricesV1",
    "RpiDepth",
    "TakerVolume",
    "Ticker24h",
    "Tickers24h",
    "Time",
    "TopAccountRatio",
    "TopPositionRatio",
    "Trades",
    "TradingSchedule",
]
