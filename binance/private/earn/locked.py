"""Locked products: what is offered, what one holds, locking money and taking it out early."""

from binance.history import Paging
from binance.models.earn.account import LeftQuota, Redeemed, Success
from binance.models.earn.locked import (
    LockedPosition,
    LockedProduct,
    LockedSubscribed,
    LockedSubscriptionPreview,
)
from binance.models.earn.terms import RedeemTo, SourceAccount
from binance.models.page import Page
from binance.parameters import Amount
from binance.request import Private, Security


class LockedProducts(
    Private[Page[LockedProduct]],
    Paging,
    endpoint="GET /sapi/v1/simple-earn/locked/list",
    weight=150,
    security=Security.USER_DATA,
):
    """Products on offer, each a pair of asset and duration."""

    asset: str | None = None


class LockedPositions(
    Private[Page[LockedPosition]],
    Paging,
    endpoint="GET /sapi/v1/simple-earn/locked/position",
    weight=150,
    security=Security.USER_DATA,
):
    """What one has locked, until when, and what leaving early would bring."""

    asset: str | None = None
    position_id: str | None = None
    project_id: str | None = None


class LockedLeftQuota(
    Private[LeftQuota],
    endpoint="GET /sapi/v1/simple-earn/locked/personalLeftQuota",
    weight=150,
    security=Security.USER_DATA,
):
    """How much more of a product this account may lock."""

    project_id: str


class PreviewLocked(
    Private[list[LockedSubscriptionPreview]],
    endpoint="GET /sapi/v1/simple-earn/locked/subscriptionPreview",
    weight=150,
    security=Security.USER_DATA,
):
    """What an amount would earn, and when; nothing is locked.

    Without `auto_subscribe` Binance reckons as if it were wished.
    """

    project_id: str
    amount: Amount
    auto_subscribe: bool | None = None


class SubscribeLocked(
    Private[LockedSubscribed],
    endpoint="POST /sapi/v1/simple-earn/locked/subscribe",
    security=Security.TRADE,
):
    """Lock money for the product's duration; say `auto_subscribe` or it may be locked again.

    It bears no name of ours: after an `Unknown` look into `LockedSubscriptionHistory` before
    anything is sent again.
    """

    project_id: str
    amount: Amount
    auto_subscribe: bool | None = None
    source_account: SourceAccount | None = None
    redeem_to: RedeemTo | None = None


class RedeemLocked(
    Private[Redeemed],
    endpoint="POST /sapi/v1/simple-earn/locked/redeem",
    security=Security.TRADE,
):
    """Take a whole position out before its time.

    What that cost, and after an `Unknown` whether it was done, `LockedRedemptionHistory` tells.
    """

    position_id: str


class SetLockedAutoSubscribe(
    Private[Success],
    endpoint="POST /sapi/v1/simple-earn/locked/setAutoSubscribe",
    weight=150,
    security=Security.USER_DATA,
):
    """Say whether a position shall be locked again when its time is over."""

    position_id: str
    auto_subscribe: bool


class SetLockedRedeemOption(
    Private[Success],
    endpoint="POST /sapi/v1/simple-earn/locked/setRedeemOption",
    weight=50,
    security=Security.USER_DATA,
):
    """Say where a position's money shall go when its time is over."""

    position_id: str
    redeem_to: RedeemTo
