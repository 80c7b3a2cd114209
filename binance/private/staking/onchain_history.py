"""On-chain Yields: what was locked, came back and was earned; three months at most."""

from binance.history import THREE_MONTHS, History
from binance.models.earn.locked import LockedRedemption, LockedReward
from binance.models.page import Page
from binance.models.staking.onchain import OnchainSubscription
from binance.request import Private, Security


class OnchainSubscriptionHistory(
    Private[Page[OnchainSubscription]],
    History,
    endpoint="GET /sapi/v1/onchain-yields/locked/history/subscriptionRecord",
    weight=50,
    security=Security.USER_DATA,
    rules=(THREE_MONTHS,),
):
    """What was locked; `client_id` finds a subscription by the name that we gave it."""

    purchase_id: str | None = None
    client_id: str | None = None
    asset: str | None = None


class OnchainRedemptionHistory(
    Private[Page[LockedRedemption]],
    History,
    endpoint="GET /sapi/v1/onchain-yields/locked/history/redemptionRecord",
    weight=50,
    security=Security.USER_DATA,
    rules=(THREE_MONTHS,),
):
    """What came back, in time or early, and what leaving early cost."""

    position_id: str | None = None
    redeem_id: str | None = None
    asset: str | None = None


class OnchainRewardsHistory(
    Private[Page[LockedReward]],
    History,
    endpoint="GET /sapi/v1/onchain-yields/locked/history/rewardsRecord",
    weight=50,
    security=Security.USER_DATA,
    rules=(THREE_MONTHS,),
):
    """What positions paid out."""

    position_id: str | None = None
    asset: str | None = None
