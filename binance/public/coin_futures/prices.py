"""Mark and index prices, and funding."""

from pydantic import Field

from binance.models.coin_futures import prices as coin_prices
from binance.models.futures import prices
from binance.request import Moment, Public
from binance.rules import at_most_one
from binance.weights import FUNDING


class PremiumIndex(
    Public[list[coin_prices.PremiumIndex]],
    endpoint="GET /dapi/v1/premiumIndex",
    weight=10,
    rules=(at_most_one("symbol", "pair"),),
):
    """Mark and index prices with the next funding: of a symbol, of a pair's contracts, or all."""

    symbol: str | None = None
    pair: str | None = None


class FundingRates(
    Public[list[prices.FundingRate]], endpoint="GET /dapi/v1/fundingRate", quota=FUNDING
):
    """What was paid for holding a perpetual contract, oldest first; nothing for others."""

    symbol: str
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: int | None = Field(None, ge=1)


class FundingInfo(
    Public[list[prices.FundingInfo]], endpoint="GET /dapi/v1/fundingInfo", quota=FUNDING
):
    """Contracts whose funding has another cap, floor or interval than usual."""


class Constituents(Public[prices.Constituents], endpoint="GET /dapi/v1/constituents"):
    """The exchanges behind an index price; the symbol is the index: BTCUSD."""

    symbol: str
