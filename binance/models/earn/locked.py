"""Locked products: money that stays for some days at a rate that is fixed.

On-chain Yields tells of its products in the same words.
"""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, Model
from binance.models.earn.account import Subscribed
from binance.models.earn.flexible import Subscription
from binance.models.earn.terms import (
    PositionStatus,
    ProductStatus,
    RecordStatus,
    RedeemTo,
    RedemptionType,
    SubscriptionType,
    TextId,
)


class LockedDetail(Model):
    """The terms of a product; `apr` is by year, `duration` in days."""

    asset: str
    reward_asset: str
    duration: int
    renewable: bool
    is_sold_out: bool
    apr: Decimal
    status: ProductStatus
    subscription_start_time: Millis
    extra_reward_asset: str | None = None
    extra_reward_apr: Decimal | None = Field(None, alias="extraRewardAPR")
    boost_reward_asset: str | None = None
    boost_apr: Decimal | None = None
    boost_end_time: Millis | None = None
    can_redeem_to_flex: bool | None = None  # told by On-chain Yields only


class LockedQuota(Model):
    """How much of a product one may hold at most, and subscribe to at least."""

    total_personal_quota: Decimal
    minimum: Decimal


class LockedProduct(Model):
    project_id: str
    detail: LockedDetail
    quota: LockedQuota


class TermPosition(Model):
    """Money in a product of fixed term; periods are in days."""

    position_id: TextId
    project_id: str
    asset: str
    amount: Decimal
    purchase_time: Millis
    duration: int
    accrual_days: int
    reward_asset: str
    apy: Decimal = Field(alias="APY")
    reward_amt: Decimal
    next_pay: Decimal | None = None
    next_pay_date: Millis | None = None
    pay_period: int
    rewards_end_date: Millis
    deliver_date: Millis
    redeeming_amt: Decimal
    redeem_to: RedeemTo
    can_redeem_early: bool
    auto_subscribe: bool
    type: SubscriptionType
    status: PositionStatus


class LockedPosition(TermPosition):
    """Taken out early, it brings `redeem_amount_early`: rewards already paid are taken back."""

    parent_position_id: TextId | None = None
    extra_reward_asset: str | None = None
    extra_reward_apr: Decimal | None = Field(None, alias="extraRewardAPR")
    est_extra_reward_amt: Decimal | None = None
    boost_reward_asset: str | None = None
    boost_apr: Decimal | None = None
    total_boost_reward_amt: Decimal | None = None
    redeem_amount_early: Decimal | None = None
    redeem_period: int
    partial_amt_deliver_date: Millis | None = None
    can_fast_redemption: bool
    can_re_stake: bool


class TermPreview(Model):
    """What an amount would earn, and when."""

    reward_asset: str
    total_reward_amt: Decimal
    next_pay: Decimal
    next_pay_date: Millis
    value_date: Millis
    rewards_end_date: Millis
    deliver_date: Millis
    next_subscription_date: Millis | None = None


class LockedSubscriptionPreview(TermPreview):
    est_daily_reward_amt: Decimal
    extra_reward_asset: str | None = None
    est_total_extra_reward_amt: Decimal | None = None
    boost_reward_asset: str | None = None


class LockedSubscribed(Subscribed):
    """The answer to a subscription: a new position."""

    position_id: TextId


class LockedSubscription(Subscription):
    position_id: TextId
    project_id: str
    lock_period: int


class LockedRedemption(Model):
    """Locked money that came back, or will at `deliver_date`; `loss_amount` is early leaving's."""

    position_id: TextId
    redeem_id: TextId
    time: Millis
    asset: str
    lock_period: int
    amount: Decimal
    original_amount: Decimal
    type: RedemptionType
    deliver_date: Millis
    loss_amount: Decimal
    is_complete: bool
    reward_asset: str
    reward_amt: Decimal
    extra_reward_asset: str | None = None
    est_extra_reward_amt: Decimal | None = None
    status: RecordStatus


class LockedReward(Model):
    """What a position paid out."""

    position_id: TextId
    time: Millis
    asset: str
    lock_period: int
    amount: Decimal
    type: str | None = None  # words for people; On-chain Yields has none
