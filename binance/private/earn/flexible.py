"""Flexible products: what is offered, what one holds, putting in and taking out."""

from typing import Any

from binance.history import Paging
from binance.models.earn.account import LeftQuota, Redeemed, Subscribed, Success
from binance.models.earn.flexible import (
    FlexiblePosition,
    FlexibleProduct,
    FlexibleSubscriptionPreview,
)
from binance.models.earn.terms import DestAccount, SourceAccount
from binance.models.page import Page
from binance.parameters import Amount
from binance.request import Private, Security


class FlexibleProducts(
    Private[Page[FlexibleProduct]],
    Paging,
    endpoint="GET /sapi/v1/simple-earn/flexible/list",
    weight=150,
    security=Security.USER_DATA,
):
    """Products that can be subscribed to, with their rates of now."""

    asset: str | None = None


class FlexiblePositions(
    Private[Page[FlexiblePosition]],
    Paging,
    endpoint="GET /sapi/v1/simple-earn/flexible/position",
    weight=150,
    security=Security.USER_DATA,
):
    """What one holds in flexible products, and what it has earned."""

    asset: str | None = None
    product_id: str | None = None


class FlexibleLeftQuota(
    Private[LeftQuota],
    endpoint="GET /sapi/v1/simple-earn/flexible/personalLeftQuota",
    weight=150,
    security=Security.USER_DATA,
):
    """How much more of a product this account may subscribe to."""

    product_id: str


class PreviewFlexible(
    Private[FlexibleSubscriptionPreview],
    endpoint="GET /sapi/v1/simple-earn/flexible/subscriptionPreview",
    weight=150,
    security=Security.USER_DATA,
):
    """What an amount would earn a day at the rates of now; nothing is subscribed."""

    product_id: str
    amount: Amount


class SubscribeFlexible(
    Private[Subscribed],
    endpoint="POST /sapi/v1/simple-earn/flexible/subscribe",
    security=Security.TRADE,
):
    """Put money into a product.

    It bears no name of ours: after an `Unknown` look into `FlexibleSubscriptionHistory` before
    anything is sent again.
    """

    product_id: str
    amount: Amount
    auto_subscribe: bool | None = None
    source_account: SourceAccount | None = None


def _everything_or_an_amount(request: Any) -> None:
    """Refuse both at once too: the documents do not say which would count."""
    if bool(request.redeem_all) == (request.amount is not None):
        raise ValueError("either redeem_all or amount must be given")


class RedeemFlexible(
    Private[Redeemed],
    endpoint="POST /sapi/v1/simple-earn/flexible/redeem",
    security=Security.TRADE,
    rules=(_everything_or_an_amount,),
):
    """Take an amount out of a product, or all of it.

    It bears no name of ours: after an `Unknown` look into `FlexibleRedemptionHistory` before
    anything is sent again.
    """

    product_id: str
    redeem_all: bool | None = None
    amount: Amount | None = None
    dest_account: DestAccount | None = None


class SetFlexibleAutoSubscribe(
    Private[Success],
    endpoint="POST /sapi/v1/simple-earn/flexible/setAutoSubscribe",
    weight=150,
    security=Security.USER_DATA,
):
    """Say whether Binance shall go on subscribing from the wallet by itself."""

    product_id: str
    auto_subscribe: bool
