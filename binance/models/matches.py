"""Matches out of the ordinary: those that routing made, and those that were prevented."""

from decimal import Decimal

from binance.models.base import Millis, Model, OpenEnum
from binance.models.order_terms import SelfTradePreventionMode


class AllocationType(OpenEnum):
    SOR = "SOR"


class Allocation(Model):
    """A fill that smart order routing brought from the book of another symbol."""

    symbol: str
    allocation_id: int
    allocation_type: AllocationType
    order_id: int
    order_list_id: int = -1
    price: Decimal
    qty: Decimal
    quote_qty: Decimal
    commission: Decimal
    commission_asset: str
    time: Millis
    is_buyer: bool
    is_maker: bool
    is_allocator: bool


class PreventedMatch(Model):
    """A trade of an account with itself that did not happen; a quantity for each order it hit."""

    symbol: str
    prevented_match_id: int
    taker_order_id: int
    maker_symbol: str
    maker_order_id: int
    trade_group_id: int
    self_trade_prevention_mode: SelfTradePreventionMode
    price: Decimal
    taker_prevented_quantity: Decimal | None = None
    maker_prevented_quantity: Decimal | None = None
    transact_time: Millis
