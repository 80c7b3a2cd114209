"""Soft staking: coins in the spot wallet that earn while they stay there."""

from decimal import Decimal

from binance.models.base import Millis, Model
from binance.models.page import Page


class SoftProduct(Model):
    """An asset that earns from `min_amount` up to `max_cap`; `apr` 0.05 is five percent a year."""

    asset: str
    min_amount: Decimal
    max_cap: Decimal
    apr: Decimal
    staked_amount: Decimal
    total_profit: Decimal


class SoftStaking(Page[SoftProduct]):
    """Whether soft staking is switched on, what it brought, and a page of the products."""

    status: bool
    total_rewards_usdt: Decimal


class SoftReward(Model):
    """What an average amount of a day earned."""

    asset: str
    rewards: Decimal
    reward_asset: str
    avg_amount: Decimal
    time: Millis
