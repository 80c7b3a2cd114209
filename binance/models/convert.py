"""Answers of Convert, and of the same on futures: pairs, quotes, conversions, limit orders."""

from decimal import Decimal

from binance.models.base import Millis, Model, OpenEnum


class ConvertPair(Model):
    """Two assets of which one can be turned into the other, and how much at once."""

    from_asset: str
    to_asset: str
    from_asset_min_amount: Decimal
    from_asset_max_amount: Decimal
    to_asset_min_amount: Decimal
    to_asset_max_amount: Decimal
    from_is_base: bool | None = None
    """Whether limit orders of the pair are spelt with `from_asset` as base asset."""


class AssetPrecision(Model):
    """How many decimal places an amount of an asset may have."""

    asset: str
    fraction: int


class Quote(Model):
    """An offer; without a `quote_id` the account has too little to take it up."""

    quote_id: str | None = None
    ratio: Decimal
    inverse_ratio: Decimal
    valid_timestamp: Millis
    """Until then."""
    from_amount: Decimal
    to_amount: Decimal


class ConvertStatus(OpenEnum):
    PROCESS = "PROCESS"
    ACCEPT_SUCCESS = "ACCEPT_SUCCESS"
    SUCCESS = "SUCCESS"
    FAIL = "FAIL"
    CANCELED = "CANCELED"


class AcceptedQuote(Model):
    """A conversion that has begun; how it ends must be asked."""

    order_id: int
    create_time: Millis
    order_status: ConvertStatus


class Conversion(Model):
    """A conversion; `ratio` is how much of `to_asset` one of `from_asset` brought."""

    order_id: int
    quote_id: str | None = None
    order_status: ConvertStatus
    from_asset: str
    from_amount: Decimal
    to_asset: str
    to_amount: Decimal
    ratio: Decimal
    inverse_ratio: Decimal
    create_time: Millis


class Conversions(Model):
    """Past conversions; with `more_data`, the time that was asked for holds more than these."""

    list: tuple[Conversion, ...]
    start_time: Millis
    end_time: Millis
    limit: int
    more_data: bool


class LimitOrderState(Model):
    """How a limit order stands after it was placed or cancelled."""

    order_id: int
    status: ConvertStatus


class OpenLimitOrder(Conversion):
    """A limit order that waits for its price."""

    expired_timestamp: Millis


class OpenLimitOrders(Model):
    list: tuple[OpenLimitOrder, ...]
