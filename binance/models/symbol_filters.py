"""The filters that an order must pass: of its symbol, of the exchange, of an asset.

A filter of a kind that Binance adds later is read as an `UnknownFilter`.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias, get_args

from pydantic import ConfigDict, Discriminator, Field, Tag

from binance.models.base import Model


class PriceFilter(Model):
    """Bounds and step of price and stop price; 0 switches each off."""

    filter_type: Literal["PRICE_FILTER"]
    min_price: Decimal
    max_price: Decimal
    tick_size: Decimal


class PercentPrice(Model):
    filter_type: Literal["PERCENT_PRICE"]
    multiplier_up: Decimal
    multiplier_down: Decimal
    avg_price_mins: int


class PercentPriceBySide(Model):
    """How far from the average a price may be: `bid` of buying, `ask` of selling orders."""

    filter_type: Literal["PERCENT_PRICE_BY_SIDE"]
    bid_multiplier_up: Decimal
    bid_multiplier_down: Decimal
    ask_multiplier_up: Decimal
    ask_multiplier_down: Decimal
    avg_price_mins: int


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


class IcebergParts(Model):
    """Into how many parts an iceberg may fall: its quantity by `iceberg_qty`, rounded up."""

    filter_type: Literal["ICEBERG_PARTS"]
    limit: int


class TrailingDelta(Model):
    """Basis points: above for stop buying and profit selling, below for the other two."""

    filter_type: Literal["TRAILING_DELTA"]
    min_trailing_above_delta: int
    max_trailing_above_delta: int
    min_trailing_below_delta: int
    max_trailing_below_delta: int


class MaxPosition(Model):
    """How much of the base asset an account may hold, its open buying orders included."""

    filter_type: Literal["MAX_POSITION"]
    max_position: Decimal


class MaxNumOrders(Model):
    """How many orders may be open, those that wait to be triggered included."""

    filter_type: Literal["MAX_NUM_ORDERS", "EXCHANGE_MAX_NUM_ORDERS"]
    max_num_orders: int


class MaxNumAlgoOrders(Model):
    """How many stop-loss and take-profit orders may be open."""

    filter_type: Literal["MAX_NUM_ALGO_ORDERS", "EXCHANGE_MAX_NUM_ALGO_ORDERS"]
    max_num_algo_orders: int


class MaxNumIcebergOrders(Model):
    filter_type: Literal["MAX_NUM_ICEBERG_ORDERS", "EXCHANGE_MAX_NUM_ICEBERG_ORDERS"]
    max_num_iceberg_orders: int


class MaxNumOrderLists(Model):
    """How many lists may be open, whatever the number of their orders."""

    filter_type: Literal["MAX_NUM_ORDER_LISTS", "EXCHANGE_MAX_NUM_ORDER_LISTS"]
    max_num_order_lists: int


class MaxNumOrderAmends(Model):
    """How often one order may be amended; once more is refused with -2038."""

    filter_type: Literal["MAX_NUM_ORDER_AMENDS"]
    max_num_order_amends: int


class MaxAsset(Model):
    """How much of an asset the account may trade in one order; only `MyFilters` tells it."""

    filter_type: Literal["MAX_ASSET"]
    asset: str
    limit: Decimal


class UnknownFilter(Model):
    """A filter of a kind that this client does not know; `model_extra` has its fields."""

    model_config = ConfigDict(extra="allow")

    filter_type: str


KnownFilter: TypeAlias = (
    PriceFilter
    | PercentPrice
    | PercentPriceBySide
    | LotSize
    | Notional
    | MinNotional
    | IcebergParts
    | TrailingDelta
    | MaxPosition
    | MaxNumOrders
    | MaxNumAlgoOrders
    | MaxNumIcebergOrders
    | MaxNumOrderLists
    | MaxNumOrderAmends
    | MaxAsset
)
_NAMES = frozenset(
    name
    for model in get_args(KnownFilter)
    for name in get_args(model.__annotations__["filter_type"])
)


def _known(value: Any) -> str:
    name = value.get("filterType") if isinstance(value, dict) else value.filter_type
    return "known" if name in _NAMES else "unknown"


SymbolFilter: TypeAlias = Annotated[
    Annotated[KnownFilter, Field(discriminator="filter_type"), Tag("known")]
    | Annotated[UnknownFilter, Tag("unknown")],
    Discriminator(_known),
]
