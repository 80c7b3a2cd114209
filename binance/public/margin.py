"""What can be traded, borrowed and pledged on margin.

Binance wants an API key with these, though no signature.
https://developers.binance.com/docs/margin_trading
"""

from binance.models.margin import market
from binance.request import Public, Security


class CrossPairs(
    Public[list[market.CrossPair]],
    endpoint="GET /sapi/v1/margin/allPairs",
    security=Security.MARKET_DATA,
):
    """What the cross account can trade: one symbol, or all."""

    symbol: str | None = None


class IsolatedPairs(
    Public[list[market.IsolatedPair]],
    endpoint="GET /sapi/v1/margin/isolated/allPairs",
    weight=10,
    security=Security.MARKET_DATA,
):
    """Which symbols can have isolated accounts: one, or all."""

    symbol: str | None = None


class Assets(
    Public[list[market.MarginAsset]],
    endpoint="GET /sapi/v1/margin/allAssets",
    security=Security.MARKET_DATA,
):
    """What can be borrowed and pledged: one asset, or all."""

    asset: str | None = None


class CollateralRatios(
    Public[list[market.CollateralRatio]],
    endpoint="GET /sapi/v1/margin/crossMarginCollateralRatio",
    weight=100,
    security=Security.MARKET_DATA,
):
    """How much of their worth assets count as collateral, the less the more one holds."""


class PriceIndex(
    Public[market.PriceIndex],
    endpoint="GET /sapi/v1/margin/priceIndex",
    weight=10,
    security=Security.MARKET_DATA,
):
    """The price by which margin levels are reckoned; it is not the last price of the market."""

    symbol: str


class LimitPricePairs(
    Public[market.LimitPricePairs],
    endpoint="GET /sapi/v1/margin/limit-price-pairs",
    security=Security.MARKET_DATA,
):
    """Symbols whose limit orders are refused when 15 % dearer (buying) or cheaper than the index.

    On the safe side of the index, a buyer's below and a seller's above it, any price is taken.
    """


class RestrictedAssets(
    Public[market.RestrictedAssets],
    endpoint="GET /sapi/v1/margin/restricted-asset",
    security=Security.MARKET_DATA,
):
    """Assets that cannot be bought on credit, or that no longer count as more collateral."""


class LiquidationRatios(
    Public[list[market.LiquidationRatio]],
    endpoint="GET /sapi/v1/margin/risk-based-liquidation-ratio",
    security=Security.MARKET_DATA,
):
    """The risk-based liquidation ratio of each asset, as a fraction."""


class DelistSchedule(
    Public[list[market.Delisting]],
    endpoint="GET /sapi/v1/margin/delist-schedule",
    weight=100,
    security=Security.MARKET_DATA,
):
    """What margin accounts will soon no longer trade."""


class ListSchedule(
    Public[list[market.Listing]],
    endpoint="GET /sapi/v1/margin/list-schedule",
    weight=100,
    security=Security.MARKET_DATA,
):
    """What margin accounts will soon trade."""


class LeverageBrackets(
    Public[list[market.LeverageBrackets]],
    endpoint="GET /sapi/v1/margin/leverageBracket",
    security=Security.MARKET_DATA,
):
    """How leverage fell with debt in Cross Margin Pro.

    That mode ended on 2026-04-13: Binance documents the endpoint, but may no longer answer.
    """
