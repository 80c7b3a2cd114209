"""Convert: one asset into another at a quoted price, or at a price of one's own.

https://developers.binance.com/docs/convert
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from binance.models import convert
from binance.models.orders import Side
from binance.parameters import Amount
from binance.request import Moment, Private, Security
from binance.rules import either, one_of, within
from binance.weights import Bucket


class WalletType(StrEnum):
    """Which wallets may pay."""

    SPOT = "SPOT"
    FUNDING = "FUNDING"
    EARN = "EARN"
    SPOT_FUNDING = "SPOT_FUNDING"
    FUNDING_EARN = "FUNDING_EARN"
    SPOT_FUNDING_EARN = "SPOT_FUNDING_EARN"
    SPOT_EARN = "SPOT_EARN"


class ValidTime(StrEnum):
    """How long a quote holds; 10 seconds if nothing is said."""

    S10 = "10s"
    S30 = "30s"
    M1 = "1m"


class ExpiredType(StrEnum):
    """After how many days a limit order is given up."""

    ONE_DAY = "1_D"
    THREE_DAYS = "3_D"
    SEVEN_DAYS = "7_D"
    THIRTY_DAYS = "30_D"


class AssetPrecisions(
    Private[list[convert.AssetPrecision]],
    endpoint="GET /sapi/v1/convert/assetInfo",
    weight=100,
    security=Security.USER_DATA,
):
    """How many decimal places amounts of each asset may have."""


class RequestQuote(
    Private[convert.Quote],
    endpoint="POST /sapi/v1/convert/getQuote",
    weight=200,
    bucket=Bucket.UID,
    security=Security.TRADE,
    rules=(one_of("from_amount", "to_amount"),),
):
    """Ask for an offer, by what is to be given or by what is to be got; it binds nobody."""

    from_asset: str
    to_asset: str
    from_amount: Amount | None = None
    to_amount: Amount | None = None
    wallet_type: WalletType | None = None
    valid_time: ValidTime | None = None


class AcceptQuote(
    Private[convert.AcceptedQuote],
    endpoint="POST /sapi/v1/convert/acceptQuote",
    weight=500,
    bucket=Bucket.UID,
    security=Security.TRADE,
):
    """Take an offer up. After `Unknown`, ask with `QueryConversion` before anything else."""

    quote_id: str


class QueryConversion(
    Private[convert.Conversion],
    endpoint="GET /sapi/v1/convert/orderStatus",
    weight=100,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
    rules=(either("order_id", "quote_id"),),
):
    """How a conversion stands, found by its own id or by that of its quote."""

    order_id: int | None = None
    quote_id: str | None = None


class ConversionHistory(
    Private[convert.Conversions],
    endpoint="GET /sapi/v1/convert/tradeFlow",
    weight=3000,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
    rules=(within(days=30),),
):
    """Conversions between two times, at most 30 days apart."""

    start_time: Moment
    end_time: Moment
    limit: Annotated[int, Field(ge=1, le=1000)] | None = None


class PlaceLimitOrder(
    Private[convert.LimitOrderState],
    endpoint="POST /sapi/v1/convert/limit/placeOrder",
    weight=500,
    bucket=Bucket.UID,
    security=Security.TRADE,
    rules=(one_of("base_amount", "quote_amount"),),
):
    """Convert once the price is right. It has no name of one's own: never send it twice.

    After `Unknown`, look for it among `OpenLimitOrders`.
    """

    base_asset: str
    quote_asset: str
    limit_price: Amount
    base_amount: Amount | None = None
    quote_amount: Amount | None = None
    side: Side
    wallet_type: WalletType | None = None
    expired_type: ExpiredType


class CancelLimitOrder(
    Private[convert.LimitOrderState],
    endpoint="POST /sapi/v1/convert/limit/cancelOrder",
    weight=200,
    bucket=Bucket.UID,
    security=Security.TRADE,
):
    """Give a limit order up."""

    order_id: int


class OpenLimitOrders(
    Private[convert.OpenLimitOrders],
    endpoint="GET /sapi/v1/convert/limit/queryOpenOrders",
    weight=3000,
    bucket=Bucket.UID,
    security=Security.USER_DATA,
):
    """Limit orders that still wait."""
