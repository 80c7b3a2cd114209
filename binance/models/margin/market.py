"""What can be traded, borrowed and pledged on margin: the same for everybody."""

from decimal import Decimal

from binance.models.base import Millis, Model
from binance.models.margin.terms import SecondsOrMillis


class IsolatedPair(Model):
    """A symbol for which an isolated account can be opened."""

    symbol: str
    base: str
    quote: str
    is_margin_trade: bool
    is_buy_allowed: bool
    is_sell_allowed: bool
    delist_time: SecondsOrMillis | None = None


class CrossPair(IsolatedPair):
    """A symbol that the cross account can trade."""

    id: int


class MarginAsset(Model):
    """An asset, whether it can be borrowed, and whether it counts as collateral (mortgageable)."""

    asset_name: str
    asset_full_name: str
    is_borrowable: bool
    is_mortgageable: bool
    user_min_borrow: Decimal
    user_min_repay: Decimal
    delist_time: SecondsOrMillis | None = None


class CollateralTier(Model):
    """The part of a holding between two amounts of dollars counts at this rate."""

    min_usd_value: Decimal
    max_usd_value: Decimal
    discount_rate: Decimal


class CollateralRatio(Model):
    """How much of their worth some assets count as collateral."""

    collaterals: tuple[CollateralTier, ...]
    asset_names: tuple[str, ...]


class Delisting(Model):
    """What margin accounts can no longer trade from a time on."""

    delist_time: Millis
    cross_margin_assets: tuple[str, ...]
    isolated_margin_symbols: tuple[str, ...]


class Listing(Model):
    """What margin accounts can trade from a time on."""

    list_time: Millis
    cross_margin_assets: tuple[str, ...]
    isolated_margin_symbols: tuple[str, ...]


class LimitPricePairs(Model):
    """Symbols whose limit orders must stay within 15 % of the index price."""

    cross_margin_symbols: tuple[str, ...]


class LiquidationRatio(Model):
    asset: str
    risk_based_liquidation_ratio: Decimal


class RestrictedAssets(Model):
    """Assets that cannot be bought with borrowed money, or of which no more is taken as pledge."""

    open_long_restricted_asset: tuple[str, ...]
    max_collateral_exceeded_asset: tuple[str, ...]


class LeverageBracket(Model):
    """How much leverage there is up to a debt of `max_debt`."""

    leverage: int
    max_debt: Decimal
    maintenance_margin_rate: Decimal
    initial_margin_rate: Decimal
    fast_num: Decimal


class LeverageBrackets(Model):
    """The brackets that some assets share."""

    asset_names: tuple[str, ...]
    rank: int
    brackets: tuple[LeverageBracket, ...]


class PriceIndex(Model):
    """The price by which margin levels are reckoned."""

    symbol: str
    price: Decimal
    calc_time: Millis
