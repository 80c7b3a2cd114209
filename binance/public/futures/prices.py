"""Mark and index prices, funding, and what indices are made of."""

from pydantic import Field

from binance.models.futures import prices
from binance.request import Moment, Public
from binance.weights import FUNDING


class PremiumIndex(Public[prices.PremiumIndex], endpoint="GET /fapi/v1/premiumIndex"):
    """Mark and index price of a symbol, with the next funding."""

    symbol: str


class PremiumIndices(
    Public[list[prices.PremiumIndex]], endpoint="GET /fapi/v1/premiumIndex", weight=10
):
    """Mark and index prices of all symbols, with the next funding."""


class FundingRates(
    Public[list[prices.FundingRate]],
    endpoint="GET /fapi/v1/fundingRate",
    weight=0,
    quota=FUNDING,
):
    """What was paid for holding a contract, or all of them, oldest first; without times the latest.

    Of a longer period than fits the limit these are the first: go on from the last one's time.
    """

    symbol: str | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: int | None = Field(None, ge=1)


class FundingInfo(
    Public[list[prices.FundingInfo]],
    endpoint="GET /fapi/v1/fundingInfo",
    weight=0,
    quota=FUNDING,
):
    """Contracts whose funding has another cap, floor or interval than usual."""


class AssetIndex(Public[prices.AssetIndex], endpoint="GET /fapi/v1/assetIndex"):
    """What an asset counts as margin in multi-assets mode; the symbol is the asset's: ADAUSD."""

    symbol: str


class AssetIndices(Public[list[prices.AssetIndex]], endpoint="GET /fapi/v1/assetIndex", weight=10):
    """What all assets count as margin in multi-assets mode; COIN-M's are among them."""


class IndexInfo(Public[list[prices.CompositeIndex]], endpoint="GET /fapi/v1/indexInfo"):
    """What composite index symbols are made of, one or all; others are not known here."""

    symbol: str | None = None


class Constituents(Public[prices.Constituents], endpoint="GET /fapi/v1/constituents", weight=2):
    """The exchanges behind a symbol's index price."""

    symbol: str
