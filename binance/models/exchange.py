"""exchangeInfo: limits, symbols and their filters."""

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from binance.models.base import Millis, Model, OpenEnum
from binance.models.orders import OrderType


class RateLimitType(OpenEnum):
    REQUEST_WEIGHT = "REQUEST_WEIGHT"
    ORDERS = "ORDERS"
    RAW_REQUESTS = "RAW_REQUESTS"


class RateLimit(Model):
    """So much of something in each window of so many intervals."""

    rate_limit_type: RateLimitType
    interval: str
    interval_num: int
    limit: int

    @property
    def seconds(self) -> int:
        units = {"SECOND": 1, "MINUTE": 60, "HOUR": 3600, "DAY": 86400}
        return units[self.interval] * self.interval_num


class SymbolStatus(OpenEnum):
    TRADING = "TRADING"
    END_OF_DAY = "END_OF_DAY"
    HALT = "HALT"
    BREAK = "BREAK"
    CANCEL_ONLY = "CANCEL_ONLY"


class PriceFilter(Model):
    filter_type: Literal["PRICE_FILTER"]
    min_price: Decimal
    max_price: Decimal
    tick_size: Decimal


class LotSize(Model):
    filter_type: Literal["LOT_SIZE", "MARKET_LOT_SIZE"]
    min_qty: Decimal
    max_qty: Decimal
    step_size: Decimal


class Notional(Model):
    filter_type: Literal["NOTIONAL"]
    min_notional: Decimal
    apply_min_to_market: bool
    max_notional: Decimal
    apply_max_to_market: bool
    avg_price_mins: int


class MinNotional(Model):
    """The older form of NOTIONAL."""

    filter_type: Literal["MIN_NOTIONAL"]
    min_notional: Decimal
    apply_to_market: bool
    avg_price_mins: int


class PercentPrice(Model):
    filter_type: Literal["PERCENT_PRICE"]
    multiplier_up: Decimal
    multiplier_down: Decimal
    avg_price_mins: int


class PercentPriceBySide(Model):
    filter_type: Literal["PERCENT_PRICE_BY_SIDE"]
    bid_multiplier_up: Decimal
    bid_multiplier_down: Decimal
    ask_multiplier_up: Decimal
    ask_multiplier_down: Decimal
    avg_price_mins: int


Filter = PriceFilter | LotSize | Notional | MinNotional | PercentPrice | PercentPriceBySide
_FILTER: TypeAdapter[Filter] = TypeAdapter(Annotated[Filter, Field(discriminator="filter_type")])
_CHECKED = frozenset(
    {
        "PRICE_FILTER",
        "LOT_SIZE",
        "MARKET_LOT_SIZE",
        "NOTIONAL",
        "MIN_NOTIONAL",
        "PERCENT_PRICE",
        "PERCENT_PRICE_BY_SIDE",
    }
)


class SymbolInfo(Model):
    """One symbol and its trading rules."""

    symbol: str
    status: SymbolStatus
    base_asset: str
    base_asset_precision: int
    quote_asset: str
    quote_asset_precision: int
    order_types: tuple[OrderType, ...]
    quote_order_qty_market_allowed: bool
    is_spot_trading_allowed: bool
    # Raw: a few of some three thousand symbols are ever asked for their rules.
    filters: tuple[dict[str, Any], ...]

    @cached_property
    def rules(self) -> dict[str, Filter]:
        """The filters that can be checked without knowing the account, by their type."""
        known = (raw for raw in self.filters if raw["filterType"] in _CHECKED)
        return {raw["filterType"]: _FILTER.validate_python(raw) for raw in known}

    @property
    def price_filter(self) -> PriceFilter | None:
        rule = self.rules.get("PRICE_FILTER")
        return rule if isinstance(rule, PriceFilter) else None

    def lot_size(self, *, market: bool = False) -> LotSize | None:
        """LOT_SIZE, or MARKET_LOT_SIZE."""
        rule = self.rules.get("MARKET_LOT_SIZE" if market else "LOT_SIZE")
        return rule if isinstance(rule, LotSize) else None


class ExchangeInfo(Model):
    server_time: Millis
    rate_limits: tuple[RateLimit, ...]
    symbols: tuple[SymbolInfo, ...]
