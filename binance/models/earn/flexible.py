"""Flexible products: money that earns by the day and may be taken out at any time."""

from decimal import Decimal

from binance.models.base import Millis, Model
from binance.models.earn.account import AnnualRate
from binance.models.earn.terms import (
    CollateralType,
    DestAccount,
    ProductStatus,
    RecordStatus,
    RewardType,
    SourceAccount,
    SubscriptionType,
    TextId,
)


class _Rates(Model):
    """What a product pays now; rates are by year, 0.05 is five percent."""

    asset: str
    product_id: str
    latest_annual_percentage_rate: Decimal
    tier_annual_percentage_rate: dict[str, Decimal] | None = None
    """Bonus rates by the part of the amount they are paid for, as {"0-5BTC": 0.05}."""
    can_redeem: bool


class FlexibleProduct(_Rates):
    """A product on offer."""

    air_drop_percentage_rate: Decimal | None = None
    can_purchase: bool
    is_sold_out: bool
    hot: bool
    min_purchase_amount: Decimal
    subscription_start_time: Millis
    status: ProductStatus


class FlexiblePosition(_Rates):
    """What one holds of a product, rewards that joined it included."""

    total_amount: Decimal
    collateral_amount: Decimal
    """How much of it secures a loan and cannot be redeemed."""
    yesterday_airdrop_percentage_rate: Decimal | None = None
    air_drop_asset: str | None = None
    yesterday_real_time_rewards: Decimal
    cumulative_bonus_rewards: Decimal
    cumulative_real_time_rewards: Decimal
    cumulative_total_rewards: Decimal
    auto_subscribe: bool


class FlexibleSubscriptionPreview(Model):
    """What an amount would earn a day."""

    total_amount: Decimal
    reward_asset: str
    air_drop_asset: str | None = None
    est_daily_bonus_rewards: Decimal
    est_daily_real_time_rewards: Decimal
    est_daily_airdrop_rewards: Decimal | None = None


class Subscription(Model):
    """What was put into a product, and from which wallets it came."""

    purchase_id: TextId
    asset: str
    amount: Decimal
    time: Millis
    type: SubscriptionType
    source_account: SourceAccount
    amt_from_spot: Decimal
    amt_from_funding: Decimal
    status: RecordStatus


class FlexibleSubscription(Subscription):
    product_id: str


class FlexibleRedemption(Model):
    """What was taken out; `project_id` is what other answers call the product's id."""

    redeem_id: TextId
    project_id: str
    asset: str
    amount: Decimal
    time: Millis
    dest_account: DestAccount
    status: RecordStatus


class FlexibleReward(Model):
    """What was earned; `project_id` is what other answers call the product's id."""

    project_id: str
    asset: str
    rewards: Decimal
    type: RewardType
    time: Millis


class FlexibleCollateral(Model):
    """A change of what secures a loan."""

    order_id: int
    product_id: str
    product_name: str
    asset: str
    amount: Decimal
    type: CollateralType
    create_time: Millis


class FlexibleRate(AnnualRate):
    product_id: str
    asset: str
