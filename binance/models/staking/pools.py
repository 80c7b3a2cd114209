"""What staking ETH and staking SOL tell alike."""

from decimal import Decimal

from binance.models.base import Millis, Model
from binance.models.staking.terms import StakingStatus


class StakingQuota(Model):
    """How much one may still stake and redeem; `redeem_period` is in days.

    `commission_fee` is Binance's share of the rewards: 0.05 is five percent. While Binance is
    `calculating`, it takes no orders.
    """

    left_staking_personal_quota: Decimal
    left_redemption_personal_quota: Decimal
    min_stake_amount: Decimal
    min_redeem_amount: Decimal
    redeem_period: int
    stakeable: bool
    redeemable: bool
    commission_fee: Decimal
    calculating: bool


class Swap(Model):
    """A coin given for its token, or back."""

    time: Millis
    asset: str
    amount: Decimal
    distribute_asset: str
    distribute_amount: Decimal
    status: StakingStatus
