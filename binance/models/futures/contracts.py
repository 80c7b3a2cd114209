"""exchangeInfo of the futures: contracts, their filters, and the assets that can be margin."""

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from binance.models.base import Millis, Model, OrBlank
from binance.models.exchange import RateLimit
from binance.models.futures.terms import ContractStatus, ContractType, OrderType, TimeInForce
from binance.models.symbol_filters import LotSize, PriceFilter


class MinNotional(Model):
    """The least an order may be worth; one that only reduces a position may be worth less."""

    filter_type: Literal["MIN_NOTIONAL"]
    notional: Decimal


class PercentPrice(Model):
    """Buy orders up to mark price times `multiplier_up`, sell orders from `multiplier_down` on."""

    filter_type: Literal["PERCENT_PRICE"]
    multiplier_up: Decimal
    multiplier_down: Decimal
    multiplier_decimal: int


class MaxNumOrders(Model):
    """How many orders of an account may be open on a symbol."""

    filter_type: Literal["MAX_NUM_ORDERS", "MAX_NUM_ALGO_ORDERS"]
    limit: int


Filter = PriceFilter | LotSize | MinNotional | PercentPrice | MaxNumOrders
_FILTER: TypeAdapter[Filter] = TypeAdapter(Annotated[Filter, Field(discriminator="filter_type")])
_KNOWN = frozenset(
    {
        "PRICE_FILTER",
        "LOT_SIZE",
        "MARKET_LOT_SIZE",
        "MIN_NOTIONAL",
        "PERCENT_PRICE",
        "MAX_NUM_ORDERS",
        "MAX_NUM_ALGO_ORDERS",
    }
)


class Contract(Model):
    """What a contract of either venue is, and its rules.

    The precisions are how numbers are shown: what may be ordered is in the filters. A perpetual
    contract has a delivery date in the year 2100.
    """

    symbol: str
    pair: str
    contract_type: ContractType
    delivery_date: Millis
    onboard_date: Millis
    base_asset: str
    quote_asset: str
    margin_asset: str
    price_precision: int
    quantity_precision: int
    base_asset_precision: int
    quote_precision: int
    maint_margin_percent: Decimal
    required_margin_percent: Decimal
    underlying_type: str
    underlying_sub_type: tuple[str, ...] = ()
    trigger_protect: Decimal
    liquidation_fee: Decimal
    market_take_bound: Decimal
    order_types: tuple[OrderType, ...]
    time_in_force: tuple[TimeInForce, ...]
    # Raw: a few of some hundred contracts are ever asked for their rules.
    filters: tuple[dict[str, Any], ...]

    @cached_property
    def rules(self) -> dict[str, Filter]:
        """The filters of known kinds, by their type."""
        known = (raw for raw in self.filters if raw["filterType"] in _KNOWN)
        return {raw["filterType"]: _FILTER.validate_python(raw) for raw in known}

    @property
    def price_filter(self) -> PriceFilter | None:
        rule = self.rules.get("PRICE_FILTER")
        return rule if isinstance(rule, PriceFilter) else None

    def lot_size(self, *, market: bool = False) -> LotSize | None:
        """LOT_SIZE, or MARKET_LOT_SIZE."""
        rule = self.rules.get("MARKET_LOT_SIZE" if market else "LOT_SIZE")
        return rule if isinstance(rule, LotSize) else None

    @property
    def min_notional(self) -> Decimal:
        rule = self.rules.get("MIN_NOTIONAL")
        return rule.notional if isinstance(rule, MinNotional) else Decimal(0)


class SymbolInfo(Contract):
    """A USD-M contract."""

    status: ContractStatus
    settle_plan: int | None = None


class MarginAsset(Model):
    """An asset that can be margin; beyond the threshold a negative balance is exchanged."""

    asset: str
    margin_available: bool
    auto_asset_exchange: OrBlank[Decimal] = None


class ExchangeInfo(Model):
    """Limits, margin assets and contracts of USD-M."""

    timezone: str
    server_time: Millis
    rate_limits: tuple[RateLimit, ...]
    exchange_filters: tuple[Any, ...] = ()  # none are documented
    assets: tuple[MarginAsset, ...] = ()
    symbols: tuple[SymbolInfo, ...]
