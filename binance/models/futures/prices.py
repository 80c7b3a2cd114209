"""What contracts are measured by: mark and index prices, funding, and what indices are made of."""

from decimal import Decimal

from binance.models.base import Millis, MillisOrNever, Model, OrBlank


class PremiumIndex(Model):
    """Mark and index price; contracts with a delivery pay no funding and have no rates."""

    symbol: str
    mark_price: Decimal
    index_price: Decimal
    estimated_settle_price: Decimal
    last_funding_rate: OrBlank[Decimal]
    interest_rate: OrBlank[Decimal]
    next_funding_time: MillisOrNever
    time: Millis


class FundingRate(Model):
    """What longs paid shorts at a time, as a share of the position; negative the other way."""

    symbol: str
    funding_time: Millis
    funding_rate: Decimal
    mark_price: OrBlank[Decimal] = None
    rate_type: str | None = None


class FundingInfo(Model):
    """Terms of funding that were adjusted; contracts that are not listed have the usual ones."""

    symbol: str
    adjusted_funding_rate_cap: Decimal
    adjusted_funding_rate_floor: Decimal
    funding_interval_hours: int
    disclaimer: bool


class AssetIndex(Model):
    """What an asset counts as margin: its price in USD, less a buffer."""

    symbol: str
    time: Millis
    index: Decimal
    bid_buffer: Decimal
    ask_buffer: Decimal
    bid_rate: Decimal
    ask_rate: Decimal
    auto_exchange_bid_buffer: Decimal
    auto_exchange_ask_buffer: Decimal
    auto_exchange_bid_rate: Decimal
    auto_exchange_ask_rate: Decimal


class IndexPart(Model):
    """One asset's part in a composite index."""

    base_asset: str
    quote_asset: str
    weight_in_quantity: Decimal
    weight_in_percentage: Decimal


class CompositeIndex(Model):
    """A symbol that stands for many assets, and for how much of each."""

    symbol: str
    time: Millis
    component: str
    base_asset_list: tuple[IndexPart, ...]


class Constituent(Model):
    """One exchange's part in an index price; -1 hides the price of a share or a commodity."""

    exchange: str
    symbol: str
    price: Decimal
    weight: Decimal


class Constituents(Model):
    """Which exchanges make an index price."""

    symbol: str
    time: Millis
    constituents: tuple[Constituent, ...]
