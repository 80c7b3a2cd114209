"""BFUSD and RWUSD: dollars of Binance's own that earn while they are held."""

from decimal import Decimal

from pydantic import Field

from binance.models.base import Millis, Model
from binance.models.earn.account import AnnualRate, Success
from binance.models.earn.terms import RecordStatus


class BfusdAccount(Model):
    bfusd_amount: Decimal
    usdt_profit: Decimal
    bfusd_profit: Decimal


class RwusdAccount(Model):
    rwusd_amount: Decimal
    total_profit: Decimal


class DollarQuota(Model):
    left_quota: Decimal


class RwusdSubscriptionQuota(DollarQuota):
    """How much more can be bought, at least how much at once, and with what."""

    minimum: Decimal
    assets: tuple[str, ...]


class RedemptionQuota(DollarQuota):
    """How much more can be redeemed; `fee` is a share of it, 0.001 is a tenth of a percent."""

    minimum: Decimal
    fee: Decimal


class FastRedemptionQuota(RedemptionQuota):
    """At once; `free_quota` costs no fee."""

    free_quota: Decimal


class StandardRedemptionQuota(RedemptionQuota):
    """After `redeem_period` days."""

    redeem_period: int


class _RedemptionQuotas(Model):
    fast_redemption_quota: FastRedemptionQuota
    standard_redemption_quota: StandardRedemptionQuota


class BfusdQuota(_RedemptionQuotas):
    subscription_quota: DollarQuota


class RwusdQuota(_RedemptionQuotas):
    subscription_quota: RwusdSubscriptionQuota
    subscribe_enable: bool
    redeem_enable: bool


class BfusdSubscribed(Success):
    """How much BFUSD was bought."""

    bfusd_amount: Decimal


class RwusdSubscribed(Success):
    """How much RWUSD was bought."""

    rwusd_amount: Decimal


class DollarRedeemed(Success):
    """How much will arrive, and when."""

    receive_amount: Decimal
    fee: Decimal
    arrival_time: Millis


class DollarSubscription(Model):
    """One asset given for another."""

    time: Millis
    asset: str
    amount: Decimal
    receive_asset: str
    receive_amount: Decimal
    status: RecordStatus


class DollarRedemption(DollarSubscription):
    fee: Decimal
    arrival_time: Millis


class BfusdReward(AnnualRate):
    reward_asset: str
    rewards_amount: Decimal
    bfusd_position: Decimal = Field(alias="BFUSDPosition")


class RwusdReward(AnnualRate):
    rewards_amount: Decimal
    rwusd_position: Decimal
