"""Flexible products: what was put in, taken out and earned; 30 days at most in one question."""

from pydantic import BaseModel

from binance.history import ONE_YEAR, History
from binance.models.earn.flexible import (
    FlexibleCollateral,
    FlexibleRate,
    FlexibleRedemption,
    FlexibleReward,
    FlexibleSubscription,
)
from binance.models.earn.terms import AprPeriod, RewardType
from binance.models.page import Page
from binance.request import Private, Security
from binance.rules import within


class _OneProduct(BaseModel):
    """Of one product, of one asset, or of all."""

    product_id: str | None = None
    asset: str | None = None


class FlexibleSubscriptionHistory(
    Private[Page[FlexibleSubscription]],
    History,
    _OneProduct,
    endpoint="GET /sapi/v1/simple-earn/flexible/history/subscriptionRecord",
    weight=150,
    security=Security.USER_DATA,
    rules=(within(days=30),),
):
    """What was put in, by hand or automatically."""

    purchase_id: str | None = None


class FlexibleRedemptionHistory(
    Private[Page[FlexibleRedemption]],
    History,
    _OneProduct,
    endpoint="GET /sapi/v1/simple-earn/flexible/history/redemptionRecord",
    weight=150,
    security=Security.USER_DATA,
    rules=(within(days=30),),
):
    """What was taken out."""

    redeem_id: str | None = None


class FlexibleRewardsHistory(
    Private[Page[FlexibleReward]],
    History,
    _OneProduct,
    endpoint="GET /sapi/v1/simple-earn/flexible/history/rewardsRecord",
    weight=150,
    security=Security.USER_DATA,
    rules=(within(days=30),),
):
    """What was earned; of all types unless one is named."""

    type: RewardType | None = None


class FlexibleCollateralHistory(
    Private[Page[FlexibleCollateral]],
    History,
    endpoint="GET /sapi/v1/simple-earn/flexible/history/collateralRecord",
    security=Security.USER_DATA,
    rules=(within(days=30),),
):
    """What of the positions was pledged for loans and freed again."""

    product_id: str | None = None


class FlexibleRateHistory(
    Private[Page[FlexibleRate]],
    History,
    endpoint="GET /sapi/v1/simple-earn/flexible/history/rateHistory",
    weight=150,
    security=Security.USER_DATA,
    rules=(ONE_YEAR,),
):
    """What a product paid in the past; a year at most in one question."""

    product_id: str
    apr_period: AprPeriod | None = None
