"""Locked products: what was locked, came back and was earned; 30 days at most in one question."""

from binance.history import History
from binance.models.earn.locked import LockedRedemption, LockedReward, LockedSubscription
from binance.models.page import Page
from binance.request import Private, Security
from binance.rules import within


class LockedSubscriptionHistory(
    Private[Page[LockedSubscription]],
    History,
    endpoint="GET /sapi/v1/simple-earn/locked/history/subscriptionRecord",
    weight=150,
    security=Security.USER_DATA,
    rules=(within(days=30),),
):
    """What was locked, by hand or automatically."""

    purchase_id: str | None = None
    asset: str | None = None


class LockedRedemptionHistory(
    Private[Page[LockedRedemption]],
    History,
    endpoint="GET /sapi/v1/simple-earn/locked/history/redemptionRecord",
    weight=150,
    security=Security.USER_DATA,
    rules=(within(days=30),),
):
    """What came back, in time or early, and what leaving early cost."""

    position_id: str | None = None
    redeem_id: str | None = None
    asset: str | None = None


class LockedRewardsHistory(
    Private[Page[LockedReward]],
    History,
    endpoint="GET /sapi/v1/simple-earn/locked/history/rewardsRecord",
    weight=150,
    security=Security.USER_DATA,
    rules=(within(days=30),),
):
    """What positions paid out."""

    position_id: str | None = None
    asset: str | None = None
